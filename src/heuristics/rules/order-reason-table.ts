import { z } from 'zod';
import { REASONS } from '../../migration/vocabulary.js';
import { featureIndices } from '../../policy/feature-table.js';
import { DECLINE, dmaUpTo, workersUpTo } from '../actions.js';
import type { Heuristic } from '../heuristic.js';

/*
 * A table that fits a sysctl: order of the folios (base page, mTHP, THP) × reason (promotion, demotion, other) → who
 * copies and how wide. "cpu-4" are four copy workers on the target's side, "dma-8" eight channels, "kernel" declines.
 */
const CELL = ['kernel', 'cpu-1', 'cpu-2', 'cpu-4', 'cpu-8', 'dma-1', 'dma-2', 'dma-4', 'dma-8', 'dma-16'] as const;
type Cell = (typeof CELL)[number];

const cell = z.enum(CELL);
const schema = z.strictObject({
  basePromotion: cell,
  baseDemotion: cell,
  baseOther: cell,
  mthpPromotion: cell,
  mthpDemotion: cell,
  mthpOther: cell,
  thpPromotion: cell,
  thpDemotion: cell,
  thpOther: cell,
  stores: z.enum(['temporal', 'nontemporal']),
});
type Parameters = z.infer<typeof schema>;

const READS = ['folio_order', 'pmd_mapped', 'reason'] as const;
const [ORDER, PMD, REASON] = featureIndices(READS);

/** What a cell comes to where it is possible, or the next narrower that is. */
function actionOf(word: Cell, stores: Parameters['stores'], mask: Uint8Array): number {
  const [who, width] = word.split('-');
  if (who === 'dma') return dmaUpTo(Number(width), mask);
  return who === 'cpu' ? workersUpTo(Number(width), 'pull', stores, mask) : DECLINE;
}

export const orderReasonTable: Heuristic<Parameters> = {
  name: 'order-reason-table',
  summary: 'who copies and how wide, by a table of folio order and reason',
  reads: READS,
  schema,
  defaults: {
    basePromotion: 'kernel',
    baseDemotion: 'dma-4',
    baseOther: 'dma-8',
    mthpPromotion: 'kernel',
    mthpDemotion: 'dma-4',
    mthpOther: 'dma-8',
    thpPromotion: 'cpu-4',
    thpDemotion: 'dma-4',
    thpOther: 'dma-16',
    stores: 'temporal',
  },
  choices: {
    basePromotion: [...CELL],
    baseDemotion: [...CELL],
    baseOther: [...CELL],
    mthpPromotion: [...CELL],
    mthpDemotion: [...CELL],
    mthpOther: [...CELL],
    thpPromotion: [...CELL],
    thpDemotion: [...CELL],
    thpOther: [...CELL],
    stores: ['temporal', 'nontemporal'],
  },
  create: ({ stores, ...t }) => {
    const table: readonly (readonly Cell[])[] = [
      [t.basePromotion, t.baseDemotion, t.baseOther],
      [t.mthpPromotion, t.mthpDemotion, t.mthpOther],
      [t.thpPromotion, t.thpDemotion, t.thpOther],
    ];
    const columns = REASONS.map((reason) => ['numa_misplaced', 'demotion'].indexOf(reason)).map((k) => (k < 0 ? 2 : k));
    return {
      name: 'order-reason-table',
      decide(features, mask) {
        const row = features[PMD] === 1 ? 2 : Math.min(1, features[ORDER] ?? 0);
        const column = columns[features[REASON] ?? 0] ?? 2;
        return actionOf(table[row]?.[column] ?? 'kernel', stores, mask);
      },
    };
  },
};
