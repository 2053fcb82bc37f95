import { describe, expect, it } from 'vitest';
import { calibrate, judgeTemplate } from '../../src/calibration/calibrate.js';
import { readTable } from '../../src/calibration/table.js';
import { readJson } from '../../src/core/text-file.js';
import { platformFile } from '../../src/platform/load.js';
import { published, V2, V3 } from './sample-table.js';

const template = (name: string) => ({ file: platformFile(name), json: readJson(platformFile(name)) });
const cellsOf = (files: readonly string[]) => files.flatMap((file) => readTable(file).cells);

describe('the shipped platforms reproduce the tables they were fitted to', () => {
  it('v3: 135 cells, mean error at most 4.5 %, every one within tolerance', () => {
    const result = judgeTemplate(template('zen3-ptdma'), cellsOf(V3));
    expect(result.cells.length).toBe(135);
    expect(result.meanAbsError).toBeLessThan(0.045);
    expect(result.withinTolerance).toBe(1);
    expect(result.parameters).toEqual([]);
  });

  it('v3, throughputs alone: the same', () => {
    const result = judgeTemplate(template('zen3-ptdma'), cellsOf(V3.slice(0, 2)));
    expect(result.cells.length).toBe(131);
    expect(result.meanAbsError).toBeLessThan(0.045);
    expect(result.withinTolerance).toBe(1);
  });

  it('v2: 116 cells, mean error at most 6 %', () => {
    const result = judgeTemplate(template('zen3-ptdma-v2'), cellsOf(V2));
    expect(result.cells.length).toBe(116);
    expect(result.meanAbsError).toBeLessThan(0.06);
    expect(result.withinTolerance).toBeGreaterThan(0.95);
  });

  it('software costs do not carry over: v3 misses the v2 table by far', () => {
    const result = judgeTemplate(template('zen3-ptdma'), cellsOf(V2.slice(0, 1)));
    expect(result.meanAbsError).toBeGreaterThan(0.3);
  });
});

describe('fitting again', () => {
  it('changes nothing that matters, and what is written is what was judged', () => {
    const options = { seed: 1, source: 'calibrate again' };
    const result = calibrate(template('zen3-ptdma'), cellsOf(V3), options);
    const judged = judgeTemplate({ file: 'again.json', json: result.platformJson }, cellsOf(V3));
    expect(judged.meanAbsError).toBe(result.meanAbsError);
    expect(result.meanAbsError).toBeCloseTo(judgeTemplate(template('zen3-ptdma'), cellsOf(V3)).meanAbsError, 3);
    for (const { value, low, high, bounds } of result.parameters) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      expect(low).toBeGreaterThanOrEqual(bounds[0]);
      expect(high).toBeLessThanOrEqual(bounds[1]);
    }
  });

  it.each([
    ['folio_bytes', '65536', 13],
    ['threads', '4', 8],
  ])('predicts a %s of %s that it did not see within 6.5 %%', (column, value, count) => {
    const options = { seed: 1, source: 'x', holdOut: { kind: 'column', column, value } as const };
    const { holdout, cells } = calibrate(template('zen3-ptdma'), cellsOf(V3), options);
    expect(holdout?.cells.length).toBe(count);
    expect(cells.length).toBe(135 - count);
    expect(holdout?.meanAbsError).toBeLessThan(0.065);
  });

  it('predicts cells of 5 folds within 5.5 %', () => {
    const options = { seed: 1, source: 'x', holdOut: { kind: 'folds', folds: 5 } as const };
    const { holdout } = calibrate(template('zen3-ptdma'), cellsOf(V3), options);
    expect(holdout?.cells.length).toBe(135);
    expect(holdout?.meanAbsError).toBeLessThan(0.055);
  });

  it('brings a machine from a copied template without a line of code: the v3 file to the v2 tables', () => {
    const json = structuredClone(template('zen3-ptdma').json) as {
      name: string;
      dma: Record<string, unknown>[];
      kernelPath: Record<string, { bounds?: string[] }>;
    };
    const said = { kind: 'assumed', source: 'each folio is mapped and submitted on its own' };
    json.name = 'my-machine';
    Object.assign(json.dma[0] ?? {}, {
      descriptorMerge: { ...said, value: '4KiB' },
      mapPerFolio: { ...said, value: '1us', bounds: ['0us', '5us'] },
    });
    Object.assign(json.kernelPath.perFolio ?? {}, { bounds: ['0.1us', '4us'] });
    Object.assign(json.kernelPath.perCall ?? {}, { bounds: ['5us', '200us'] });
    const { meanAbsError, platformJson, parameters } = calibrate({ file: 'mine.json', json }, cellsOf(V2), {
      seed: 1,
      source: 'calibrate mine.csv',
    });
    expect(meanAbsError).toBeLessThan(0.06);
    expect(parameters.map(({ path }) => path)).toContain('dma.0.mapPerFolio');
    expect(JSON.stringify(platformJson)).toContain('"kind":"fitted","source":"calibrate mine.csv"');
  });

  it('refuses a cell that the machine cannot have been measured in', () => {
    const noEngine = { ...(template('zen3-ptdma').json as object), dma: [] };
    expect(() =>
      judgeTemplate({ file: 'x.json', json: noEngine }, cellsOf([published('v3-2025-by-folio-size')])),
    ).toThrow(
      /garg-v3-2025-by-folio-size.csv: line \d+, dma_channels: must be 0: platform zen3-ptdma has no DMA engine; got 1/,
    );
  });
});
