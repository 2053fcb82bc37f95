import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { Lane } from '../../src/env/lane.js';
import { openScenario } from '../../src/env/scenario-registry.js';
import { costBenefit } from '../../src/heuristics/rules/cost-benefit.js';
import { channelPrices } from '../../src/learners/tree/channel-prices.js';
import { PARTS, ProblemCosts } from '../../src/learners/tree/cost-on-episodes.js';
import { startingTree } from '../../src/learners/tree/starting-tree.js';
import { COPY_TIME_READS } from '../../src/policy/copy-time.js';
import { FEATURES, featureIndex } from '../../src/policy/feature-table.js';
import { createFloatPolicy } from '../../src/policy/float-policy.js';

const ALL = FEATURES.map((_, feature) => feature);
const NAMES = FEATURES.map(({ name }) => name);
const RATES = COPY_TIME_READS.map(featureIndex);

describe('the tree that a training begins with', () => {
  it.each(['zen3-ptdma/tiering-base-v2', 'icx-2s-pmem/tiering-light-v1'])(
    'decides nearly as cost-benefit does on %s',
    async (name) => {
      const model = startingTree(ALL, ALL);
      if (!model) throw new Error('sees everything');
      const policy = createFloatPolicy({ name: 'start', features: NAMES, model });
      const rule = costBenefit.create(costBenefit.defaults);
      const open = await openScenario(name);
      const lane = new Lane(open, open.episode(1));
      let [same, all] = [0, 0];
      for (; !lane.done; all++) {
        const action = rule.decide(lane.features, lane.mask);
        if (policy.decide(lane.features, lane.mask) === action) same++;
        lane.step(action);
        lane.sim.settled.clear();
      }
      expect(same / all).toBeGreaterThan(0.85);
    },
  );

  it('does not tell reasons apart where it may not, and is none where the rates are not seen', () => {
    expect(startingTree(ALL, RATES)?.nodes.length).toBe(1);
    expect(startingTree(RATES, RATES)?.prices?.[0]?.touch).toBe(0);
    expect(startingTree(RATES.slice(1), RATES)).toBeNull();
  });
});

describe('the price of a channel', () => {
  /** One decision a part in each of two problems. */
  const costsOf = (parts: readonly number[]): ProblemCosts => {
    const costs = new ProblemCosts(new Float64Array(ProblemCosts.size(2)));
    for (let part = 0; part < PARTS; part++) {
      costs.add(0, at(parts, part), part);
      costs.add(1, 100, part);
    }
    return costs;
  };

  it('is what saves most in a problem, and none where nothing does', () => {
    const costs = [costsOf([10, 11, 10, 12]), costsOf([8, 9, 9, 9]), costsOf([9, 10, 9, 11])];
    expect(channelPrices([0, 0.1, 0.3], costs, [10, 10])).toEqual([0.1, 0]);
  });

  it('is none where one part alone makes the difference', () => {
    const costs = [costsOf([10, 11, 10, 30]), costsOf([10, 11, 10, 9])];
    expect(channelPrices([0, 0.1], costs, [10, 10])).toEqual([0, 0]);
  });
});
