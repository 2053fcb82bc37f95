import { expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { Lane } from '../../src/env/lane.js';
import { openScenario } from '../../src/env/scenario-registry.js';
import { DEFAULT_BASE } from '../../src/episodes/contender.js';
import { type RankedAction, ranking } from '../../src/heuristics/references/greedy.js';
import { leastCredit } from '../../src/heuristics/references/least-credit.js';
import { Trial } from '../../src/heuristics/references/trial.js';
import { ACTIONS } from '../../src/policy/action-table.js';

/** With siblings, CPU accounts, faults, engines that decline or wait, much traffic and little. */
const SCENARIOS = [
  'zen3-ptdma/tiering-churn-v2',
  'zen3-ptdma/quota-heavy-v2',
  'zen3-ptdma/faults-heavy-v2',
  'xeon-2s-ioat/noisy-neighbour-heavy-v1',
  'spr-dsa/tiering-heavy-v1',
  'grace-2s/promotion-heavy-v1',
  'gh200/gpu-heavy-faults-v1',
  'icx-2s-pmem/demotion-heavy-v1',
];
const WIDTH = 2;
const DECISIONS = 40;

/** Every possible action tried to its end. */
function ranked(trial: Trial, { sim, slot, mask }: Lane): RankedAction[] {
  return [...mask.keys()]
    .filter((action) => mask[action] === 1)
    .map((action) => ({ action, cost: trial.expectedCreditOf(sim, slot, action) }))
    .sort((a, b) => a.cost - b.cost || a.action - b.action);
}

it.each(SCENARIOS)('the cheapest actions on %s are those of a ranking of all', async (name) => {
  const open = await openScenario(name);
  const lane = new Lane(open, open.episode(7));
  const trial = new Trial(lane.sim, DEFAULT_BASE, lane.weights);
  const cheapest = ranking(new Trial(lane.sim, DEFAULT_BASE, lane.weights), WIDTH);
  for (let k = 0; k < DECISIONS && !lane.done; k++) {
    const all = ranked(trial, lane);
    expect(cheapest(lane.sim, lane.slot, lane.mask)).toEqual(all.slice(0, WIDTH));
    lane.step(all[k % all.length]?.action ?? 0);
  }
});

it.each(SCENARIOS)('no batch on %s is charged less than the bound says on the way', async (name) => {
  const open = await openScenario(name);
  const lane = new Lane(open, open.episode(7));
  const trial = new Trial(lane.sim, DEFAULT_BASE, lane.weights);
  for (let k = 0; k < DECISIONS && !lane.done; k++) {
    for (const action of [...lane.mask.keys()].filter((one) => lane.mask[one] === 1)) {
      const charged = trial.creditOf(lane.sim, lane.slot, action);
      const clone = trial.at(lane.sim);
      clone.decide(lane.slot, at(ACTIONS, action));
      expect(leastCredit(clone, lane.slot, lane.weights)).toBeLessThanOrEqual(charged);
      const bounds: number[] = [];
      clone.nextDecision(() => {
        const isSettled = clone.settled.placeOf(clone.decisions - 1) !== -1;
        if (!isSettled) bounds.push(leastCredit(clone, lane.slot, lane.weights));
        return isSettled;
      });
      expect(Math.max(0, ...bounds)).toBeLessThanOrEqual(charged);
    }
    lane.step([...lane.mask.keys()].filter((one) => lane.mask[one] === 1)[k % 3] ?? 0);
  }
});
