import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { createMigrationEnvironment } from '../../src/env/migration-environment.js';
import { openScenarios } from '../../src/env/scenario-registry.js';
import { KERNEL } from '../../src/episodes/contender.js';
import { runEpisode } from '../../src/episodes/run-episode.js';
import { costPerMiB } from '../../src/evaluation/score.js';
import { ACTIONS, actionIndex } from '../../src/policy/action-table.js';

const OPTIONS = { lanes: 2, features: ['folio_order', 'nr_folios', 'dma_free'] };
const scenarios = await openScenarios(['zen3-ptdma/bulk-heavy-v2', 'zen3-ptdma/tiering-flood-v2']);
const ALL = new Uint8Array(ACTIONS.length).fill(1);
/** Decisions before the tried one: then other batches are under way. */
const BEFORE = 20;

/** An environment that has declined some batches in both lanes. */
function underWay() {
  const env = createMigrationEnvironment(scenarios, OPTIONS);
  env.reset(3);
  for (let step = 0; step < BEFORE; step++) env.step(new Int32Array(OPTIONS.lanes));
  return env;
}

describe('counterfactuals', () => {
  it.each([0, 1])('in lane %d are the credits that the actions really bring', (lane) => {
    const env = underWay();
    const tried = new Float64Array(ACTIONS.length);
    env.counterfactuals.tryActions(lane, ALL, tried, new Float64Array(ACTIONS.length));
    let compared = 0;
    for (const name of ['decline', 'dcbm-1', 'mtcopy-4-pull-temporal-spread', 'mtcopy-16-push-nontemporal-fill']) {
      const action = actionIndex(name);
      const other = underWay();
      const actions = new Int32Array(OPTIONS.lanes);
      actions[lane] = action;
      let credited = Number.NaN;
      for (let step = 0; step < 200 && Number.isNaN(credited); step++) {
        const { credits } = other.step(actions);
        actions.fill(0);
        for (let c = 0; c < credits.count; c++) {
          if (credits.lane[c] === lane && credits.step[c] === BEFORE) credited = at(credits.reward, c);
        }
      }
      expect(at(tried, action)).toBe(credited);
      compared++;
    }
    expect(compared).toBe(4);
  });

  it('leave the environment as it was, and count what they took', () => {
    const [touched, plain] = [underWay(), underWay()];
    touched.counterfactuals.tryActions(0, ALL, new Float64Array(ACTIONS.length), new Float64Array(ACTIONS.length));
    const possible = touched.masks.subarray(0, ACTIONS.length).reduce((sum, one) => sum + one, 0);
    expect(touched.counterfactuals.trialDecisions).toBeGreaterThanOrEqual(possible);
    expect(touched.decisions).toBe(plain.decisions);
    for (let step = 0; step < 30; step++) {
      const [a, b] = [touched, plain].map((env) => {
        const { credits } = env.step(new Int32Array(OPTIONS.lanes));
        return [...credits.reward.subarray(0, credits.count)];
      });
      expect(a).toEqual(b);
    }
    expect(touched.observations).toEqual(plain.observations);
  });

  it('try only the actions asked for, and all possible ones where those are none', () => {
    const env = underWay();
    const [rewards, channelTime] = [new Float64Array(ACTIONS.length), new Float64Array(ACTIONS.length)];
    const known = () => [...rewards.keys()].filter((action) => !Number.isNaN(at(rewards, action)));
    const two = new Uint8Array(ACTIONS.length);
    two[0] = 1;
    two[actionIndex('mtcopy-4-pull-temporal-spread')] = 1;
    env.counterfactuals.tryActions(0, two, rewards, channelTime);
    expect(known()).toEqual([0, actionIndex('mtcopy-4-pull-temporal-spread')]);
    env.counterfactuals.tryActions(0, new Uint8Array(ACTIONS.length), rewards, channelTime);
    expect(known().length).toBe(env.masks.subarray(0, ACTIONS.length).reduce((sum, one) => sum + one, 0));
  });

  it('know what the kernel costs, with batches of its own, and count its decisions once', () => {
    const env = underWay();
    const before = env.counterfactuals.trialDecisions;
    let decisions = 0;
    scenarios.forEach((open, problem) => {
      const kernel = runEpisode(open, 0, KERNEL);
      decisions += kernel.decisions;
      for (let time = 0; time < 2; time++) {
        expect(env.counterfactuals.kernelCost(problem)).toBeCloseTo(costPerMiB(kernel), 9);
        expect(env.counterfactuals.trialDecisions - before).toBe(decisions);
      }
    });
    expect(env.decisions).toBe(BEFORE * OPTIONS.lanes);
  });
});
