import { describe, expect, it } from 'vitest';
import { at, FoliotuneError } from '../../src/core/errors.js';
import { ACTIONS } from '../../src/policy/action-table.js';
import { createEncoder } from '../../src/policy/encode.js';
import type { LinearModel } from '../../src/policy/model.js';
import { openPolicy } from '../../src/policy/policy-file.js';
import { MARGINS, reluctantModel, scoringModel } from '../../src/policy/reluctance.js';
import { policyOf, roomyFeatures, SAMPLE_FEATURES, sampleModel, samplePolicy } from './sample-policies.js';

const mask = new Uint8Array(ACTIONS.length).fill(1);
const state = roomyFeatures({ folio_order: 9 });
const inputs = createEncoder(SAMPLE_FEATURES).size;

/** Log-costs that depend on nothing: declining costs `decline`, dcbm and all others 1. */
function constant(decline: number): LinearModel {
  const row = (cost: number) => [cost, ...new Array<number>(inputs).fill(0)];
  return { kind: 'linear', degree: 1, inputs, weights: ACTIONS.map((_, action) => row(action === 0 ? decline : 1)) };
}
const decides = (model: LinearModel): number => openPolicy(policyOf(model)).decideInteger.decide(state, mask);

/** Without the size of the batch the margin is the same for all. */
const NO_SIZE: string[] = [];

describe('a reluctant policy', () => {
  it("is reluctant below mainline's cap, indifferent at it, and reluctant to decline above", () => {
    // Believes that acting and declining cost the same, but for a hair.
    const acts = (hair: number, kib: number): boolean => {
      const model = reluctantModel(constant(1 + hair), 0.5, SAMPLE_FEATURES);
      const state = roomyFeatures({ batch_kib: kib });
      return openPolicy(policyOf(model)).decideFloat.decide(state, mask) !== 0;
    };
    expect([acts(0.1, 64), acts(0.4, 64)]).toEqual([false, true]);
    expect([acts(-1e-6, 2048), acts(1e-6, 2048)]).toEqual([false, true]);
    expect([acts(-0.1, 1 << 20), acts(-0.6, 1 << 20)]).toEqual([true, false]);
  });

  it('acts for a saving over its margin, and declines for less', () => {
    expect(decides(constant(1.15))).not.toBe(0);
    expect(decides(reluctantModel(constant(1.15), 0.1, NO_SIZE) as LinearModel)).not.toBe(0);
    expect(decides(reluctantModel(constant(1.15), 0.2, NO_SIZE) as LinearModel)).toBe(0);
  });

  it.each(['mlp', 'linear', 'quadratic'] as const)(
    'with no margin is the policy itself; a %s declines ever more',
    (kind) => {
      const model = scoringModel(sampleModel(kind, 3));
      expect(reluctantModel(model, 0, SAMPLE_FEATURES)).toEqual(model);
      const declined = [0, 1e3, 1e6].map((margin) => {
        const policy = openPolicy(policyOf(reluctantModel(model, margin, NO_SIZE))).decideFloat;
        const states = Array.from({ length: 64 }, (_, k) => roomyFeatures({ folio_order: k % 10, dma_free: k % 17 }));
        return states.filter((one) => policy.decide(one, mask) === 0).length;
      });
      expect([...declined].sort((a, b) => a - b)).toEqual(declined);
      expect(at(declined, 2)).toBe(64);
    },
  );

  it('wants a model that scores its actions', () => {
    expect(() => scoringModel(samplePolicy('tree', 1).model)).toThrow(FoliotuneError);
  });

  it('tries no margin first, then ever greater ones', () => {
    for (const margins of Object.values(MARGINS)) {
      expect(margins[0]).toBe(0);
      expect([...margins].sort((a, b) => a - b)).toEqual(margins);
    }
  });
});
