import { canonicalJson } from '../core/canonical-json.js';
import { type BatchTable, batchTableText } from '../migration/batch-table.js';
import { learnedName } from './entrant.js';
import type { LearnedGroup } from './learned-group.js';

/** Policies that bring another way of cutting batches than everybody else in a comparison has. */
export function batchingNotes(groups: readonly LearnedGroup[], batching: BatchTable | undefined): string[] {
  const files = groups.flatMap(({ members }) => members.flatMap((member) => member.files));
  return files.flatMap((policy) => {
    const own = policy.batching;
    if (canonicalJson(own ?? null) === canonicalJson(batching ?? null)) return [];
    const name = learnedName(policy);
    return own
      ? [`${name} was trained with batches of its own and meets them here: ${batchTableText(own)}`]
      : [`${name} was trained with the offload series' batches, not with those it meets here`];
  });
}
