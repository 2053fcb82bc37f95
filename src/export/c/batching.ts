import { type BatchTable, entryOf, MAPPINGS } from '../../migration/batch-table.js';
import { REASONS } from '../../migration/vocabulary.js';
import { commentLines } from './text.js';

/**
 * Lines of the header's comment that say how batches must be cut for a policy that was trained so; none where it meets
 * the offload series' batches.
 */
export function batchingComment(table: BatchTable | undefined): string[] {
  if (!table) return [];
  const rows = REASONS.map((reason) => {
    const [pmd = '', pte = ''] = MAPPINGS.map((mapping) => entryOf(table, reason, mapping));
    return ` *   ${reason.padEnd(16)} ${pmd.padEnd(16)} ${pte}`;
  });
  return [
    ' *',
    commentLines('Batches it was trained with. Cutting them so NEEDS A KERNEL CHANGE: the cap is'),
    commentLines('applied before unmap, and this hook runs after it. A request that says mainline'),
    commentLines('is not offered to the provider and is cut as without one; the reason mask covers'),
    commentLines("that where both columns of a reason say so, but its cap stays the core's."),
    ' *',
    ` *   ${'reason'.padEnd(16)} ${'mapped by a PMD'.padEnd(16)} by PTEs`,
    ...rows,
  ];
}
