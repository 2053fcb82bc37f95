import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import type { LabelledState } from '../../src/learners/tree/labelled-state.js';
import { type ProblemLabel, ProblemLabels } from '../../src/learners/tree/problem-labels.js';
import { ACTIONS, actionIndex } from '../../src/policy/action-table.js';
import { FEATURES } from '../../src/policy/feature-table.js';

const [DECLINE, DMA] = [actionIndex('decline'), actionIndex('dcbm-1')];

function stateOf(decline: number, dma: number): ProblemLabel {
  const costs = new Float64Array(ACTIONS.length).fill(Number.NaN);
  [costs[DECLINE], costs[DMA]] = [decline, dma];
  const possible = costs.map((cost) => (Number.isNaN(cost) ? 0 : 1));
  const actions = Int8Array.from(costs, (cost, action) => (Number.isNaN(cost) ? -1 : action));
  const channelTime = costs.map((cost, action) => (Number.isNaN(cost) ? cost : action === DMA ? 5 : 0));
  const features = new Int32Array(FEATURES.length);
  return { features, costs, possible: Uint8Array.from(possible), tried: costs, channelTime, actions };
}

/** Problem 0: the kernel costs 10, the best action 4. Problem 1: 1000 and 1300, more than the kernel does. */
function twoProblems(ownStates: number): ProblemLabels {
  const labels = new ProblemLabels(Float64Array.of(10, 1000));
  for (let k = 0; k < ownStates; k++) labels.add(0, stateOf(16, 4));
  labels.add(1, stateOf(1600, 1300));
  return labels;
}

/** What declining everything loses, summed over the states from one index to another. */
const lost = (states: readonly LabelledState[], from: number, to: number): number =>
  states.slice(from, to).reduce((sum, { costs }) => sum + at(costs, DECLINE), 0);

const decline = { name: 'decline', decide: () => DECLINE };
const dma = { name: 'dma', decide: () => DMA };

describe('labels of several problems', () => {
  it('measure costs by how far the best action is from the kernel', () => {
    expect(twoProblems(3).units()).toEqual([6, 300]);
    const little = new ProblemLabels(Float64Array.of(100, 7));
    little.add(0, stateOf(120, 99));
    expect(little.units()).toEqual([5, Number.POSITIVE_INFINITY]); // at least 5 % of the kernel's; nothing is known
  });

  it('give each problem the same weight, however many of its states are labelled', () => {
    for (const own of [1, 4, 50]) {
      const states = twoProblems(own).inScoreLost();
      expect(states).toHaveLength(own + 1);
      // Declining loses (16 − 4) ÷ 6 = 2 and (1600 − 1300) ÷ 300 = 1, times the mean number of labels.
      expect(lost(states, 0, own) / lost(states, own, own + 1)).toBeCloseTo(2, 12);
      for (const { costs } of states) expect(at(costs, DMA)).toBe(0);
    }
  });

  it('label one of `stride` states on average, more of a problem that has few and less of one that has many', () => {
    const labels = twoProblems(30);
    expect(labels.chance(0, 2)).toBeLessThan(1 / 3);
    expect(labels.chance(1, 2)).toBe(1);
    const even = new ProblemLabels(Float64Array.of(1, 1));
    for (let k = 0; k < 1000; k++) even.add(k % 2, stateOf(2, 1));
    expect(even.chance(0, 4)).toBeCloseTo(1 / 4, 3);
  });

  it('double the weight of a problem in which a tree does harm that need not be, eightfold at most', () => {
    const labels = twoProblems(1);
    const [before] = labels.inScoreLost();
    labels.emphasise(dma); // nothing could cost less
    expect(labels.inScoreLost()[0]).toEqual(before);
    for (const factor of [2, 4, 8, 8]) {
      labels.emphasise(decline); // 16 > 10 in problem 0, 1600 > 1300 in problem 1
      expect(lost(labels.inScoreLost(), 0, 1) / at(before?.costs ?? [], DECLINE)).toBe(factor);
    }
  });

  it('judge a policy by an action that only prices came to, too', () => {
    const labels = new ProblemLabels(Float64Array.of(10));
    const { possible, ...label } = stateOf(16, 16);
    const prices = actionIndex('dcbm-8');
    const tried = label.costs.with(prices, 4); // no choice of its own, so costs do not say
    labels.add(0, { ...label, possible: possible.with(prices, 1), tried });
    const [before] = labels.inScoreLost();
    labels.emphasise({ name: 'priced', decide: (_, mask) => (mask[prices] === 1 ? prices : DECLINE) });
    expect(labels.inScoreLost()[0]).toEqual(before);
    labels.emphasise(decline);
    expect(labels.inScoreLost()[0]).toEqual(before); // 16 is the least that a choice costs: it need be
  });

  it('lose their labels, not their weights, when cleared', () => {
    const labels = twoProblems(1);
    const [before] = labels.inScoreLost();
    labels.emphasise(decline);
    labels.clear();
    expect(labels.count).toBe(0);
    labels.add(0, stateOf(16, 4));
    labels.add(1, stateOf(1600, 1300));
    expect(lost(labels.inScoreLost(), 0, 1)).toBe(2 * at(before?.costs ?? [], DECLINE));
  });
});
