import { ACTIONS, writeMask } from '../policy/action-table.js';
import type { LoadedPolicy } from '../policy/policy-file.js';

/** How often the integer form of a policy takes another action than the form that was trained. */
export interface QuantisationChanges {
  readonly inputs: number;
  readonly changed: number;
  /** changed / inputs, 0 without inputs. */
  readonly share: number;
}

/** Compares both forms on feature vectors, each in the feature table's order and masked by the action table. */
export function quantisationChanges(policy: LoadedPolicy, vectors: readonly Int32Array[]): QuantisationChanges {
  const mask = new Uint8Array(ACTIONS.length);
  let changed = 0;
  for (const features of vectors) {
    writeMask(features, mask);
    if (policy.decideFloat.decide(features, mask) !== policy.decideInteger.decide(features, mask)) changed++;
  }
  return { inputs: vectors.length, changed, share: vectors.length === 0 ? 0 : changed / vectors.length };
}
