import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import { greedyActions, sampleActions } from '../../src/learners/gradient/masked-categorical.js';

describe('masked distribution', () => {
  it('is drawn from at the rates of its probabilities', () => {
    const n = 20_000;
    const logits = Float64Array.from({ length: n * 4 }, (_, i) => [0, 50, 1, -1][i % 4] ?? 0);
    const masks = Uint8Array.from({ length: n * 4 }, (_, i) => (i % 4 === 1 ? 0 : 1));
    const actions = new Int32Array(n);
    const logProbabilities = new Float32Array(n);
    sampleActions(logits, masks, actions, logProbabilities, randomStream(6, 'draws'));
    const total = 1 + Math.E + 1 / Math.E;
    const expected = [1 / total, 0, Math.E / total, 1 / Math.E / total];
    const counts = [0, 0, 0, 0];
    actions.forEach((action, row) => {
      counts[action] = at(counts, action) + 1;
      expect(logProbabilities[row]).toBeCloseTo(Math.log(at(expected, action)), 5);
    });
    expect(counts[1]).toBe(0);
    const chiSquare = [0, 2, 3].reduce(
      (sum, a) => sum + (at(counts, a) - n * at(expected, a)) ** 2 / (n * at(expected, a)),
      0,
    );
    expect(chiSquare).toBeLessThan(13.8); // χ², 2 degrees of freedom, p = 0.001; seed 6, n = 20 000
  });

  it('never yields an impossible action, drawn or greedy', () => {
    const row = fc.array(
      fc.record({ logit: fc.double({ min: -200, max: 200, noNaN: true }), possible: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    const some = row.filter((actions) => actions.some(({ possible }) => possible));
    fc.assert(
      fc.property(some, fc.integer(), (entries, seed) => {
        const logits = entries.map(({ logit }) => logit);
        const masks = entries.map(({ possible }) => (possible ? 1 : 0));
        const action = new Int32Array(1);
        sampleActions(logits, masks, action, new Float32Array(1), randomStream(seed, 'draw'));
        expect(masks[at(action, 0)]).toBe(1);
        greedyActions(logits, masks, action);
        const best = at(action, 0);
        entries.forEach(({ logit, possible }, other) => {
          if (possible) expect(other < best ? logit < at(logits, best) : logit <= at(logits, best)).toBe(true);
        });
      }),
      { seed: 8 },
    );
  });
});
