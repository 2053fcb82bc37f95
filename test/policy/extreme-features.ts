import fc from 'fast-check';
import { FEATURES, type Feature } from '../../src/policy/feature-table.js';

const TYPE_MAX: Readonly<Record<Feature['ctype'], number>> = { u8: 255, u16: 65535, u32: 2 ** 31 - 1 };

function anyValue({ ctype, min, max }: Feature): fc.Arbitrary<number> {
  const most = TYPE_MAX[ctype];
  const octave = fc
    .integer({ min: 0, max: Math.ceil(Math.log2(most)) })
    .chain((k) => fc.integer({ min: 0, max: Math.min(most, 2 ** k) }));
  return fc.oneof(fc.constantFrom(0, 1, min, max, most), octave, fc.integer({ min: 0, max: most }));
}

/** Features anywhere in the range of their C types, small, large and extreme values alike. */
export const extremeFeatures: fc.Arbitrary<Int32Array> = fc
  .tuple(...FEATURES.map(anyValue))
  .map((values) => Int32Array.from(values));
