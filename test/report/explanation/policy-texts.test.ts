import { describe, expect, it } from 'vitest';
import { decisionMapText } from '../../../src/report/explanation/decision-map-text.js';
import { distillationText } from '../../../src/report/explanation/distillation-text.js';
import { priceWords } from '../../../src/report/explanation/price-words.js';
import { standing } from '../comparison/sample-standing.js';

describe('prices in words', () => {
  const free = { touch: 0, delay: 0, wait: 0, channel: 0, stores: 'temporal' } as const;

  it('name what is not free, in cores', () => {
    expect(priceWords({ ...free, touch: 3000, delay: 250, wait: 1500, channel: 40 })).toBe(
      "the cheapest by the machine's rates where a THP is touched 3000/s, one that waits costs 0.25 cores, " +
        'a batch that waits 1.5 cores, a channel 0.04 cores',
    );
  });

  it('of nothing leave the CPUs, and say which stores', () => {
    expect(priceWords({ ...free, stores: 'nontemporal' })).toBe(
      "the cheapest by the machine's rates where only CPUs cost (copy threads with non-temporal stores)",
    );
  });
});

it('a decision map is a grid of letters, a dot for declining, its legend and its load', () => {
  const map = {
    load: { dma_free: 3, mode: 0, dst_idle_cpus: 9 },
    orders: [0, 9],
    folios: [1, 512],
    actions: [
      ['decline', 'dcbm-8'],
      ['dcbm-8', 'dcbm-1'],
    ],
  };
  expect(decisionMapText(map, ['dma_free', 'mode']).split('\n')).toEqual([
    '   folio    1  512  folios in the batch',
    '    4KiB    .    b',
    '    2MiB    b    a',
    '',
    '  .  decline (the caller copies folio by folio)',
    '  a  DMA on 1 channel',
    '  b  DMA on 8 channels',
    '',
    'At this load (--at changes it)',
    '  mode = async',
    '  dma_free = 3 channels',
  ]);
});

it('trees of several sizes stand beside their teacher; the last is saved', () => {
  const tree = standing({ name: 'tree' });
  const report = {
    ...{ runId: 3, file: 'm/tree.json', states: 300, decisions: 5000, trialDecisions: 4000 },
    teacher: standing({ name: 'bandit:quick', worst: null }),
    sizes: [
      { asked: 4, leaves: 3, standing: tree, gain: { estimate: -0.005, low: -0.007, high: -0.003 }, fidelity: 0.876 },
      { asked: 8, leaves: 8, standing: tree, gain: null, fidelity: 1 },
    ],
  };
  const lines = distillationText(report, Number.POSITIVE_INFINITY).split('\n');
  expect(lines[2]).toBe('The teacher: score 0.900, 100.0 core-us/MiB.');
  expect(lines.slice(4, 8).map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['leaves', 'score', 'against its teacher', '95 % interval', 'worst', 'core-us/MiB', 'same action'],
    ['------', '-----', '-------------------', '----------------', '-----', '-----------', '-----------'],
    ['3', '0.900', '−0.005', '−0.007 to −0.003', '0.50', '100.0', '88 %'],
    ['8', '0.900', '-', '-', '0.50', '100.0', '100 %'],
  ]);
  expect(lines.slice(-2)).toEqual([
    'Saved the tree of 8 leaves: m/tree.json',
    'Read it: foliotune explain m/tree.json',
  ]);
});
