import { ACTIONS } from '../policy/action-table.js';
import { FEATURES } from '../policy/feature-table.js';
import { forEachVector, type TestVectors } from './test-vectors.js';

/**
 * Test vectors as a C program reads them, little-endian:
 *
 *   header   u32 magic, u32 count, u32 features, u32 actions
 *   record   s32 features[], u64 possible, u64 offered, s32 decision, s32 offered_decision
 *
 * A mask has action a in bit a.
 */
export const VECTOR_MAGIC = 0x43564c46;

/** Actions as the bits of a u64. */
export function maskBits(mask: ArrayLike<number>): bigint {
  let bits = 0n;
  for (let action = 0; action < mask.length; action++) if (mask[action] === 1) bits |= 1n << BigInt(action);
  return bits;
}

const HEADER_BYTES = 16;
const RECORD_BYTES = FEATURES.length * 4 + 8 + 8 + 4 + 4;

export function vectorBytes(vectors: TestVectors): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + vectors.count * RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  [VECTOR_MAGIC, vectors.count, FEATURES.length, ACTIONS.length].forEach((word, k) => {
    view.setUint32(k * 4, word, true);
  });
  forEachVector(vectors, (row, features, possible, offered) => {
    const record = HEADER_BYTES + row * RECORD_BYTES;
    features.forEach((value, k) => {
      view.setInt32(record + k * 4, value, true);
    });
    const tail = record + FEATURES.length * 4;
    view.setBigUint64(tail, maskBits(possible), true);
    view.setBigUint64(tail + 8, maskBits(offered), true);
    view.setInt32(tail + 16, vectors.decisions[row] ?? 0, true);
    view.setInt32(tail + 20, vectors.offeredDecisions[row] ?? 0, true);
  });
  return bytes;
}
