import { join } from 'node:path';
import type { Case } from '../case.js';
import type { Checkout } from '../checkout.js';
import { emptyFolder, type Run, runProgram } from './program.js';
import { readJson, writeJson, writeSuiteSubset } from './suite-subset.js';

/** Words of a command that is run in a folder of its own, where the files it needs may be written. */
type Words = (checkout: Checkout, folder: string) => readonly string[];

interface Command {
  readonly name: string;
  readonly what: string;
  readonly words: Words;
  readonly clock?: Case['clock'];
  readonly how?: Run;
}

/** Whole commands take too long for every run of the bench. */
function command({ name, what, words, clock = 'cpu', how = {} }: Command): Case {
  return {
    ...{ name, what, clock, isLong: true, unit: 'runs', shown: 'time', warmUps: 0, repeats: 1 },
    open: async (checkout) => {
      const folder = emptyFolder(checkout);
      const [verb = '', ...rest] = words(checkout, folder);
      return () => runProgram(checkout, [verb, ...rest, '--db', join(folder, 'bench.db')], folder, how);
    },
  };
}

const compareSubset: Words = (checkout, folder) => ['compare', writeSuiteSubset(checkout, folder)];

const tuneRule: Words = () => ['tune', 'quickstart', '--rule', 'cost-benefit', '--decisions', '150000'];

/** Trainings of the quickstart's learner with a smaller budget, one for each seed. */
function trainings(seeds: number): Words {
  return (checkout, folder) => {
    const { learners, ...rest } = readJson<{ learners: Record<string, unknown>[] }>(
      checkout,
      'experiments',
      'quickstart.json',
    );
    const several = learners.map(({ seed: _, ...one }) => ({
      ...one,
      ...{ policy: 'models/trained-{seed}.json', decisions: 60_000 },
      seeds: Array.from({ length: seeds }, (_, k) => k + 1),
    }));
    return ['train', writeJson(folder, 'trainings.json', { ...rest, learners: several })];
  };
}

/** The same on one CPU and on all: the wall clock says what threads are worth. */
function onCpus(name: string, what: string, words: Words): readonly Case[] {
  return [
    command({
      name: `${name}-one-cpu`,
      what: `${what}, on one CPU`,
      words,
      clock: 'wall',
      how: { oneCpu: true },
    }),
    command({ name: `${name}-all-cpus`, what: `${what}, on all CPUs`, words, clock: 'wall' }),
  ];
}

export const COMMANDS: readonly Case[] = [
  command({
    name: 'quickstart-short',
    what: 'foliotune quickstart --decisions 20000 --seeds 1; the C compiler that it starts is not counted',
    words: () => ['quickstart', '--decisions', '20000', '--seeds', '1'],
  }),
  command({
    name: 'quickstart',
    what: 'foliotune quickstart; the C compiler that it starts is not counted',
    words: () => ['quickstart'],
  }),
  command({
    name: 'compare-subset',
    what: 'part of `compare suite`: three policies, the tuned rules and the references on three scenarios, one episode each',
    words: compareSubset,
  }),
  command({
    name: 'evaluate',
    what: 'foliotune evaluate models/suite/universal-s1.json with references on two scenarios, one episode each',
    words: ({ root }) => [
      ...['evaluate', join(root, 'models', 'suite', 'universal-s1.json'), '--seeds', '1', '--scenarios'],
      'zen3-ptdma/faults-light-v2,spr-dsa/tiering-light-v1',
    ],
  }),
  ...onCpus('threads-train', 'four trainings of full-information', trainings(4)),
  ...onCpus('threads-train-one', 'one training of full-information', trainings(1)),
  ...onCpus('threads-tune', 'foliotune tune quickstart --rule cost-benefit --decisions 150000', tuneRule),
  ...onCpus('threads-compare', 'compare-subset', compareSubset),
];
