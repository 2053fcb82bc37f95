import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from '../../src/calibration/table.js';
import { FoliotuneError } from '../../src/core/errors.js';
import { published, tableText } from './sample-table.js';

const folder = mkdtempSync(join(tmpdir(), 'foliotune-table-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string | Buffer) {
  const file = join(folder, 'mine.csv');
  writeFileSync(file, text);
  return readTable(file);
}

function refusal(text: string | Buffer): FoliotuneError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof FoliotuneError) return error;
    throw error;
  }
  throw new Error('the table was read');
}

describe('a table', () => {
  it('turns units, configurations and empty counts into cells', () => {
    const { cells } = read(
      tableText(
        { unit: 'MB/s', value: '3700', stddev: '100' },
        { config: 'mtcopy_fill_ccd', threads: '8', folio_bytes: '2097152', n_folios: '16' },
        { config: 'dcbm', dma_channels: '4', metric: 'move_pages_time', unit: 'ms', value: '2' },
      ),
    );
    expect(cells[0]).toMatchObject({ line: 2, folios: 262144, measured: 3.7, stddev: 0.1 });
    expect(cells[0]?.plan).toMatchObject({ migrator: 'kernel', workers: 1 });
    expect(cells[1]).toMatchObject({ folios: 16, plan: { migrator: 'mtcopy', workers: 8, placement: 'fill' } });
    expect(cells[2]).toMatchObject({ line: 4, metric: 'time', measured: 2e6, plan: { channels: 4, dmaShare: 1 } });
  });

  it('says which rows it skipped, and why', () => {
    const { cells, skipped } = read(tableText({}, { config: 'rsync' }, { metric: 'speedup', unit: 'x' }));
    expect(cells.length).toBe(1);
    expect(skipped.map(({ line }) => line)).toEqual([3, 4]);
    expect(skipped[0]?.why).toContain('"rsync" is not vanilla, mtcopy or dcbm');
  });

  it.each([
    [{ unit: 'GBs' }, /line 3, unit: unit "GBs" does not measure move_pages_throughput.*"GB\/s"/],
    [{ value: 'fast' }, /line 3, value: must be a number above 0, got "fast"/],
    [{ value: '-3' }, /line 3, value: must be a number above 0, got "-3"/],
    [{ value: '' }, /line 3, value/],
    [{ folio_bytes: '0' }, /line 3, folio_bytes/],
    [{ n_folios: '1.5' }, /line 3, n_folios: must be an integer above 0, got "1.5"/],
    [{ stddev: 'wide' }, /line 3, stddev/],
    [{ config: 'mtcopy', threads: 'many' }, /line 3, threads: must be an integer above 0, got "many"/],
    [{ config: 'dcbm', dma_channels: '-1' }, /line 3, dma_channels/],
  ])('refuses %j with its line and column', (row, message) => {
    const error = refusal(tableText({}, row));
    expect(error).toMatchObject({ code: 'file-invalid', exitCode: 2 });
    expect(error.line).toMatch(message);
    expect(error.line).toContain('mine.csv');
  });

  it('may leave out what says nothing of the law, and say sizes, times and stores in its own words', () => {
    const { cells } = read(
      'value,unit,metric,dma_channels,threads,n_folios,folio_bytes,config\n' +
        '120,µs,latency,,4,16,64KiB,MT-copy push non-temporal\n' +
        '9500,MB/s,throughput,2,,8,2MiB,DSA\n',
    );
    expect(cells[0]).toMatchObject({ folioBytes: 65536, folios: 16, measured: 120e3, stddev: 0, metric: 'time' });
    expect(cells[0]?.plan).toMatchObject({ migrator: 'mtcopy', workers: 4, side: 'push', stores: 'nontemporal' });
    expect(cells[1]).toMatchObject({ folioBytes: 2 ** 21, measured: 9.5, plan: { migrator: 'dcbm', channels: 2 } });
  });

  it('refuses a size in a unit that is none', () => {
    expect(refusal(tableText({ folio_bytes: '64kilo' })).line).toMatch(/line 2, folio_bytes/);
  });

  it('names a missing column and the nearest to it that is there', () => {
    expect(refusal(tableText({}).replace('folio_bytes', 'folio_byte')).line).toMatch(
      /missing column folio_bytes.*is "folio_byte" meant/,
    );
    expect(refusal('a,b\n1,2\n').line).toMatch(/line 1: missing column config.*needed: config, folio_bytes/);
    expect(refusal(tableText({}).replace('stddev', 'stdev')).line).toMatch(/missing column stddev.*is "stdev" meant/);
  });

  it.each([
    ['an empty file', ''],
    ['a header alone', tableText()],
    ['rows of different lengths', `${tableText({})}1,2,3\n`],
    ['JSON', '{"cells": [1, 2]}'],
    ['bytes that are no text', Buffer.from([0, 255, 34, 10, 200, 34, 44])],
    ['no row that the law knows', tableText({ config: 'rsync' })],
  ])('refuses %s', (_, text) => {
    expect(refusal(text)).toMatchObject({ code: 'file-invalid', exitCode: 2 });
  });

  it('counts lines as an editor does, over blank ones too', () => {
    expect(
      refusal(
        tableText({}, { value: 'x' })
          .replace('\nvanilla', '\n\nvanilla')
          .replace(/\n,vanilla/, '\n\n,vanilla'),
      ).line,
    ).toContain('line 4, value');
  });

  it.each([
    ['v3-2025-by-folio-size', 104],
    ['v3-2025-by-folio-count', 27],
    ['v3-2025-copy-share', 4],
    ['v2-2025-by-folio-size', 90],
    ['v2-2025-by-folio-count', 16],
    ['v2-2025-ccd-placement', 10],
  ])('reads the published %s: %i cells', (name, count) => {
    expect(readTable(published(name)).cells.length).toBe(count);
  });
});
