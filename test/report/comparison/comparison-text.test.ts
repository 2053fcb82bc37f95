import { describe, expect, it } from 'vitest';
import {
  batchingLine,
  quantisationLine,
  scaleLines,
  spentLine,
  trustLine,
} from '../../../src/report/comparison/comparison-text.js';
import { evaluationText } from '../../../src/report/comparison/evaluation-text.js';
import { comparison, standing } from './sample-standing.js';

const QUANTISATION = { policy: 'tree', states: 4000, changed: 3, share: 0.00075, scoreCost: 0.00012 };

describe('lines of a comparison', () => {
  it('a scenario says what its reference gains, and why it gives no score', () => {
    expect(scaleLines(comparison([]))).toEqual([
      '  bulk              greedy gains 50.0 % over kernel (40.0)',
      '  churn             greedy gains 3.1 % over kernel (60.0): ' +
        '4.0 % (2.0 % to 6.0 %) on 24 episodes of its own, not surely 5 %: no score',
    ]);
  });

  it('a scenario without measure, or with one that these episodes do not show, gives none either', () => {
    const { scales, scenarios } = comparison([]);
    const unscored = scales.map((scale) => ({ ...scale, scored: false }));
    const ends = (toWin: (typeof scales)[number]['toWin']) =>
      scaleLines({ scales: unscored.map((scale) => ({ ...scale, toWin })), scenarios })[0]?.split('): ')[1];
    expect(ends(null)).toBe('under 5 %, no score');
    expect(ends({ gain: 0.4, low: 0.3, high: 0.5, n: 6 })).toBe('hardly anything on these episodes, no score');
  });

  it('batches are today’s for the kernel, and a kernel change for everybody else', () => {
    expect(batchingLine({ batching: null })).toContain("the offload series' cap for everybody else");
    expect(batchingLine({ batching: { default: { pmd: '8 folios', pte: 'mainline' } } })).toMatch(
      /^Batches: mainline's for kernel; everybody else, which needs a kernel change: .*8 folios.*mainline.*\.$/,
    );
  });

  it('decisions that were spent have their trainings, copies and settings', () => {
    const bare = { decisions: 1000, trialDecisions: 0, trainings: 1 };
    expect(
      spentLine([
        { name: 'kernel', ...bare },
        { name: 'tree', ...bare, trainings: 5, trialDecisions: 600 },
        { name: 'queue-aware', ...bare, settings: { tried: 12, own: true } },
      ]),
    ).toBe(
      'Simulated decisions spent: kernel 1000, tree 5 × 1000 (600 of them on copies, to try actions), ' +
        "queue-aware 1000 (12 settings, the author's own kept)",
    );
    expect(spentLine([])).toBe('Simulated decisions spent: none');
  });

  it('integers against floating point: states, share and what it costs', () => {
    const text = 'tree in integers acts otherwise than in floating point in 3 of 4000 visited states (0.07 %)';
    expect(quantisationLine(QUANTISATION)).toBe(`${text.replace('0.07', '0.07')}; that costs 0.0001 in score`);
    expect(quantisationLine({ ...QUANTISATION, scoreCost: null })).toBe(text);
  });

  it('a platform says how its numbers are known, the commonest first', () => {
    const trust = { platform: 'zen3-ptdma', quantities: 9, byKind: { measured: 2, fitted: 6, assumed: 1 } };
    expect(trustLine(trust)).toBe(
      'zen3-ptdma: of 9 numbers 6 fitted, 2 measured, 1 assumed. ' +
        'Simulated; nothing was measured on hardware beyond the published tables.',
    );
    expect(trustLine({ ...trust, platform: './mine.json' })).toContain('beyond the tables it was fitted to.');
  });
});

it('an evaluation has its notes, its scales and every table of its policy', () => {
  const text = evaluationText(
    {
      runId: 7,
      comparison: comparison([standing({ name: 'tree' })]),
      quantisation: QUANTISATION,
      batching: null,
      notes: ['it was not trained here'],
    },
    Number.POSITIVE_INFINITY,
  );
  const lines = text.split('\n');
  expect(lines[0]).toBe('tree on 2 scenarios × 3 held-back seeds (run 7)');
  expect(lines).toContain('Note: it was not trained here');
  expect(lines.filter((line) => line.startsWith('tree '))).toHaveLength(1 + 4 + 1);
  expect(lines.at(-1)).toBe(quantisationLine(QUANTISATION));
});
