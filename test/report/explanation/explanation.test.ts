import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { ACTIONS, actionIndex } from '../../../src/policy/action-table.js';
import { featureIndex } from '../../../src/policy/feature-table.js';
import { actionWords } from '../../../src/report/explanation/action-words.js';
import { conditionWords } from '../../../src/report/explanation/condition-words.js';
import { rulesText } from '../../../src/report/explanation/rules-text.js';

const words = (feature: string, threshold: number) => conditionWords({ feature: featureIndex(feature), threshold });

describe('a condition in words', () => {
  it.each([
    ['dma_free', 3, 'dma_free ≤ 3 channels'],
    ['batch_kib', 260, 'batch_kib ≤ 260 KiB'],
    ['folio_order', 4, 'folio_order ≤ 4'],
    ['pmd_mapped', 0, 'not pmd_mapped'],
    ['reason', 0, 'reason is syscall'],
    ['reason', 2, 'reason is syscall, demotion or numa_misplaced'],
    ['dst_kind', 1, 'dst_kind is dram or cxl'],
  ])('%s up to %i', (feature, threshold, expected) => {
    expect(words(feature, threshold)).toBe(expected);
  });
});

describe('an action in words', () => {
  it('tells every action of the table from every other', () => {
    expect(new Set(ACTIONS.map(actionWords)).size).toBe(ACTIONS.length);
  });

  it.each([
    ['decline', 'decline (the caller copies folio by folio)'],
    ['dcbm-1', 'DMA on 1 channel'],
    ['mtcopy-1-pull-temporal-spread', '1 thread on target CPUs, ordinary stores'],
    ['mtcopy-8-push-nontemporal-fill', '8 threads on source CPUs, non-temporal stores, one core complex first'],
    ['hybrid-25', '25 % by DMA on 4 channels, the rest by 4 threads'],
  ])('%s', (name, expected) => {
    expect(actionWords(at(ACTIONS, actionIndex(name)))).toBe(expected);
  });
});

it('a tree is indented rules; a leaf names the actions it was seen to take', () => {
  const [dma, few, decline] = [actionIndex('dcbm-8'), actionIndex('dcbm-1'), actionIndex('decline')];
  const nodes = [
    { feature: featureIndex('dma_free'), threshold: 3, left: 1, right: 2 },
    { ranking: [decline] },
    { ranking: [dma, few, decline] },
  ];
  const leaves = [
    { node: 1, decisions: 0.25, cost: 0.5, taken: ['decline'] },
    { node: 2, decisions: 0.75, cost: 0.5, taken: ['dcbm-8', 'dcbm-1'] },
  ];
  expect(rulesText({ kind: 'tree', nodes }, leaves).split('\n')).toEqual([
    'if dma_free ≤ 3 channels:',
    '    decline (the caller copies folio by folio)  [25.0 % of decisions, 50.0 % of cost]',
    'else:',
    '    DMA on 8 channels; where impossible DMA on 1 channel  [75.0 % of decisions, 50.0 % of cost]',
    '',
    'What it looks at',
    '  dma_free: DMA channels that no batch holds (provider)',
  ]);
});
