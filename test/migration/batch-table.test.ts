import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.js';
import { parseWith } from '../../src/core/schema.js';
import {
  type BatchTable,
  batchTableSchema,
  batchTableText,
  canonicalTable,
  entryOf,
  MAPPINGS,
  tableSizer,
} from '../../src/migration/batch-table.js';
import { REASONS } from '../../src/migration/vocabulary.js';

const parse = (value: unknown): BatchTable => parseWith(batchTableSchema, value, 'table.json');

const entry = fc.constantFrom('mainline', '8 folios', '512 folios', '64MiB', '512 pages');
const tables = fc.record({
  default: fc.record({ pmd: entry, pte: entry }),
  reasons: fc.dictionary(fc.constantFrom(...REASONS), fc.record({ pmd: entry, pte: entry }, { requiredKeys: [] })),
});

describe('batch table', () => {
  it('reads caps however they are written, and has one text for equal tables', () => {
    const one = parse({
      default: { pmd: '8', pte: '32folios' },
      reasons: { demotion: { pmd: '8 folios' }, syscall: { pte: ' mainline ' } },
    });
    expect(one).toEqual({ default: { pmd: '8 folios', pte: '32 folios' }, reasons: { syscall: { pte: 'mainline' } } });
    expect(batchTableText(one)).toBe(
      'syscall 8 folios mapped by a PMD, mainline by PTEs; else 8 folios mapped by a PMD, 32 folios by PTEs',
    );
  });

  it('says the same in its canonical form, which is its own', () => {
    const property = fc.property(tables, (given) => {
      const table = parse(given);
      for (const reason of REASONS)
        for (const mapping of MAPPINGS)
          expect(entryOf(table, reason, mapping)).toBe(given.reasons[reason]?.[mapping] ?? given.default[mapping]);
      expect(canonicalJson(canonicalTable(table))).toBe(canonicalJson(table));
      expect(Object.keys(table.reasons ?? {})).toEqual(REASONS.filter((reason) => table.reasons?.[reason]));
    });
    fc.assert(property, { seed: 3, numRuns: 50 });
  });

  it('answers by reason and by what maps the folios', () => {
    const table = parse({ default: { pmd: '8', pte: '32' }, reasons: { numa_misplaced: { pmd: 'mainline' } } });
    const asked = { mode: 'async', folioBytes: 4096, foliosLeft: 9 } as const;
    const sizer = tableSizer(table);
    expect(sizer.capFor({ ...asked, reason: 'numa_misplaced', pmdMapped: true })).toBe('mainline');
    expect(sizer.capFor({ ...asked, reason: 'numa_misplaced', pmdMapped: false })).toEqual({
      ...{ limit: 32, unit: 'folios' },
    });
    expect(sizer.capFor({ ...asked, reason: 'damon', pmdMapped: true })).toEqual({ limit: 8, unit: 'folios' });
  });

  it.each([
    [{ default: { pmd: '8' } }, 'table.json: default.pte: '],
    [{ default: { pmd: '8', pte: 'main' } }, 'default.pte: is neither "mainline" nor a cap'],
    [{ default: { pmd: '0', pte: '8' } }, 'default.pmd'],
    [{ default: { pmd: '8', pte: '8' }, reasons: { demotoin: {} } }, 'reasons: unknown key "demotoin"'],
    [{ default: { pmd: '8', pte: '8' }, reasons: { damon: { ptes: '8' } } }, 'reasons.damon: unknown key "ptes"'],
  ])('refuses %j', (value, message) => {
    expect(() => parse(value)).toThrow(message);
  });
});
