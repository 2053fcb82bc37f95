import { at } from '../core/errors.js';
import type { OpenScenario } from '../env/scenario-registry.js';
import { type BatchTable, canonicalTable, entryOf, MAPPINGS, type MappedBy } from '../migration/batch-table.js';
import { REASONS, type Reason } from '../migration/vocabulary.js';

/** A cell of a batch table: a reason and what maps the folios, as "demotion/pmd". */
export type BatchKey = `${Reason}/${MappedBy}`;

/** What the cells of a table say; those that are left out have the default's. */
export type BatchEntries = Readonly<Partial<Record<BatchKey, string>>>;

const KEYS: readonly (readonly [BatchKey, Reason, MappedBy])[] = REASONS.flatMap((reason) =>
  MAPPINGS.map((mapping) => [`${reason}/${mapping}`, reason, mapping] as const),
);

/** Cells that an episode's requests fall into, in the order of the table. */
export function keysIn({ machine, episode }: OpenScenario, seed: number): BatchKey[] {
  const { arrivals } = episode(seed);
  const found = new Set<string>();
  for (let r = 0; r < arrivals.count; r++) {
    const mapping = at(arrivals.folioBytes, r) >= machine.platform.pmdSize.value ? 'pmd' : 'pte';
    found.add(`${at(REASONS, at(arrivals.reason, r))}/${mapping}`);
  }
  return KEYS.flatMap(([key]) => (found.has(key) ? [key] : []));
}

/** All cells of any of the lists, in the order of the table. */
export function unionOf(lists: readonly (readonly BatchKey[])[]): BatchKey[] {
  const all = new Set(lists.flat());
  return KEYS.flatMap(([key]) => (all.has(key) ? [key] : []));
}

/** What a table says in some cells. */
export function entriesOf(table: BatchTable, keys: readonly BatchKey[]): BatchEntries {
  const wanted = KEYS.filter(([key]) => keys.includes(key));
  return Object.fromEntries(wanted.map(([key, reason, mapping]) => [key, entryOf(table, reason, mapping)]));
}

/** The table with another entry in one cell. */
export function withEntry(table: BatchTable, key: BatchKey, entry: string): BatchTable {
  const own = REASONS.map((reason) => {
    const row = MAPPINGS.map((mapping) => [
      mapping,
      `${reason}/${mapping}` === key ? entry : entryOf(table, reason, mapping),
    ]);
    return [reason, Object.fromEntries(row)];
  });
  return canonicalTable({ ...table, reasons: Object.fromEntries(own) });
}
