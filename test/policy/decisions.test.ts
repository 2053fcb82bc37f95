import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import { ACTIONS, actionIndex, writeMask } from '../../src/policy/action-table.js';
import { COPY_TIME_READS } from '../../src/policy/copy-time.js';
import { createEncoder } from '../../src/policy/encode.js';
import { FEATURES, featureIndex } from '../../src/policy/feature-table.js';
import { createFloatPolicy } from '../../src/policy/float-policy.js';
import type { ForestModel, LinearModel, MlpModel, PolicyModel } from '../../src/policy/model.js';
import { openPolicy } from '../../src/policy/policy-file.js';
import { policyOf, roomyFeatures, SAMPLE_FEATURES, SAMPLE_KINDS, samplePolicy } from './sample-policies.js';

const ALL_POSSIBLE = new Uint8Array(ACTIONS.length).fill(1);
const only = (...actions: number[]): Uint8Array => ALL_POSSIBLE.map((_, action) => (actions.includes(action) ? 1 : 0));

/** Decides in both forms, which must agree on models as plain as these. */
function decide(model: PolicyModel, features: Int32Array, mask: Uint8Array, actions?: string[]): number {
  const { decideFloat, decideInteger } = openPolicy(policyOf(model, actions ? { actions } : {}));
  const decision = decideInteger.decide(features, mask);
  expect(decideFloat.decide(features, mask)).toBe(decision);
  return decision;
}

function randomFeatures(seed: number, count: number): Int32Array[] {
  const random = randomStream(seed, 'test/features');
  return Array.from({ length: count }, () =>
    Int32Array.from(FEATURES, ({ min, max }) => min + Math.floor((1 + max - min) ** random.uniform()) - 1),
  );
}

describe.each(SAMPLE_KINDS)('a random %s', (kind) => {
  const policy = openPolicy(samplePolicy(kind, 7));

  it('takes only possible actions', () => {
    const mask = new Uint8Array(ACTIONS.length);
    for (const features of randomFeatures(11, 300)) {
      writeMask(features, mask);
      expect(mask[policy.decideFloat.decide(features, mask)]).toBe(1);
      expect(mask[policy.decideInteger.decide(features, mask)]).toBe(1);
    }
  });

  it('seldom decides otherwise in integers than in floating point', () => {
    const inputs = randomFeatures(12, 1000);
    const changed = inputs.filter(
      (features) =>
        policy.decideFloat.decide(features, ALL_POSSIBLE) !== policy.decideInteger.decide(features, ALL_POSSIBLE),
    ).length;
    // Only an mlp loses digits that matter; the others are exact or nearly so.
    expect(changed).toBeLessThanOrEqual(kind === 'mlp' ? 10 : 1);
  });

  it('declines where nothing it may take is possible', () => {
    const features = roomyFeatures();
    expect(policy.decideInteger.decide(features, only())).toBe(actionIndex('decline'));
    const restricted = openPolicy({ ...samplePolicy(kind, 7), actions: ['dcbm-4'] });
    for (const form of [restricted.decideFloat, restricted.decideInteger]) {
      expect(form.decide(features, ALL_POSSIBLE)).toBe(actionIndex('dcbm-4'));
      expect(form.decide(features, only(3, 4))).toBe(actionIndex('decline'));
    }
  });
});

describe('linear', () => {
  const inputs = createEncoder(SAMPLE_FEATURES).size;
  const constant = (costs: readonly (number | null)[]): LinearModel => ({
    kind: 'linear',
    degree: 1,
    inputs,
    weights: ACTIONS.map((_, a) => {
      const cost = costs[a] ?? null;
      return cost === null ? null : [cost, ...new Array<number>(inputs).fill(0)];
    }),
  });

  it('takes the cheapest possible action, ties to the lowest index', () => {
    const model = constant([5, 3, -2, -2, 9]);
    expect(decide(model, roomyFeatures(), ALL_POSSIBLE)).toBe(2);
    expect(decide(model, roomyFeatures(), only(0, 1, 3, 4))).toBe(3);
    expect(decide(model, roomyFeatures(), only(0, 4))).toBe(0);
  });

  it('takes an untried action only when nothing else is possible', () => {
    const model = constant([5, null, null, 1e9]);
    expect(decide(model, roomyFeatures(), only(1, 3))).toBe(3);
    expect(decide(model, roomyFeatures(), only(2, 1))).toBe(1);
  });

  it('tells costs apart that differ by one part in a million', () => {
    expect(decide(constant([1e6 + 1, 1e6, 1e6 + 2]), roomyFeatures(), ALL_POSSIBLE)).toBe(1);
  });

  it('refuses weights that no scale brings into s32', () => {
    expect(() => openPolicy(policyOf(constant([1e300])))).toThrow(/too large for the integer form/);
  });
});

describe('tree', () => {
  const feature = featureIndex('nr_folios');
  const model: PolicyModel = {
    kind: 'tree',
    nodes: [{ feature, threshold: 8.5, left: 1, right: 2 }, { ranking: [7, 5] }, { ranking: [] }],
  };

  it('sends x ≤ threshold to the left, and falls through its ranking', () => {
    expect(decide(model, roomyFeatures({ nr_folios: 8 }), ALL_POSSIBLE)).toBe(7);
    expect(decide(model, roomyFeatures({ nr_folios: 8 }), only(0, 5))).toBe(5);
    expect(decide(model, roomyFeatures({ nr_folios: 8 }), only(2, 3))).toBe(2);
    expect(decide(model, roomyFeatures({ nr_folios: 9 }), ALL_POSSIBLE)).toBe(0);
  });
});

describe('tree with prices', () => {
  const prices = [
    { touch: 0, delay: 0, wait: 0, channel: 0, stores: 'temporal' },
    { touch: 0, delay: 0, wait: 100_000, channel: 100_000, stores: 'nontemporal' },
  ] as const;
  const [first, second] = [ACTIONS.length, ACTIONS.length + 1];
  const features = [...new Set([...SAMPLE_FEATURES, ...COPY_TIME_READS])];
  const rates = { worker_mbps: 10_000, workers_mbps: 40_000, channel_mbps: 10_000, channels_mbps: 10_000 };
  const state = roomyFeatures({ ...rates, batch_kib: 1 << 20, dst_idle_cpus: 64, dma_free: 16 });
  const decided = (ranking: number[], mask: Uint8Array): string => {
    const policy = openPolicy(policyOf({ kind: 'tree', nodes: [{ ranking }], prices }, { features }));
    const decision = policy.decideInteger.decide(state, mask);
    expect(policy.decideFloat.decide(state, mask)).toBe(decision);
    return ACTIONS[decision]?.name ?? '';
  };
  const [decline, dcbm] = [actionIndex('decline'), actionIndex('dcbm-1')];
  const workers = actionIndex('mtcopy-4-pull-nontemporal-spread');

  it('takes what is cheapest at the prices that a leaf names', () => {
    expect(decided([first], ALL_POSSIBLE)).toBe('dcbm-1');
    expect(decided([second], ALL_POSSIBLE)).toBe('mtcopy-4-pull-nontemporal-spread');
  });

  it('weighs only what is possible', () => {
    expect(decided([first, dcbm], only(decline, workers))).toBe('decline');
    expect(decided([second], only(decline, dcbm))).toBe('decline');
  });

  it('goes on in its ranking where nothing that is weighed is possible', () => {
    expect(decided([first, second, decline], only(workers))).toBe('mtcopy-4-pull-nontemporal-spread');
    const fill = actionIndex('mtcopy-8-pull-temporal-fill');
    expect(decided([first, fill], only(workers, fill))).toBe('mtcopy-8-pull-temporal-fill');
    expect(decided([first], only(workers, fill))).toBe('mtcopy-4-pull-nontemporal-spread');
  });
});

describe('forest', () => {
  it('sums the leaves of an action’s trees', () => {
    const feature = featureIndex('folio_order');
    const split = (low: number, high: number) => ({
      nodes: [{ feature, threshold: 4, left: 1, right: 2 }, { value: low }, { value: high }],
    });
    const trees: ForestModel['trees'] = ACTIONS.map((_, action) => {
      if (action === 0) return [{ nodes: [{ value: 10 }] }];
      return action === 1 ? [split(4, 9), split(4, 9)] : null;
    });
    expect(decide({ kind: 'forest', trees }, roomyFeatures({ folio_order: 4 }), ALL_POSSIBLE)).toBe(1);
    expect(decide({ kind: 'forest', trees }, roomyFeatures({ folio_order: 5 }), ALL_POSSIBLE)).toBe(0);
  });
});

describe('mlp', () => {
  const inputs = createEncoder(['folio_order']).size;
  const narrow = (weight: number): MlpModel => ({
    kind: 'mlp',
    layers: [
      { inputs, outputs: 2, weights: [weight, -weight], bias: [0, 0], activation: 'relu' },
      {
        inputs: 2,
        outputs: ACTIONS.length,
        weights: [...ACTIONS.map((_, a) => (a === 3 ? 1 : 0)), ...ACTIONS.map((_, a) => (a === 5 ? 1 : 0))],
        bias: ACTIONS.map((_, a) => (a === 9 ? 0.5 : 0)),
        activation: 'none',
      },
    ],
  });
  const decideNarrow = (weight: number, order: number): number => {
    const policy = openPolicy(policyOf(narrow(weight), { features: ['folio_order'] }));
    return policy.decideInteger.decide(roomyFeatures({ folio_order: order }), ALL_POSSIBLE);
  };

  it('follows its weights', () => {
    expect(decideNarrow(1, 18)).toBe(3);
    expect(decideNarrow(-1, 18)).toBe(5);
    expect(decideNarrow(1, 0)).toBe(9);
  });

  it('saturates a hidden activation instead of wrapping it', () => {
    // 2047 × 4.0 is 8188, beyond the 4096 that an activation holds.
    expect(decideNarrow(2047, 18)).toBe(3);
  });

  it('refuses weights that s16 cannot hold', () => {
    expect(() => decideNarrow(1e5, 18)).toThrow(/model\.layers\.0.*too large/);
  });

  it('decides the same in floating point whatever came before', () => {
    const policy = createFloatPolicy(samplePolicy('mlp', 3));
    const [a, b] = randomFeatures(5, 2) as [Int32Array, Int32Array];
    const first = policy.decide(a, ALL_POSSIBLE);
    policy.decide(b, ALL_POSSIBLE);
    expect(policy.decide(a, ALL_POSSIBLE)).toBe(first);
  });
});
