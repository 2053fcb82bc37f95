import { at } from '../../src/core/errors.js';
import { openScenario, SCENARIOS } from '../../src/env/scenario-registry.js';
import { type Contender, DEFAULT_BASE, FIXED_CONTENDERS, KERNEL, references } from '../../src/episodes/contender.js';
import { runEpisode } from '../../src/episodes/run-episode.js';
import { LEAST_GAIN } from '../../src/evaluation/gain-to-win.js';
import { table } from '../../src/report/terminal/table.js';
import { keepsUp } from '../env/keeps-up.js';

/*
 * Prints, for every scenario or those whose name holds the first argument, what an episode is like under today's kernel
 * and what the greedy reference gains: `npx tsx test/bench/scenario-suite.ts spr-dsa`. Times are of this machine.
 */

const SEEDS = [7, 8, 9];
const GREEDY = at([...references(DEFAULT_BASE)], 0);
const FOUR = FIXED_CONTENDERS.find(({ name }) => name === 'mtcopy-4') ?? KERNEL;

interface Cost {
  readonly cost: number;
  readonly ms: number;
}

async function costOf(name: string, contender: Contender): Promise<Cost> {
  const open = await openScenario(name);
  const began = performance.now();
  const cost = SEEDS.reduce((sum, seed) => sum + runEpisode(open, seed, contender).cost, 0);
  return { cost, ms: (performance.now() - began) / SEEDS.length };
}

async function rowOf(scenario: string) {
  const { busy, stretch, decisions } = await keepsUp(scenario, SEEDS);
  const [kernel, four, greedy] = [
    await costOf(scenario, KERNEL),
    await costOf(scenario, FOUR),
    await costOf(scenario, GREEDY),
  ];
  const gain = 1 - greedy.cost / kernel.cost;
  return {
    scenario,
    decisions: decisions.toFixed(0),
    busy: busy.toFixed(2),
    'end ÷ last arrival': stretch.toFixed(3),
    'greedy gain': `${(100 * gain).toFixed(0)} %`,
    scored: gain >= LEAST_GAIN ? 'yes' : 'no',
    'ms kernel': kernel.ms.toFixed(0),
    'ms mtcopy-4': four.ms.toFixed(0),
    'ms greedy': greedy.ms.toFixed(0),
  };
}

const wanted = process.argv[2] ?? '';
const rows: Awaited<ReturnType<typeof rowOf>>[] = [];
for (const name of SCENARIOS.names.filter((one) => one.includes(wanted))) rows.push(await rowOf(name));
const titles = Object.keys(at(rows, 0)) as (keyof (typeof rows)[number])[];
const columns = titles.map((title) => ({ title, cell: (row: (typeof rows)[number]) => row[title] }));
const scored = rows.filter((row) => row.scored === 'yes').length;
process.stdout.write(`${table(columns, rows, Number.POSITIVE_INFINITY)}\n${scored} of ${rows.length} scored\n`);
