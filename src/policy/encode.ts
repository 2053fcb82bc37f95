import { at, FoliotuneError } from '../core/errors.js';
import { type Encoding, FEATURES, featureIndex } from './feature-table.js';

/**
 * From raw integers to a network's inputs, in Q8 fixed point and with integers alone, so that training sees exactly
 * what a kernel would compute. x is first clamped to the feature's [min, max]; the input is q / 256:
 *
 *   linear   q = ⌊(x − min)·1024 / (max − min)⌋             0 to 4.0
 *   log2     q = ⌊log2q8(1 + x) / 8⌋                        32 per octave, 0 to 4.0
 *   one-hot  q_k = 256 where k = x − min, else 0            one input per value; all 0 outside [min, max]
 *
 *   log2q8(v) = 256·⌊log2 v⌋ + the 8 bits below v's leading one     (piecewise linear, error < 0.09 octaves)
 */
export interface Encoder {
  /** Inputs it writes. */
  readonly size: number;
  /** One name per input: the feature's, with `=value` where it is one-hot. */
  readonly inputNames: readonly string[];
  readonly plan: readonly EncodedFeature[];
  /** Writes q / 256, which a float32 holds exactly. */
  encodeInto(raw: Int32Array, rawOffset: number, out: Float32Array, outOffset: number): void;
  /** Writes q. */
  encodeQ8(raw: Int32Array, out: Int32Array): void;
}

/** How one feature is encoded, and into which inputs. */
export interface EncodedFeature {
  readonly name: string;
  /** Index into `FEATURES`. */
  readonly feature: number;
  readonly encoding: Encoding;
  readonly min: number;
  readonly max: number;
  /** Its first input. */
  readonly slot: number;
  readonly slots: number;
}

/** The largest q of any encoding. */
export const Q8_MAX = 1024;
export const Q8_ONE = 256;

/** log2 of an integer in [1, 2^32) in Q8, piecewise linear between powers of two. */
export function log2q8(value: number): number {
  const exponent = 31 - Math.clz32(value);
  return exponent * 256 + (((value << (31 - exponent)) >>> 23) & 0xff);
}

function encodeScalar(plan: EncodedFeature, raw: number): number {
  const x = Math.min(Math.max(raw, plan.min), plan.max);
  if (plan.encoding === 'log2') return log2q8(1 + x) >> 3;
  return Math.floor(((x - plan.min) * Q8_MAX) / (plan.max - plan.min));
}

function planEncoding(featureNames: readonly string[]): EncodedFeature[] {
  let slot = 0;
  return featureNames.map((name, position) => {
    if (featureNames.indexOf(name) !== position) {
      throw new FoliotuneError('file-invalid', `feature "${name}" is listed twice`);
    }
    const feature = featureIndex(name);
    const { encoding, min, max } = at(FEATURES, feature);
    const slots = encoding === 'one-hot' ? max - min + 1 : 1;
    const planned = { name, feature, encoding, min, max, slot, slots };
    slot += slots;
    return planned;
  });
}

function namesOf({ name, slots, min }: EncodedFeature): string[] {
  return slots === 1 ? [name] : Array.from({ length: slots }, (_, k) => `${name}=${min + k}`);
}

/**
 * An encoder of the named features, in their order.
 * @throws FoliotuneError `name-unknown` for a name that the feature table lacks.
 */
export function createEncoder(featureNames: readonly string[]): Encoder {
  const plan = planEncoding(featureNames);
  const size = plan.reduce((sum, { slots }) => sum + slots, 0);
  const write = (raw: Int32Array, rawOffset: number, out: Float32Array | Int32Array, offset: number, one: number) => {
    for (const item of plan) {
      const x = raw[rawOffset + item.feature] ?? 0;
      if (item.encoding !== 'one-hot') {
        out[offset + item.slot] = (encodeScalar(item, x) * one) / Q8_ONE;
        continue;
      }
      for (let k = 0; k < item.slots; k++) out[offset + item.slot + k] = x === item.min + k ? one : 0;
    }
  };
  return {
    size,
    inputNames: plan.flatMap(namesOf),
    plan,
    encodeInto: (raw, rawOffset, out, outOffset) => write(raw, rawOffset, out, outOffset, 1),
    encodeQ8: (raw, out) => write(raw, 0, out, 0, Q8_ONE),
  };
}
