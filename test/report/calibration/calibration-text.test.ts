import { describe, expect, it } from 'vitest';
import type { FidelityResult } from '../../../src/calibration/fidelity/target.js';
import type { JudgedCell } from '../../../src/calibration/judge.js';
import { calibrationText } from '../../../src/report/calibration/calibration-text.js';
import { fidelityText } from '../../../src/report/calibration/fidelity-text.js';
import { scatterSvg, scatterTitle } from '../../../src/report/calibration/scatter-svg.js';
import { defectOf } from '../svg/well-formed.js';

const WIDE = Number.POSITIVE_INFINITY;

function cell(overrides: Partial<JudgedCell>): JudgedCell {
  return {
    file: '/data/mine.csv',
    line: 2,
    config: 'dcbm',
    folioBytes: 131_072,
    folios: 8,
    threads: 0,
    channels: 4,
    metric: 'throughput',
    measured: 16,
    stddev: 0,
    simulated: 16.5,
    error: 0.03125,
    withinTolerance: true,
    ...overrides,
  };
}

const CELLS = [
  cell({}),
  cell({
    line: 3,
    channels: 0,
    threads: 8,
    config: 'mtcopy',
    stddev: 1.5,
    simulated: 20,
    error: 0.25,
    withinTolerance: false,
  }),
];
const JUDGED = { cells: CELLS, meanAbsError: 0.140625, medianAbsError: 0.140625, withinTolerance: 0.5 };
const RESULT = { ...JUDGED, parameters: [], spare: null, correlations: [] };

describe('a judgement', () => {
  it('has its errors and the cells that are missed most, the worst first', () => {
    expect(calibrationText(RESULT, [], WIDE).split('\n')).toEqual([
      '2 cells: mean error 14.1 %, median 14.1 %, 50.0 % within max(2 SD, 10 %)',
      '',
      'Cells missed most (! out of tolerance)',
      'row         config  movers  folios      measured       simulated  error',
      '----------  ------  ------  ----------  -------------  ---------  ---------',
      'mine.csv:3  mtcopy   8 thr  8 × 128KiB  16 GB/s ± 1.5    20 GB/s  +25.0 % !',
      'mine.csv:2  dcbm      4 ch  8 × 128KiB  16 GB/s        16.5 GB/s  +3.1 %',
    ]);
  });

  it('says points of a share, and lists what was skipped with a reason once', () => {
    const share = cell({ metric: 'copy-share', measured: 0.4, simulated: 0.38, error: -0.02 });
    const skipped = [4, 5, 6, 7].map((line) => ({ file: 'a/mine.csv', line, why: 'no unit' }));
    const text = calibrationText({ ...RESULT, cells: [share] }, skipped, WIDE);
    expect(text).toMatch(/40\.0 % {2,}38\.0 % {2}[-−]2\.0 % points/);
    expect(text.split('\n').slice(-2)).toEqual(['', 'skipped mine.csv:4, mine.csv:5, mine.csv:6 and 1 more: no unit']);
  });
});

describe('a fit', () => {
  const parameter = {
    path: 'dma.0.rate',
    unit: 'GB/s',
    value: 13.61234,
    low: 12,
    high: 15.5,
    standardError: 0.8,
    bounds: [1, 100] as const,
    identified: true,
    atBound: false,
  };
  const open = { ...parameter, path: 'kernel.call', unit: 'us', identified: false, atBound: true };
  const fitted = { ...RESULT, parameters: [parameter, open], spare: 3 };

  it('has its parameters with intervals, and what the tables leave open', () => {
    const correlations = [{ a: 'x', b: 'y', rho: -0.974 }];
    const lines = calibrationText({ ...fitted, correlations }, [], WIDE).split('\n');
    expect(lines.slice(8)).toEqual([
      'Parameters, with 95 % intervals',
      'path             value  interval    known',
      '-----------  ---------  ----------  ----------------------------',
      'dma.0.rate   13.61GB/s  12 to 15.5  yes',
      'kernel.call    13.61us  12 to 15.5  at its bound, not identified',
      '',
      'the tables do not identify: kernel.call',
      'x and y go together (correlation -0.97)',
    ]);
  });

  it('of as many numbers as measurements concludes nothing', () => {
    const text = calibrationText({ ...fitted, spare: 0 }, [], WIDE);
    expect(text.match(/nothing can be concluded/g)).toHaveLength(3);
    expect(text).not.toContain('the tables do not identify');
  });

  it('shows the cells it did not see where some were held out', () => {
    const holdout = { ...JUDGED, cells: CELLS.slice(0, 1), meanAbsError: 0.03125 };
    const lines = calibrationText({ ...fitted, holdout }, [], WIDE).split('\n');
    expect(lines[1]).toMatch(/^held out, 1 cells: mean error 3\.1 %/);
    expect(lines[3]).toBe('Held-out cells missed most (! out of tolerance)');
    expect(lines[6]).toMatch(/^mine\.csv:2 /);
  });
});

describe('fidelity', () => {
  const met: FidelityResult = {
    name: 'v3',
    what: 'mean error',
    limit: 0.045,
    bound: 'at-most',
    figure: 0.0436,
    met: true,
  };
  const missed: FidelityResult = { ...met, what: 'cells', bound: 'at-least', limit: 1, figure: 0.98765, met: false };

  it('has each target with its figure, and says why one is missed', () => {
    expect(fidelityText([met, { ...missed, why: 'the law is carried too far' }], WIDE).split('\n')).toEqual([
      'table  what        target       figure',
      '-----  ----------  ----------  -------  ------',
      'v3     mean error  <= 4.5 %     4.36 %  met',
      'v3     cells       >= 100.0 %  98.77 %  MISSED',
      '',
      'MISSED v3, cells: the law is carried too far',
      '1 of 2 targets met',
    ]);
    expect(fidelityText([missed], WIDE)).toContain('MISSED v3, cells: the reason is not known');
  });
});

describe('the drawing', () => {
  it('is well-formed whatever configurations are called', () => {
    const config = '<a & "b">';
    const drawing = scatterSvg('x < y & "z"', [...CELLS, cell({ config, withinTolerance: false, error: -0.2 })]);
    expect(defectOf(drawing)).toBeUndefined();
    expect(drawing).toContain('&#60;a &#38; &#34;b&#34;&#62;');
  });

  it('is titled by its platform and its table', () => {
    expect(scatterTitle('zen3', true, ['a/b.csv'])).toBe('zen3, fitted to b.csv');
    expect(scatterTitle('zen3', false, ['a.csv', 'b.csv'])).toBe('zen3, judged on 2 tables');
  });
});
