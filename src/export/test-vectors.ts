import { at } from '../core/errors.js';
import { randomStream } from '../core/random.js';
import { ACTIONS, writeMask } from '../policy/action-table.js';
import { FEATURES } from '../policy/feature-table.js';
import type { LoadedPolicy } from '../policy/policy-file.js';
import { type GuardedRange, generateInputs } from './input-generator.js';

/** Inputs with what the integer policy decides on them. Row-major struct of arrays. */
export interface TestVectors {
  readonly count: number;
  /** [count × features] */
  readonly features: Int32Array;
  /** What the action table's requirements allow. [count × actions] */
  readonly possible: Uint8Array;
  /** A random part of it, as when a provider withdraws actions itself; may be empty. [count × actions] */
  readonly offered: Uint8Array;
  /** The decision where all possible actions are offered. [count] */
  readonly decisions: Int32Array;
  /** The decision where only `offered` are. [count] */
  readonly offeredDecisions: Int32Array;
}

/** Shares of the possible actions that are withdrawn, in turn. */
const WITHDRAWN = [0.1, 0.5, 0.9, 1] as const;

export function featuresOf(vectors: TestVectors, row: number): Int32Array {
  return vectors.features.subarray(row * FEATURES.length, (row + 1) * FEATURES.length);
}

function maskOf(masks: Uint8Array, row: number): Uint8Array {
  return masks.subarray(row * ACTIONS.length, (row + 1) * ACTIONS.length);
}

function withdraw(possible: Uint8Array, seed: number): Uint8Array {
  const random = randomStream(seed, 'export/offered');
  return possible.map((may, index) => {
    const share = WITHDRAWN[Math.floor(index / ACTIONS.length) % WITHDRAWN.length] ?? 0;
    return may === 1 && random.uniform() >= share ? 1 : 0;
  });
}

/** A guard's range over the whole feature table. */
function rangeOf({ contents: { guard, features } }: LoadedPolicy): GuardedRange | undefined {
  if (!guard) return undefined;
  const own = FEATURES.map(({ name }) => features.indexOf(name));
  const ends = (values: readonly number[], key: 'min' | 'max') =>
    own.map((index, k) => values[index] ?? at(FEATURES, k)[key]);
  return { low: ends(guard.low, 'min'), high: ends(guard.high, 'max') };
}

/** The vectors of one seed: inputs from `generateInputs`, decided by the integer policy. */
export function generateVectors(policy: LoadedPolicy, seed: number, count: number): TestVectors {
  const features = generateInputs(policy.quantised, seed, count, rangeOf(policy));
  const possible = new Uint8Array(count * ACTIONS.length);
  for (let row = 0; row < count; row++) {
    writeMask(features.subarray(row * FEATURES.length), possible, row * ACTIONS.length);
  }
  const offered = withdraw(possible, seed);
  const vectors: TestVectors = {
    count,
    features,
    possible,
    offered,
    decisions: new Int32Array(count),
    offeredDecisions: new Int32Array(count),
  };
  for (let row = 0; row < count; row++) {
    const input = featuresOf(vectors, row);
    vectors.decisions[row] = policy.decideInteger.decide(input, maskOf(possible, row));
    vectors.offeredDecisions[row] = policy.decideInteger.decide(input, maskOf(offered, row));
  }
  return vectors;
}

/** Calls `visit` on every row in turn. */
export function forEachVector(
  vectors: TestVectors,
  visit: (row: number, features: Int32Array, possible: Uint8Array, offered: Uint8Array) => void,
): void {
  for (let row = 0; row < vectors.count; row++) {
    visit(row, featuresOf(vectors, row), maskOf(vectors.possible, row), maskOf(vectors.offered, row));
  }
}
