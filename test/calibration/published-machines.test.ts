import { describe, expect, it } from 'vitest';
import { calibrate, judgeTemplate } from '../../src/calibration/calibrate.js';
import { onlyCells, parseOnly } from '../../src/calibration/only.js';
import { readTable } from '../../src/calibration/table.js';
import { readJson } from '../../src/core/text-file.js';
import { submissionsOf } from '../../src/platform/dma/driver.js';
import { DMA_DRIVERS } from '../../src/platform/dma/registry.js';
import { loadPlatform, platformFile } from '../../src/platform/load.js';

const template = (name: string) => ({ file: platformFile(name), json: readJson(platformFile(name)) });
const cellsOf = (table: string, ...only: readonly string[]) =>
  onlyCells(readTable(`data/measurements/${table}.csv`).cells, only.map(parseOnly));

describe('tables of other machines', () => {
  it.each([
    ['xeon-2s-ioat', 'thp-migration-2017', ['platform=Xeon'], 6, 0.1],
    ['power8-2s', 'thp-migration-2017', ['platform=Power8'], 6, 0.1],
    ['spr-dsa', 'dto-latency', [], 17, 0.12],
    ['grace-2s', 'yan-2025-slides-max-gain', ['platform=Grace'], 2, 0.01],
    ['zen3-ptdma-v1', 'garg-v1-2024-cycles-per-page', [], 24, 0.15],
  ])('%s: %s %j, %i cells with a mean error of at most %d', (platform, table, only, count, most) => {
    const result = judgeTemplate(template(platform), cellsOf(table, ...only));
    expect(result.cells).toHaveLength(count);
    expect(result.meanAbsError).toBeLessThan(most);
  });

  it('cycles of the whole migration are within 15 % in every cell of garg-v1', () => {
    const { cells } = judgeTemplate(
      template('zen3-ptdma-v1'),
      cellsOf('garg-v1-2024-cycles-per-page').filter(({ metric }) => metric === 'cycles-per-page'),
    );
    expect(cells).toHaveLength(12);
    expect(Math.max(...cells.map(({ error }) => Math.abs(error)))).toBeLessThan(0.15);
  });

  it('a submission alone costs what the DSA slides print, and a 32nd of it in a batch', () => {
    const [device] = loadPlatform('spr-dsa').dma;
    const driver = DMA_DRIVERS.get(device?.driver ?? '');
    const perOperation = (count: number) =>
      (submissionsOf(driver, driver.submission, 8, count) * (device?.channelSetup.value ?? 0)) / count;
    expect(perOperation(1)).toBeCloseTo(160, 9);
    expect(perOperation(32)).toBeCloseTo(5, 9);
  });

  it('fitting DSA again gives what is shipped', () => {
    const cells = cellsOf('dto-latency');
    const again = calibrate(template('spr-dsa'), cells, { seed: 1, source: 'again' });
    expect(again.meanAbsError).toBeCloseTo(judgeTemplate(template('spr-dsa'), cells).meanAbsError, 4);
    expect(again.parameters.every(({ identified }) => identified)).toBe(true);
  });
});

describe('cells', () => {
  it('of cycles are refused on a platform without a clock', () => {
    expect(() => judgeTemplate(template('zen3-ptdma'), cellsOf('garg-v1-2024-cycles-per-page'))).toThrow(
      /garg-v1.*line 2.*platform zen3-ptdma has no clock/,
    );
  });

  it('of a copy by DMA are refused on a platform without an engine', () => {
    expect(() => judgeTemplate(template('grace-2s'), cellsOf('dto-latency'))).toThrow(/dma_channels: must be 0/);
  });

  it('are chosen by a text in a column', () => {
    expect(cellsOf('thp-migration-2017')).toHaveLength(12);
    expect(cellsOf('thp-migration-2017', 'platform=xeon', 'metric=time')).toHaveLength(3);
    expect(() => cellsOf('thp-migration-2017', 'platform=Sparc')).toThrow(/no cell has platform with "Sparc"/);
    expect(() => parseOnly('machine=x')).toThrow(/--only: unknown column "machine"/);
    expect(() => parseOnly('Xeon')).toThrow(/must be column=text/);
  });
});
