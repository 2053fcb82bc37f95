import { describe, expect, it } from 'vitest';
import { ACTIONS, actionIndex } from '../../src/policy/action-table.js';
import { createEncoder } from '../../src/policy/encode.js';
import type { LinearModel } from '../../src/policy/model.js';
import { findReluctance } from '../../src/training/find-reluctance.js';
import { policyOf, SAMPLE_FEATURES, samplePolicy } from '../policy/sample-policies.js';

/** Here declining is what today's kernel does, and one thread for everything costs far more. */
const SCENARIO = 'zen3-ptdma/replay-tier-thp-v2';
/** Without the size of the batch, so that the margin is the same for all. */
const SEEN = SAMPLE_FEATURES.filter((name) => name !== 'batch_kib');
const inputs = createEncoder(SEEN).size;

/** Believes, wrongly, that one thread saves so many log units over declining, and knows of nothing else. */
function believing(saving: number) {
  const row = (cost: number) => [cost, ...new Array<number>(inputs).fill(0)];
  const thread = actionIndex('mtcopy-1-pull-temporal-spread');
  const weights = ACTIONS.map((_, action) => (action === 0 ? row(2) : action === thread ? row(2 - saving) : null));
  const model: LinearModel = { kind: 'linear', degree: 1, inputs, weights };
  return policyOf(model, { features: SEEN });
}

describe('the least margin that keeps a policy from harm', () => {
  it('is the first one above a saving that is not real', async () => {
    const found = await findReluctance(believing(0.12), [SCENARIO]);
    expect(found.margin).toBe(0.2);
    expect(found.worst).toBeCloseTo(1, 9);
    expect((found.model as LinearModel).weights[0]?.[0]).toBeCloseTo(2 - 0.2, 12);
    // Two margins, two episodes each.
    expect(found.decisions).toBeGreaterThan(2 * 2 * 200);
  });

  it('is the one of least harm where none is enough', async () => {
    const found = await findReluctance(believing(5), [SCENARIO]);
    expect(found.worst).toBeGreaterThan(1.01);
    expect(found.margin).toBe(0);
  });

  it('is none where nothing is harmed', async () => {
    expect(await findReluctance(believing(-1), [SCENARIO])).toMatchObject({ margin: 0, worst: 1 });
  });

  it('is not there for a tree', async () => {
    await expect(findReluctance(samplePolicy('tree', 1), [SCENARIO])).rejects.toThrow(/cannot be made reluctant/);
  });
});
