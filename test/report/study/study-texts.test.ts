import { describe, expect, it } from 'vitest';
import { studyFigure } from '../../../src/report/study/figure.js';
import { studyIndex } from '../../../src/report/study/study-index.js';
import { studyJson } from '../../../src/report/study/study-json.js';
import { studyPage } from '../../../src/report/study/study-page.js';
import { studyTables } from '../../../src/report/study/study-table.js';
import { studyText } from '../../../src/report/study/study-text.js';
import { StudyCells, type StudyResult } from '../../../src/study/study-result.js';
import type { Study } from '../../../src/study/study-schema.js';
import { defectOf } from '../svg/well-formed.js';

const STUDY: Study = {
  file: 'sizes.json',
  format: 'foliotune-study-1',
  name: 'sizes',
  title: 'Sizes < & "quoted"',
  question: 'Which size?',
  point: 1,
  kind: 'request',
  set: { platform: 'zen3-ptdma' },
  axis: { setting: 'folioSize', label: 'folio size', values: ['64KiB', '2MiB'], scale: 'log' },
  panels: [{ name: 'idle', set: {} }],
  series: [
    { name: 'kernel', set: { migrator: 'kernel' } },
    { name: 'dma | 4', set: { migrator: 'dcbm', channels: 4 } },
  ],
  metrics: ['throughput'],
  logarithmic: [],
  seeds: 3,
  expectations: [],
  shows: ['DMA is faster'],
  doesNotShow: ['contention'],
};

/** Kernel: nothing drawn; DMA: one interval, and nothing to measure at the second size. */
function result(): StudyResult {
  const cells = new StudyCells(STUDY);
  cells.put('throughput', 0, 0, 0, { values: [7.5], mean: 7.5, low: 7.5, high: 7.5 });
  cells.put('throughput', 0, 0, 1, { values: [8], mean: 8, low: Number.NaN, high: Number.NaN });
  cells.put('throughput', 0, 1, 0, { values: [12, 13], mean: 12.34, low: 12.1, high: 12.588 });
  cells.put('throughput', 0, 1, 1, { values: [], mean: Number.NaN, low: Number.NaN, high: Number.NaN });
  const outcomes = [
    { says: 'DMA wins', source: 'RFC', met: true, figure: '1.6; expected at least 1' },
    { says: 'it grows', source: 'RFC', met: false, figure: 'falls; expected to rise' },
  ];
  return { study: STUDY, seeds: [1, 2, 3], platforms: [], cells, outcomes };
}

describe('the tables of a study', () => {
  it('have a row for each place and a column for each series, with intervals where something was drawn', () => {
    expect(studyTables(result())).toEqual([
      {
        title: 'throughput [GB/s]',
        head: ['folio size', 'kernel', 'dma | 4'],
        rows: [
          ['64 KiB', '7.5', '12.3 (12.1–12.6)'],
          ['2 MiB', '8 (n = 1)', '-'],
        ],
      },
    ]);
  });

  it('stand in the text between question and outcomes', () => {
    const lines = studyText(result(), Number.POSITIVE_INFINITY).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'sizes: Sizes < & "quoted"',
      'Which size?',
      'means of n = 3, 95 % intervals where something is drawn',
    ]);
    expect(lines.slice(-6)).toEqual([
      '',
      '  met     DMA wins',
      '          1.6; expected at least 1',
      '  FAILED  it grows',
      '          falls; expected to rise',
      '1 of 2 expectations met',
    ]);
  });
});

describe('the page of a study', () => {
  it('keeps a bar in a name from ending a cell', () => {
    expect(studyPage(result())).toContain('| folio size | kernel | dma \\| 4 |\n| --- | ---: | ---: |\n');
  });

  it('marks what failed, and lists what it shows and does not show', () => {
    const page = studyPage(result());
    expect(page).toContain('| **failed** | it grows | falls; expected to rise | RFC |');
    expect(page).toContain('## What it does not show\n\n- contention\n');
    expect(page).toContain('- Series *dma | 4*: `migrator` dcbm, `channels` 4.');
  });

  it('is named in the index with its question and verdict', () => {
    expect(studyIndex([result()])).toContain('Which size? *1 of 2 expectations met.*');
  });
});

describe('the figure of a study', () => {
  it('is well-formed, whatever series and titles are called', () => {
    expect(defectOf(studyFigure(result()))).toBeUndefined();
    expect(studyFigure(result())).toContain('Sizes &#60; &#38; &#34;quoted&#34;');
  });

  it('has a mark for each mean that could be measured, and a bar for each interval that can be seen', () => {
    const curves = studyFigure(result()).match(/<g><title>.*<\/g>/g) ?? [];
    const marksOf = (curve = ''): number => (/class="mark"[^/]*d="([^"]*)"/.exec(curve)?.[1]?.match(/M/g) ?? []).length;
    expect(curves.map(marksOf)).toEqual([2, 1]);
    expect(curves.map((curve) => curve.includes('class="bar"'))).toEqual([false, true]);
  });
});

it('a study for a program has its points with their intervals along the axis', () => {
  const json = JSON.parse(JSON.stringify(studyJson(result()))) as { curves: { points: unknown[]; series: string }[] };
  expect(json).toMatchObject({ name: 'sizes', seeds: 3, expectations: [{ met: true }, { met: false }] });
  expect(json.curves.map(({ series }) => series)).toEqual(['kernel', 'dma | 4']);
  expect(json.curves[1]?.points).toEqual([
    { x: '64KiB', mean: 12.34, low: 12.1, high: 12.588 },
    { x: '2MiB', mean: null, low: null, high: null },
  ]);
});
