import { expect, it } from 'vitest';
import { KERNEL_ENTRANT, type RuleEntrant } from '../../src/episodes/entrant.js';
import { runTask } from '../../src/episodes/episode-task.js';
import { HEURISTICS } from '../../src/heuristics/registry.js';
import { TINY } from '../experiment/tiny-experiment.js';

const rule = 'load-aware';
const { defaults } = HEURISTICS.get(rule);
const [here = '', elsewhere = ''] = TINY.scenarios;
const own = { ...defaults, first: 'cpu', fewest: 64 };
const entrants = [
  KERNEL_ENTRANT,
  { is: 'policies', name: 'nowhere known', form: 'integer', byPlatform: {} } as const,
  { is: 'rule', name: 'as given', rule, parameters: defaults } satisfies RuleEntrant,
  { is: 'rule', name: 'tuned', rule, parameters: defaults, byScenario: { [elsewhere]: own } } satisfies RuleEntrant,
];

it.each([here, elsewhere])('entrants of a task on %s fare as each does alone', async (scenario) => {
  const together = await runTask({ scenario, seed: 3, entrants });
  const alone = await Promise.all(entrants.map((one) => runTask({ scenario, seed: 3, entrants: [one] })));
  expect(together).toEqual(alone.flat());
});
