import { resolve } from 'node:path';
import { z } from 'zod';
import { FoliotuneError } from '../core/errors.js';
import { parseWith } from '../core/schema.js';
import { readJson, writeText } from '../core/text-file.js';
import { readBatchTable } from '../heuristics/batch-sizers/registry.js';
import { type BatchTable, batchTableShape, canonicalTable } from '../migration/batch-table.js';

/*
 * The table by which an experiment cuts batches, wherever the experiment has it from, and the file that a search for one
 * writes.
 */
const TABLE_FORMAT = 'foliotune-batch-table-1';

const tableFileSchema = z.strictObject({
  format: z.literal(TABLE_FORMAT),
  ...batchTableShape,
  /** What a person types to get the same table, and what it was searched with. */
  tuning: z.record(z.string(), z.json()).optional(),
});

type Tuning = z.infer<typeof tableFileSchema>['tuning'];

/** @throws FoliotuneError `file-unreadable` or `file-invalid`. */
function readTableFile(file: string): BatchTable {
  return canonicalTable(parseWith(tableFileSchema, readJson(file), file));
}

/** Writes a table with what it came from, a line for each row. @throws FoliotuneError `file-unwritable`. */
export function writeTableFile(file: string, table: BatchTable, tuning: Tuning): void {
  const { default: rest, reasons = {} } = canonicalTable(table);
  const rows = Object.entries(reasons).map(([reason, row]) => `    "${reason}": ${JSON.stringify(row)}`);
  const lines = [
    `  "format": "${TABLE_FORMAT}"`,
    `  "default": ${JSON.stringify(rest)}`,
    ...(rows.length > 0 ? [`  "reasons": {\n${rows.join(',\n')}\n  }`] : []),
    `  "tuning": ${JSON.stringify(tuning)}`,
  ];
  writeText(file, `{\n${lines.join(',\n')}\n}\n`);
}

function namedTable(text: string, file: string): BatchTable {
  try {
    return readBatchTable(text, 'batching');
  } catch (error) {
    if (!(error instanceof FoliotuneError)) throw error;
    const rule = error.message.replace('batching: ', '');
    throw new FoliotuneError('file-invalid', rule, { ...error.place, file, path: 'batching' }, { cause: error });
  }
}

const inline = z.strictObject({ batching: z.strictObject(batchTableShape) });

/**
 * The table that an experiment's "batching" stands for; `file` is what messages call the experiment.
 * @throws FoliotuneError naming file, path, rule, value and the nearest valid name.
 */
export function resolveBatching(given: string | Record<string, unknown>, file: string, cwd: string): BatchTable {
  if (typeof given !== 'string') return canonicalTable(parseWith(inline, { batching: given }, file).batching);
  return given.endsWith('.json') ? readTableFile(resolve(cwd, given)) : namedTable(given, file);
}
