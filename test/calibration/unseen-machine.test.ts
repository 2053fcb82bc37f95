import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { calibrate, type FittedParameter } from '../../src/calibration/calibrate.js';
import { simulateCell } from '../../src/calibration/judge.js';
import { type MeasuredCell, readTable } from '../../src/calibration/table.js';
import { readJson } from '../../src/core/text-file.js';
import { parseQuantity } from '../../src/core/units.js';
import { loadPlatform, parsePlatform, platformFile } from '../../src/platform/load.js';
import { quantitiesOf } from '../../src/platform/quantities.js';
import { measuredTable, otherMachine } from './unseen-machine.js';

const folder = mkdtempSync(join(tmpdir(), 'foliotune-unseen-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cellsFrom(text: string): readonly MeasuredCell[] {
  const file = join(folder, 'table.csv');
  writeFileSync(file, text);
  const { cells, skipped } = readTable(file);
  expect(skipped).toEqual([]);
  return cells;
}

const template = (name: string) => ({ file: platformFile(name), json: readJson(platformFile(name)) });
const ALL = { seed: 1, source: 'calibrate table.csv', free: 'all' } as const;
const TROUBLE = { noise: 0.04, outliers: 3, contradictions: 3 };

type Met = ReturnType<typeof fitOf>;
const met = new Map<string, Met>();

/** Fitted once for all tests. */
function lawErrors(name: string, machineSeed: number): Met {
  const key = `${name} ${machineSeed}`;
  const found = met.get(key) ?? fitOf(name, machineSeed);
  met.set(key, found);
  return found;
}

/** How far the fitted law is from the true one, cell by cell, relative. */
function fitOf(name: string, machineSeed: number) {
  const truth = otherMachine(loadPlatform(name), machineSeed);
  const cells = cellsFrom(measuredTable(truth, TROUBLE, 5));
  const result = calibrate(template(name), cells, ALL);
  const fitted = parsePlatform(result.platformJson, 'fitted.json');
  const errors = cells.map((cell) => Math.abs(simulateCell(fitted, cell) / simulateCell(truth, cell) - 1));
  return { truth, result, errors, cells };
}

const inUnit = ({ unit = '' }: FittedParameter, value: number): string => `${value}${unit}`;

describe('a table of a machine that nobody described', () => {
  it.each([
    ['zen3-ptdma', 3],
    ['spr-dsa', 3],
    ['xeon-2s-ioat', 4],
    ['grace-2s', 4], // base pages of 64 KiB
  ])('is met from the template %s, machine %i, whatever noise, outliers, contradictions and units', (name, seed) => {
    const { truth, result, errors } = lawErrors(name, seed);
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.03);
    const values = new Map(quantitiesOf(truth).map(({ path, quantity }) => [path, quantity]));
    const sure = result.parameters.filter(({ identified }) => identified);
    expect(sure.length).toBeGreaterThanOrEqual(3);
    const off = sure.map((parameter) => {
      const quantity = values.get(parameter.path);
      const fitted = quantity ? parseQuantity(inUnit(parameter, parameter.value), quantity.dimension) : Number.NaN;
      return Math.abs(fitted / (quantity?.value ?? Number.NaN) - 1);
    });
    expect(off.sort((a, b) => a - b)[Math.floor(off.length / 2)]).toBeLessThan(0.1);
  });

  it('of one configuration leaves what it does not touch as the template has it', () => {
    const { cells } = lawErrors('spr-dsa', 3);
    const serial = cells.filter(({ config }) => config === 'kernel');
    const { platformJson, parameters } = calibrate(template('spr-dsa'), serial, ALL);
    const before = new Map(quantitiesOf(loadPlatform('spr-dsa')).map(({ path, quantity }) => [path, quantity]));
    for (const { path, quantity } of quantitiesOf(parsePlatform(platformJson, 'fitted.json'))) {
      if (!path.startsWith('dma.')) continue;
      const { value, kind, source } = quantity;
      expect([path, value, kind, source]).toEqual([
        path,
        before.get(path)?.value,
        before.get(path)?.kind,
        before.get(path)?.source,
      ]);
    }
    expect(parameters.filter(({ path }) => path.startsWith('dma.')).every(({ identified }) => !identified)).toBe(true);
  });

  it('is fitted within default bounds where the template has none', () => {
    const { result } = lawErrors('gh200', 4);
    expect(result.parameters.map(({ path }) => path)).toContain('dma.0.channelRate');
    expect(result.parameters.find(({ path }) => path === 'kernelPath.perPte')).toMatchObject({ bounds: [0.01, 0.8] });
  });
});

/** 20 draws of one machine's table: how often the truth lies within the 95 % interval. */
describe('the intervals', () => {
  const SOUGHT = ['cpuCopy.bytesInFlight', 'dma.0.channelRate', 'kernelPath.perFolio', 'kernelPath.perPte'];

  it('hold the truth as often as they say: of 80 at 95 % at least 68, four standard deviations below 76', () => {
    const truth = loadPlatform('zen3-ptdma');
    const json = structuredClone(template('zen3-ptdma').json) as Record<string, unknown>;
    const at = (path: string) =>
      path.split('.').reduce<unknown>((inside, key) => (inside as Record<string, unknown>)[key], json);
    for (const { path, quantity } of quantitiesOf(truth)) {
      const leaf = at(path) as Record<string, unknown>;
      delete leaf.bounds;
      if (SOUGHT.includes(path))
        leaf.bounds = [quantity.value / 3, quantity.value * 3].map(
          (value) => `${value}${{ bytes: 'B', 'bytes/ns': 'GB/s', ns: 'ns' }[quantity.dimension as string] ?? ''}`,
        );
    }
    const holds = Array.from({ length: 20 }, (_, draw) => {
      const cells = cellsFrom(measuredTable(truth, { noise: 0.05, outliers: 0, contradictions: 0 }, 100 + draw));
      const { parameters } = calibrate({ file: 'sought.json', json }, cells, { seed: 1, source: 'x' });
      const values = new Map(quantitiesOf(truth).map(({ path, quantity }) => [path, quantity]));
      return parameters.filter((parameter) => {
        const quantity = values.get(parameter.path);
        if (!quantity) return false;
        const [low, high] = [parameter.low, parameter.high].map((end) =>
          parseQuantity(inUnit(parameter, end), quantity.dimension),
        );
        return (low ?? 0) <= quantity.value && quantity.value <= (high ?? 0);
      }).length;
    }).reduce((sum, count) => sum + count, 0);
    expect(holds).toBeGreaterThanOrEqual(68);
  });
});

describe('a fit with as many numbers as measurements', () => {
  it('concludes nothing, though it meets every cell', () => {
    const { cells } = lawErrors('xeon-2s-ioat', 4);
    const serial = cells.filter(({ config }) => config === 'kernel');
    const three = [...serial.slice(0, 2), ...serial.filter(({ folios }) => folios === 1).slice(0, 1)];
    const twice = [...three, ...three]; // the same measurement again is no other measurement
    const { parameters, spare } = calibrate(template('xeon-2s-ioat'), twice, { seed: 1, source: 'x' });
    expect(parameters).toHaveLength(3);
    expect(spare).toBe(0);
    for (const { identified, low, high, bounds, standardError } of parameters) {
      expect({ identified, standardError, interval: [low, high] }).toEqual({
        identified: false,
        standardError: null,
        interval: bounds,
      });
    }
  });
});
