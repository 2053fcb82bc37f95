import { canonicalJson } from '../../core/canonical-json.js';
import { learnedName } from '../../episodes/entrant.js';
import { type BatchTable, batchTableText } from '../../migration/batch-table.js';
import type { LearnedGroup } from '../learned-group.js';
import type { RulesOrigin } from '../saved-rules.js';

const isSame = (a: BatchTable | undefined, b: BatchTable | undefined): boolean =>
  canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** Policies that bring another way of cutting batches than everybody else in a comparison has. */
export function batchingNotes(groups: readonly LearnedGroup[], batching: BatchTable | undefined): string[] {
  const files = groups.flatMap(({ members }) => members.flatMap((member) => member.files));
  return files.flatMap((policy) => {
    const own = policy.batching;
    if (isSame(own, batching)) return [];
    const name = learnedName(policy);
    return own
      ? [`${name} was trained with batches of its own and meets them here: ${batchTableText(own)}`]
      : [`${name} was trained with the offload series' batches, not with those it meets here`];
  });
}

/** Rules that were tuned with another way of cutting batches than the one they meet here. */
export function rulesBatchingNotes(origin: RulesOrigin | undefined, batching: BatchTable | undefined): string[] {
  if (origin === undefined || isSame(origin.batching, batching)) return [];
  const { file, batching: own } = origin;
  return own
    ? [`the rules of ${file} were tuned with other batches than those they meet here: ${batchTableText(own)}`]
    : [`the rules of ${file} were tuned with the offload series' batches, not with those they meet here`];
}
