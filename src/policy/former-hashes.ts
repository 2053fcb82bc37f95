/**
 * Feature tables that stood under another hash before: former hash -> the hash of the very same table today, both by
 * value. A table that changes later keeps none of these, so a policy is never moved to features it does not know.
 */
const SAME_TABLE: ReadonlyMap<string, string> = new Map([
  // The 34 features from `reason` to `dma_setup_us`, hashed with unit, availability and meaning.
  ['3c7b10537492f5be', 'c68a2d45d94cb3bd'],
]);

/** Whether `former` named the table that `current` names. */
export function namesSameTable(former: string, current: string): boolean {
  return SAME_TABLE.get(former) === current;
}
