import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import { growTree } from '../../src/learners/tree/grow-tree.js';
import type { LabelledState } from '../../src/learners/tree/labelled-state.js';
import { ACTIONS, actionIndex } from '../../src/policy/action-table.js';
import { FEATURES, featureIndex } from '../../src/policy/feature-table.js';
import { reachLeaf } from '../../src/policy/float/tree.js';
import { createFloatPolicy } from '../../src/policy/float-policy.js';

const ORDER = featureIndex('folio_order');
const IDLE = featureIndex('dst_idle_cpus');
const NOISE = featureIndex('route_mbps');
const [DECLINE, THREADS, DMA] = [
  actionIndex('decline'),
  actionIndex('mtcopy-4-pull-nontemporal-spread'),
  actionIndex('dcbm-8'),
];
const FEATURE_NAMES = ['folio_order', 'dst_idle_cpus', 'route_mbps'];
const SMALL = { leaves: 16, features: [ORDER, IDLE, NOISE], leastStates: 5 };

/** Small folios are declined; larger ones go to threads where more than 8 CPUs are idle, else to DMA. */
const rule = (order: number, idle: number): number => (order <= 4 ? DECLINE : idle > 8 ? THREADS : DMA);

/** The action of the rule costs 1, any other 1 to 3 more; DMA is not possible in a tenth of the states. */
function statesOf(count: number, seed: number, cost = (gap: number) => 1 + gap): LabelledState[] {
  const random = randomStream(seed, 'tree-test');
  return Array.from({ length: count }, () => {
    const features = new Int32Array(FEATURES.length);
    const [order, idle] = [random.below(10), random.below(20)];
    features[ORDER] = order;
    features[IDLE] = idle;
    features[NOISE] = random.below(100000);
    const costs = new Float64Array(ACTIONS.length).fill(Number.NaN);
    for (const action of [DECLINE, THREADS, DMA]) {
      costs[action] = action === rule(order, idle) ? 1 : cost(1 + 2 * random.uniform());
    }
    if (random.below(10) === 0) costs[DMA] = Number.NaN;
    return { features, costs };
  });
}

const possibleIn = ({ costs }: LabelledState): Uint8Array =>
  Uint8Array.from(costs, (cost) => (Number.isNaN(cost) ? 0 : 1));

describe('growTree', () => {
  it('recovers a rule from costs: three leaves do what it does in fresh states', () => {
    const model = growTree(statesOf(600, 1), SMALL).model(3);
    expect(model.nodes.filter((node) => 'ranking' in node)).toHaveLength(3);
    for (const { features } of statesOf(400, 2)) {
      const { ranking } = reachLeaf(model.nodes, features);
      expect(ranking[0]).toBe(rule(at(features, ORDER), at(features, IDLE)));
    }
  });

  it('splits where it is dear to be wrong before it splits where it is cheap', () => {
    const dear = statesOf(600, 3).map((state) => {
      const large = at(state.features, ORDER) > 4;
      return { ...state, costs: state.costs.map((cost) => (large ? cost * 100 : cost)) };
    });
    const root = at(growTree(dear, SMALL).model(2).nodes, 0);
    expect(root).toMatchObject({ feature: IDLE, threshold: 8 });
  });

  it('stays within its budget, and below it where no split gains', () => {
    const grown = growTree(statesOf(600, 1), SMALL);
    for (const leaves of [1, 2, 5, 16]) {
      const model = grown.model(leaves);
      expect(model.nodes.filter((node) => 'ranking' in node)).toHaveLength(Math.min(leaves, grown.leaves));
    }
    expect(
      growTree(
        statesOf(50, 1, () => 1),
        SMALL,
      ),
    ).toMatchObject({ leaves: 1 });
  });

  it('never costs more with more leaves, and costs what its policy costs', () => {
    const random = randomStream(7, 'noisy-costs');
    const noisy = statesOf(500, 4).map((state) => ({
      ...state,
      costs: state.costs.map((c) => c + 20 * random.uniform()),
    }));
    const grown = growTree(noisy, { ...SMALL, leaves: 40, leastStates: 3 });
    expect(grown.leaves).toBeGreaterThan(20);
    let before = Number.POSITIVE_INFINITY;
    for (let leaves = 1; leaves <= 40; leaves++) {
      const cost = grown.cost(leaves);
      expect(cost).toBeLessThanOrEqual(before + 1e-9);
      before = cost;
    }
    for (const leaves of [1, 7, 40]) {
      const policy = createFloatPolicy({ name: 't', features: FEATURE_NAMES, model: grown.model(leaves) });
      const paid = noisy.reduce((sum, s) => sum + at(s.costs, policy.decide(s.features, possibleIn(s))), 0);
      expect(paid).toBeCloseTo(grown.cost(leaves), 6);
    }
  });

  it('gives the same tree again', () => {
    const [a, b] = [growTree(statesOf(300, 5), SMALL), growTree(statesOf(300, 5), SMALL)];
    expect(a.model(16)).toEqual(b.model(16));
  });

  it('takes no impossible action where another is possible', () => {
    const states = statesOf(600, 6);
    const policy = createFloatPolicy({ name: 't', features: FEATURE_NAMES, model: growTree(states, SMALL).model(16) });
    const without = states.filter(({ costs }) => Number.isNaN(at(costs, DMA)));
    expect(without.length).toBeGreaterThan(30);
    for (const state of without)
      expect(Number.isNaN(at(state.costs, policy.decide(state.features, possibleIn(state))))).toBe(false);
  });

  it('keeps each leaf to the least number of states', () => {
    const states = statesOf(200, 8);
    const model = growTree(states, { ...SMALL, leastStates: 40 }).model(16);
    const reached = new Map<object, number>();
    for (const { features } of states) {
      const leaf = reachLeaf(model.nodes, features);
      reached.set(leaf, (reached.get(leaf) ?? 0) + 1);
    }
    expect(Math.min(...reached.values())).toBeGreaterThanOrEqual(40);
    expect(reached.size).toBeGreaterThan(1);
  });

  it('costs what its policy costs where prices lead to nothing that may be done', () => {
    // Only one kind of stores may be used, and prices name the other: without an engine they come to nothing.
    const prices = [{ touch: 0, delay: 0, wait: 1000, channel: 0, stores: 'nontemporal' }] as const;
    const [few, many] = [actionIndex('mtcopy-1-pull-temporal-spread'), actionIndex('mtcopy-4-pull-temporal-spread')];
    const channel = actionIndex('dcbm-1');
    const states = statesOf(200, 9).map(({ features }, s) => {
      const costs = new Float64Array(ACTIONS.length + 1).fill(Number.NaN);
      costs[few] = 3;
      costs[many] = 2;
      // By prices alone a channel, where there is one.
      if (s % 2 === 0) costs[ACTIONS.length] = 1;
      return { features, costs };
    });
    const grown = growTree(states, { ...SMALL, leaves: 1, prices });
    const policy = createFloatPolicy({ name: 't', features: FEATURE_NAMES, model: grown.model(1) });
    const paid = states.map(({ features, costs }, s) => {
      const possible = new Uint8Array(ACTIONS.length).fill(1, few, few + 1).fill(1, many, many + 1);
      possible[channel] = s % 2 === 0 ? 1 : 0;
      const action = policy.decide(features, possible);
      return action === channel ? 1 : at(costs, action);
    });
    expect(paid.reduce((sum, cost) => sum + cost, 0)).toBeCloseTo(grown.cost(1), 6);
  });
});
