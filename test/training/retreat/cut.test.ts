import { describe, expect, it } from 'vitest';
import { actionIndex } from '../../../src/policy/action-table.js';
import { FEATURES, featureIndex } from '../../../src/policy/feature-table.js';
import { floatTree } from '../../../src/policy/float/tree.js';
import type { TreeModel } from '../../../src/policy/model.js';
import { leastCut, type OtherUse, withCut } from '../../../src/training/retreat/cut.js';
import type { LeafUse } from '../../../src/training/retreat/trials.js';
import { roomyFeatures } from '../../policy/sample-policies.js';

const [CPUS, FOLIOS] = [featureIndex('src_cpus'), featureIndex('nr_folios')];
const THREADS = actionIndex('mtcopy-4-pull-temporal-spread');

/** States between these values of two features. */
function use(cpus: readonly [number, number], folios: readonly [number, number]): LeafUse {
  const [low, high] = [new Int32Array(FEATURES.length), new Int32Array(FEATURES.length)];
  [low[CPUS], high[CPUS]] = cpus;
  [low[FOLIOS], high[FOLIOS]] = folios;
  return { count: 10, low, high };
}
const other = (share: number, ...ranges: Parameters<typeof use>): OtherUse => ({ ...use(...ranges), share });

describe('the cut of a leaf', () => {
  it('takes along nobody where a threshold parts the states', () => {
    const others = [other(0.5, [8, 8], [1, 9]), other(0.2, [32, 32], [1, 9])];
    expect(leastCut(use([72, 72], [1, 9]), others, [FOLIOS, CPUS])).toEqual({
      split: { feature: CPUS, threshold: 71, below: false },
      along: 0,
    });
    expect(leastCut(use([4, 4], [1, 9]), others, [FOLIOS, CPUS])).toEqual({
      split: { feature: CPUS, threshold: 4, below: true },
      along: 0,
    });
  });

  it('takes along the least where none parts all, and what it does to a state that two share', () => {
    const others = [other(0.5, [8, 72], [1, 1]), other(0.2, [96, 96], [1, 9])];
    // Above 71 CPUs both may lie, up to 72 the first alone; above 1 folio only the second.
    expect(leastCut(use([72, 72], [2, 9]), others, [CPUS, FOLIOS])).toEqual({
      split: { feature: FOLIOS, threshold: 1, below: false },
      along: 0.2,
    });
  });

  it('is the whole leaf where nobody else uses it, or no feature may be split on', () => {
    expect(leastCut(use([72, 72], [1, 9]), [], [CPUS])).toEqual({ split: null, along: 0 });
    expect(leastCut(use([72, 72], [1, 9]), [other(0.5, [8, 8], [1, 1])], [])).toEqual({ split: null, along: 0.5 });
  });

  it('declines on its side and leaves the other', () => {
    const leaf: TreeModel = { kind: 'tree', nodes: [{ ranking: [THREADS] }] };
    const possible = new Uint8Array(64).fill(1);
    const decide = (model: TreeModel, cpus: number) =>
      floatTree(model).choose(roomyFeatures({ src_cpus: cpus }), possible);
    const above = withCut(leaf, 0, { split: { feature: CPUS, threshold: 71, below: false }, along: 0 });
    expect([71, 72].map((cpus) => decide(above, cpus))).toEqual([THREADS, 0]);
    const below = withCut(leaf, 0, { split: { feature: CPUS, threshold: 71, below: true }, along: 0 });
    expect([71, 72].map((cpus) => decide(below, cpus))).toEqual([0, THREADS]);
    expect(withCut(leaf, 0, { split: null, along: 0 }).nodes).toEqual([{ ranking: [0] }]);
    expect(leaf.nodes).toEqual([{ ranking: [THREADS] }]);
  });
});
