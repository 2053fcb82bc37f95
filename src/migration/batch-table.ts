import { z } from 'zod';
import { FoliotuneError } from '../core/errors.js';
import { batchCapText, readBatchCap } from './batch-cap.js';
import { type BatchChoice, type BatchSizer, MAINLINE } from './batch-sizer.js';
import { REASONS, type Reason } from './vocabulary.js';

/*
 * A batch sizer as data: for each reason of migration and each way its folios are mapped, a cap or `mainline`.
 *
 *     { "default": { "pmd": "8 folios", "pte": "32 folios" }, "reasons": { "numa_misplaced": { "pmd": "mainline" } } }
 *
 * What a reason leaves out it has from the default. In its canonical form reasons stand in the vocabulary's order, caps
 * are written alike, and nothing repeats the default: equal tables have equal text.
 */

/** How one folio is mapped: by a PMD, or by PTEs. */
export const MAPPINGS = ['pmd', 'pte'] as const;
export type MappedBy = (typeof MAPPINGS)[number];

/** What a cap's text, or "mainline", stands for. @throws FoliotuneError `usage` naming `path`, the rule and the value. */
export function readBatchChoice(text: string, path: string): BatchChoice {
  return text.trim() === MAINLINE ? MAINLINE : readBatchCap(text, path);
}

/** "mainline", or a cap as `batchCapText` has it. */
export function batchChoiceText(choice: BatchChoice): string {
  return choice === MAINLINE ? MAINLINE : batchCapText(choice);
}

const choice = z.string().transform((text, context) => {
  try {
    return batchChoiceText(readBatchChoice(text, ''));
  } catch (error) {
    if (!(error instanceof FoliotuneError)) throw error;
    context.addIssue(`is neither "${MAINLINE}" nor a cap: ${error.message}`);
    return z.NEVER;
  }
});

const row = z.strictObject({ pmd: choice, pte: choice });
const rows = Object.fromEntries(REASONS.map((reason) => [reason, row.partial().optional()]));

/** The keys of a table, for a file that holds more. */
export const batchTableShape = {
  default: row,
  reasons: z.strictObject(rows as Record<Reason, z.ZodOptional<ReturnType<typeof row.partial>>>).optional(),
};

type Rows = { readonly [reason in Reason]?: { readonly [mapping in MappedBy]?: string | undefined } | undefined };

export type BatchTable = {
  readonly default: { readonly [mapping in MappedBy]: string };
  readonly reasons?: Rows | undefined;
};

/** What a table says of a request, as text. */
export function entryOf(table: BatchTable, reason: Reason, mapping: MappedBy): string {
  return table.reasons?.[reason]?.[mapping] ?? table.default[mapping];
}

/** The same table without what repeats its default, the reasons in order. */
export function canonicalTable(table: BatchTable): BatchTable {
  const { pmd, pte } = table.default;
  const own = REASONS.flatMap((reason) => {
    const differing = MAPPINGS.filter((mapping) => entryOf(table, reason, mapping) !== table.default[mapping]);
    const entries = differing.map((mapping) => [mapping, entryOf(table, reason, mapping)]);
    return differing.length > 0 ? [[reason, Object.fromEntries(entries)]] : [];
  });
  return { default: { pmd, pte }, ...(own.length > 0 && { reasons: Object.fromEntries(own) as Rows }) };
}

export const batchTableSchema = z.strictObject(batchTableShape).transform((table): BatchTable => canonicalTable(table));

/** The sizer that a checked table stands for. */
export function tableSizer(table: BatchTable, name = 'table', summary = 'by a table of reasons'): BatchSizer {
  const choices = (mapping: MappedBy): Map<Reason, BatchChoice> =>
    new Map(REASONS.map((reason) => [reason, readBatchChoice(entryOf(table, reason, mapping), name)]));
  const [byPmd, byPte] = [choices('pmd'), choices('pte')];
  return {
    name,
    summary,
    capFor: ({ reason, pmdMapped }) => (pmdMapped ? byPmd : byPte).get(reason) ?? MAINLINE,
  };
}

function rowText({ pmd, pte }: BatchTable['default']): string {
  return pmd === pte ? pmd : `${pmd} mapped by a PMD, ${pte} by PTEs`;
}

/** A table in one line: "numa_misplaced mainline; else 8 folios mapped by a PMD, 32 folios by PTEs". */
export function batchTableText(table: BatchTable): string {
  const own = REASONS.filter((reason) => table.reasons?.[reason] !== undefined).map((reason) => {
    const each = { pmd: entryOf(table, reason, 'pmd'), pte: entryOf(table, reason, 'pte') };
    return `${reason} ${rowText(each)}`;
  });
  const rest = rowText(table.default);
  return own.length === 0 ? rest : `${own.join('; ')}; else ${rest}`;
}
