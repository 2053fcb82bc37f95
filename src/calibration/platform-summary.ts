import { loadPlatform } from '../platform/load.js';
import { quantitiesOf } from '../platform/quantities.js';
import { KNOWLEDGE, type Knowledge } from '../platform/quantity.js';
import { judge } from './judge.js';
import { cellsOf, PUBLISHED_TABLES } from './published-tables.js';

/** How a shipped platform's numbers are known, and how well it reproduces its own published table. */
export interface PlatformSummary extends Readonly<Record<Knowledge, number>> {
  readonly name: string;
  /** Null where no published table is of this machine. */
  readonly table: string | null;
  readonly cells: number | null;
  /** As a fraction. */
  readonly meanAbsError: number | null;
  readonly title: string;
}

export function summaryOf(name: string): PlatformSummary {
  const platform = loadPlatform(name);
  const kinds = quantitiesOf(platform).map(({ quantity }) => quantity.kind);
  const counts = Object.fromEntries(
    KNOWLEDGE.map((kind) => [kind, kinds.filter((other) => other === kind).length]),
  ) as Record<Knowledge, number>;
  const published = PUBLISHED_TABLES.all.find((tables) => tables.platform === name);
  const judgement = published && judge(platform, cellsOf(published));
  return {
    name,
    ...counts,
    table: published?.name ?? null,
    cells: judgement?.cells.length ?? null,
    meanAbsError: judgement?.meanAbsError ?? null,
    title: platform.title,
  };
}
