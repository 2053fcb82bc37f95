import { describe, expect, it } from 'vitest';
import { ablationText } from '../../../src/report/comparison/ablation-text.js';
import { sensitivityText } from '../../../src/report/comparison/sensitivity-text.js';
import { verificationText } from '../../../src/report/comparison/verification-text.js';

const WIDE = Number.POSITIVE_INFINITY;

describe('an ablation', () => {
  const importance = {
    name: 'batch_kib',
    features: ['batch_kib'],
    increase: { estimate: 0.07491, low: 0.0721, high: 0.0774, n: 120 },
  };

  it('gives additional cost in percent with two decimals', () => {
    const unspread = { name: 'mode', features: ['mode'], increase: { ...NO_SPREAD, estimate: -0.0001 } };
    expect(ablationText('tree', [importance, unspread], [], WIDE).split('\n').slice(3)).toEqual([
      'feature    cost %  95 % interval     n',
      '---------  ------  --------------  ---',
      'batch_kib  +7.49   +7.21 to +7.74  120',
      'mode       −0.01   -                 1',
    ]);
  });

  it('speaks of trainings without features only where there were some', () => {
    expect(ablationText('tree', [], [], WIDE)).not.toContain('Trained again');
    expect(ablationText('tree', [], [importance], WIDE).split('\n').slice(-4)[0]).toBe(
      'Trained again without: additional cost over the same trainings with every feature',
    );
  });
});

const NO_SPREAD = { estimate: 0, low: Number.NaN, high: Number.NaN, n: 1 };

describe('a sensitivity', () => {
  const nominal = {
    assumption: null,
    factor: 1,
    gain: { estimate: 0.012, low: 0.004, high: 0.02, n: 80 },
    verdict: 'gain',
    flips: false,
  } as const;
  const report = {
    policy: 'tree',
    rule: 'queue-aware',
    platform: 'zen3',
    scenarios: ['a', 'b'],
    nominal,
    worlds: [{ ...nominal, factor: 2, gain: { ...NO_SPREAD, estimate: -0.03 }, verdict: 'loss', flips: true } as const],
  };

  it('has a row for the world as assumed and one for each other', () => {
    const rows = sensitivityText(report, WIDE).split('\n').slice(5, 7);
    expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
      ['as assumed', '× 1', '+1.2', '+0.4 to +2.0', '80', 'gain', 'no'],
      ['as assumed', '× 2', '−3.0', '-', '1', 'loss', 'yes'],
    ]);
  });

  it('says whether the verdict flips anywhere', () => {
    expect(sensitivityText(report, WIDE)).toMatch(/\nThe verdict flips in 1 of 1 worlds: /);
    expect(sensitivityText({ ...report, worlds: [nominal] }, WIDE)).toMatch(/\nNone of 1 worlds flips the verdict\.$/);
  });
});

describe('a verification', () => {
  const target = { compiler: 'gcc', version: '12.2', flags: ['-O2', '-Wall'], inputs: 500, mismatches: 1 };
  const verification = {
    policy: { learner: 'bandit', name: 'quick', kind: 'tree', hash: '0' },
    exporter: 'c',
    seed: 1,
    quantisation: { inputs: 500, changed: 0, share: 0 },
    inputs: 500,
    mismatches: 1,
    targets: [
      { ...target, firstMismatch: 'input 3: 4 for 5' },
      { ...target, compiler: 'ajv', version: '', flags: [] },
    ],
  };

  it('names each build and the first mismatch', () => {
    expect(verificationText({ verification, visited: null }, WIDE).split('\n')).toEqual([
      'bandit:quick (tree) as c: 1 mismatch on 500 inputs with 2 builds',
      'built by  inputs  mismatches  flags',
      '--------  ------  ----------  ---------',
      'gcc 12.2     500           1  -O2 -Wall',
      'ajv          500           1',
      'first mismatch: input 3: 4 for 5',
      'its training scenarios are not known here: integers were not held against floats',
    ]);
  });
});
