import { resolve } from 'node:path';
import { FoliotuneError } from '../../core/errors.js';
import { nameHint } from '../../core/nearest.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import type { LearnerEntry } from '../../experiment/experiment-schema.js';
import type { Training } from '../../experiment/train.js';
import { openStore } from '../../store/store.js';
import { databaseOption, defineCommand } from '../command.js';
import { integerOption } from '../number-option.js';

interface Options {
  readonly db: string;
  readonly seed?: string;
  readonly decisions?: string;
  readonly learner?: string;
  readonly out?: string;
}

/** The experiment's learners that are asked for, with what the command line changes. */
function wanted({ name, learners }: Experiment, { learner, seed, decisions, out }: Options): LearnerEntry[] {
  const chosen = learners.filter((entry) => learner === undefined || entry.name === learner);
  if (chosen.length === 0) {
    const names = learners.map((entry) => entry.name);
    const rule = names.length === 0 ? `${name} has no learner` : `${name} has no learner "${learner}"`;
    throw new FoliotuneError('usage', rule, names.length === 0 ? {} : { hint: nameHint(learner ?? '', names) });
  }
  if (out !== undefined && chosen.length > 1) {
    throw new FoliotuneError('usage', `${chosen.length} policies do not fit one file: name a --learner`, {
      path: '--out',
    });
  }
  return chosen.map((entry) => ({
    ...entry,
    ...(seed === undefined ? {} : { seed: integerOption('--seed', seed, 0) }),
    ...(decisions === undefined ? {} : { decisions: integerOption('--decisions', decisions, 1) }),
    ...(out === undefined ? {} : { policy: out }),
  }));
}

function trainingText({ policy, file, decisions, trialDecisions, stopped, runId, meanCost }: Training): string {
  const cost = meanCost === null ? '' : `, last mean cost ${meanCost.toFixed(1)} core-us/MiB`;
  const done = stopped ? 'stopped on request; what it had learned is saved' : 'trained';
  const tried = trialDecisions > 0 ? `, ${trialDecisions} of them on copies` : '';
  return `${policy.learner}: ${done} (${decisions} decisions${tried}, seed ${policy.training.seed}${cost}, run ${runId})\n  ${file}`;
}

export const command = defineCommand<Options>({
  name: 'train',
  summary: 'train the learners of an experiment and save their policies',
  description: `An experiment is a JSON file, or the name of one that comes with foliotune (quickstart). The policy file is
written when the training ends. Ctrl-C ends the training early: what was learned so far is saved, and the run is recorded
as stopped. The same seed gives the same policy.`,
  examples: [
    { line: 'train quickstart', does: 'train on the six Zen 3 scenarios, write models/quickstart.json' },
    {
      line: 'train quickstart --seed 7 --decisions 20000 --out models/mine.json',
      does: 'another seed, a smaller budget',
    },
  ],
  declare: (command) =>
    void command
      .argument('<experiment>', 'experiment file, or name of a shipped one')
      .option('--seed <number>', "instead of the experiment's")
      .option('--decisions <number>', "simulated decisions to spend, instead of the experiment's")
      .option('--learner <name>', 'only this one of its learners')
      .option('--out <file>', 'where the policy goes')
      .addOption(databaseOption()),
  run: async ({ context, args, options }) => {
    const { readExperiment } = await import('../../experiment/experiment-file.js');
    const { trainAll } = await import('../train-progress.js');
    const experiment = readExperiment(args[0] ?? '', context.cwd);
    const learners = wanted(experiment, options);
    const store = openStore(resolve(context.cwd, options.db));
    const trainings: Training[] = [];
    try {
      trainings.push(...(await trainAll(context, store, { ...experiment, learners })));
    } finally {
      store.close();
    }
    const json = trainings.map(({ policy, ...rest }) => ({
      ...rest,
      name: `${policy.learner}:${policy.name}`,
      learner: policy.learner,
      seed: policy.training.seed,
      status: rest.stopped ? 'stopped' : 'finished',
    }));
    return { json: { experiment: experiment.name, policies: json }, text: trainings.map(trainingText).join('\n') };
  },
});
