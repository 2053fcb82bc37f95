import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/calibration/judge.js';
import { onlyCells, parseOnly } from '../../../src/calibration/only.js';
import { readTable } from '../../../src/calibration/table.js';
import { loadPlatform } from '../../../src/platform/load.js';
import { scatterSvg } from '../../../src/report/calibration/scatter-svg.js';
import { published, V2 } from '../../calibration/sample-table.js';

describe('a drawing', () => {
  it('rings and names every cell out of tolerance, and no other', () => {
    const { cells } = judge(
      loadPlatform('zen3-ptdma-v2'),
      V2.flatMap((file) => readTable(file).cells),
    );
    const missed = cells.filter(({ withinTolerance }) => !withinTolerance);
    const drawing = scatterSvg('v2', cells);
    expect(missed.length).toBeGreaterThan(0);
    expect(drawing.match(/class="missed"/g)).toHaveLength(missed.length);
    const names = [...drawing.matchAll(/class="name"[^>]*>([^<]*)</g)].map(([, name]) => name);
    expect(names).toHaveLength(missed.length);
    expect(names).toContain('mtcopy_fill_ccd 16 thr, 512 × 2MiB: +14 %');
    expect(drawing).toContain(`${missed.length} out of tolerance (ringed)`);
  });

  it('has a panel for each metric, with its own unit, and one legend', () => {
    const { cells } = readTable('data/measurements/thp-migration-2017.csv');
    const judged = judge(loadPlatform('power8-2s'), onlyCells(cells, [parseOnly('platform=Power8')])).cells;
    const drawing = scatterSvg('power8', judged);
    expect(drawing).toContain('measured time of the call [us]');
    expect(drawing).toContain('simulated throughput [GB/s]');
    expect(drawing.match(/class="mark"/g)).toHaveLength(6 + 1);
    expect(drawing).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('keeps signs of markup in a title from ending it', () => {
    const { cells } = judge(loadPlatform('zen3-ptdma'), readTable(published('v3-2025-by-folio-count')).cells);
    expect(scatterSvg('a < b & "c"', cells)).toContain('a &#60; b &#38; &#34;c&#34;');
  });
});
