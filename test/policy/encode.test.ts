import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FoliotuneError } from '../../src/core/errors.js';
import { createEncoder, log2q8 } from '../../src/policy/encode.js';
import { FEATURES } from '../../src/policy/feature-table.js';

const ALL = FEATURES.map(({ name }) => name);
const rawFeatures = fc
  .tuple(...FEATURES.map(({ min, max }) => fc.integer({ min, max })))
  .map((values) => Int32Array.from(values));

function encodedQ8(names: readonly string[], raw: Int32Array): Int32Array {
  const encoder = createEncoder(names);
  const out = new Int32Array(encoder.size);
  encoder.encodeQ8(raw, out);
  return out;
}

function rawWith(name: string, value: number): Int32Array {
  return Int32Array.from(FEATURES, (feature) => (feature.name === name ? value : feature.min));
}

describe('log2q8', () => {
  it('is exact at powers of two and within 0.09 octaves of the logarithm between them', () => {
    for (let k = 0; k < 32; k++) expect(log2q8(2 ** k)).toBe(256 * k);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), (v) => {
        const error = Math.log2(v) - log2q8(v) / 256;
        expect(error).toBeGreaterThanOrEqual(0);
        // 0.0861 of the chord, and less than one step of the mantissa.
        expect(error).toBeLessThan(0.0861 + 1 / 170);
      }),
    );
  });

  it('never falls', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 - 2 }), (v) => {
        expect(log2q8(v + 1)).toBeGreaterThanOrEqual(log2q8(v));
      }),
    );
  });
});

describe('createEncoder', () => {
  it('gives every scalar input the value of its definition', () => {
    const encoder = createEncoder(ALL);
    fc.assert(
      fc.property(rawFeatures, (raw) => {
        const q = encodedQ8(ALL, raw);
        for (const { feature, encoding, min, max, slot } of encoder.plan) {
          const x = raw[feature] ?? 0;
          if (encoding === 'linear') expect(q[slot]).toBe(Math.floor(((x - min) * 1024) / (max - min)));
          if (encoding === 'log2') expect(q[slot]).toBe(Math.floor(log2q8(1 + x) / 8));
        }
      }),
    );
  });

  it('sets one input of a one-hot feature, and none for a value out of range', () => {
    expect([...encodedQ8(['src_kind'], rawWith('src_kind', 2))]).toEqual([0, 0, 256, 0]);
    expect([...encodedQ8(['src_kind'], rawWith('src_kind', 9))]).toEqual([0, 0, 0, 0]);
  });

  it('saturates at the feature range, inputs within 0 to 4', () => {
    expect([...encodedQ8(['distance'], rawWith('distance', 0))]).toEqual([0]);
    expect([...encodedQ8(['distance'], rawWith('distance', 5000))]).toEqual([1024]);
    expect(encodedQ8(['nr_folios'], rawWith('nr_folios', 2 ** 31 - 1))).toEqual(
      encodedQ8(['nr_folios'], rawWith('nr_folios', 1 << 20)),
    );
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: FEATURES.length, maxLength: FEATURES.length }), (values) => {
        for (const q of encodedQ8(ALL, Int32Array.from(values))) expect(q >= 0 && q <= 1024).toBe(true);
      }),
    );
  });

  it('writes floats that are exactly q / 256, at the offsets given', () => {
    const encoder = createEncoder(ALL);
    fc.assert(
      fc.property(rawFeatures, (raw) => {
        const two = new Int32Array(2 * raw.length);
        two.set(raw, raw.length);
        const floats = new Float32Array(encoder.size + 3);
        encoder.encodeInto(two, raw.length, floats, 3);
        const q = encodedQ8(ALL, raw);
        expect([...floats.subarray(3)].map((x) => x * 256)).toEqual([...q]);
        expect([...floats.subarray(0, 3)]).toEqual([0, 0, 0]);
      }),
    );
  });

  it('names its inputs in the order of the list', () => {
    const encoder = createEncoder(['dst_kind', 'mode']);
    expect(encoder.inputNames).toEqual(['dst_kind=0', 'dst_kind=1', 'dst_kind=2', 'dst_kind=3', 'mode']);
    expect(encoder.size).toBe(5);
  });

  it('refuses unknown and repeated features', () => {
    expect(() => createEncoder(['nr_folio'])).toThrow(FoliotuneError);
    expect(() => createEncoder(['mode', 'mode'])).toThrow(/listed twice/);
  });
});
