import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readJson, writeText } from '../../src/core/text-file.js';
import { formatPlatform } from '../../src/platform/format.js';
import { loadPlatform, parsePlatform, platformFile, platformNames } from '../../src/platform/load.js';
import { quantitiesOf } from '../../src/platform/quantities.js';
import { resourceTable } from '../../src/platform/resources.js';

const folder = mkdtempSync(join(tmpdir(), 'foliotune-platform-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The shipped file with one change. */
function changed(change: (json: Record<string, object>) => void): unknown {
  const json = readJson(platformFile('zen3-ptdma')) as Record<string, object>;
  change(json);
  return json;
}

describe.each(platformNames())('platform %s', (name) => {
  it('says where the numbers of its engine come from, if it has one', () => {
    const { dma, wholeNumbers } = loadPlatform(name);
    for (const key of ['dma.channels', 'dma.channelsPerEngine'] as const) {
      expect(wholeNumbers[key] !== undefined).toBe(dma.length > 0);
    }
  });

  it('bears its file name, and says of every number how it is known', () => {
    const platform = loadPlatform(name);
    expect(platform.name).toBe(name);
    for (const { path, quantity } of quantitiesOf(platform)) {
      expect(quantity.source, path).not.toBe('');
      if (quantity.kind === 'fitted') expect(quantity.source, path).toMatch(/^calibrate data\/|^zen3-ptdma-v2/);
      expect(Number.isFinite(quantity.value), path).toBe(true);
    }
  });

  it('names tables that are there, and one for every measured number', () => {
    for (const { path, quantity } of quantitiesOf(loadPlatform(name))) {
      const tables = quantity.source.match(/data\/measurements\/[\w.-]+\.(csv|md)/g) ?? [];
      expect(
        tables.filter((file) => !existsSync(file)),
        path,
      ).toEqual([]);
      if (quantity.kind === 'measured') expect(tables, path).not.toEqual([]);
    }
  });

  it('reads the same after it was written', () => {
    const json = readJson(platformFile(name));
    const file = join(folder, `${name}.json`);
    writeText(file, formatPlatform(json));
    expect(readJson(file)).toEqual(json);
  });

  it('has capacities above 0 for every resource', () => {
    const { names, capacity } = resourceTable(loadPlatform(name));
    expect(new Set(names).size).toBe(capacity.length);
    expect(Math.min(...capacity)).toBeGreaterThan(0);
  });
});

describe('a platform file that cannot be used', () => {
  it.each([
    ['a misspelt key', { cpuCpoy: {} }, /unknown key "cpuCpoy".*did you mean "cpuCopy"/],
    [
      'a number without its unit',
      { basePage: { value: '4096', kind: 'specified', source: 'x' } },
      /basePage\.value.*has no unit/,
    ],
    ['a wrong unit', { basePage: { value: '4ns', kind: 'specified', source: 'x' } }, /does not measure bytes/],
    ['an unknown kind', { basePage: { value: '4KiB', kind: 'guessed', source: 'x' } }, /basePage\.kind/],
    ['distances that are no square', { distances: [[10, 20]] }, /distances: must have 2 rows of 2/],
  ])('%s is named with its place', (_, members, message) => {
    const json = changed((file) => Object.assign(file, members));
    expect(() => parsePlatform(json, 'mine.json')).toThrow(
      expect.objectContaining({ code: 'file-invalid', line: expect.stringMatching(message) }),
    );
  });

  it('refuses a value outside its bounds', () => {
    const perCall = { value: '1us', kind: 'assumed', source: 'x', bounds: ['5us', '9us'] };
    const json = changed((file) => Object.assign(file.kernelPath ?? {}, { perCall }));
    expect(() => parsePlatform(json, 'mine.json')).toThrow(/kernelPath\.perCall: value must lie within its bounds/);
  });

  it('refuses an unknown name with the nearest', () => {
    expect(() => loadPlatform('zen3-ptdam')).toThrow(
      expect.objectContaining({ line: expect.stringContaining('did you mean "zen3-ptdma"') }),
    );
  });
});
