import { at } from '../core/errors.js';
import type { BatchTable } from '../migration/batch-table.js';
import { mean } from '../statistics/mean.js';
import { type BatchKey, unionOf, withEntry } from './batch-key.js';

/*
 * Coordinate descent over the cells of a batch table: each cell in turn takes the best of all choices while the others
 * stay, again and again until nothing changes or the budget is spent. What is maximised is
 *
 *     gain(k)     = 1 − Σ cost ÷ Σ kernel's cost            over the tuning episodes of scenario k
 *     objective   = mean over k of  gain(k) − HARM · max(0, ERRORS · s(k) − gain(k))
 *     s(k)        = standard error of gain(k), by the delta method as in evaluation/gain-to-win.ts
 *
 * so that a scenario that may cost more than today's kernel outweighs what several others gain. Everything follows from
 * what is measured.
 */

/** What a cell may say where nothing else is asked for. */
export const BATCH_CHOICES = ['mainline', '8 folios', '32 folios', '128 folios', '512 folios'] as const;

/** What a loss weighs beside a gain, and how many standard errors a gain must be above none. */
const HARM = 20;
const ERRORS = 2;

/** What a change must bring: less may be chance, and the table it begins with was not read off these scenarios. */
const LEAST = 0.0005;

/** An episode of tuning. */
export interface BatchEpisode {
  readonly scenario: string;
  readonly seed: number;
  /** Today's kernel [core-µs/MiB]. */
  readonly kernelCost: number;
  /** Cells that its requests fall into: no other changes it. */
  readonly keys: readonly BatchKey[];
}

/** What an episode costs under a table [core-µs/MiB]. */
export type MeasureTables = (
  asked: readonly { readonly table: BatchTable; readonly episode: BatchEpisode }[],
) => Promise<readonly number[]>;

export interface BatchProblem {
  readonly start: BatchTable;
  /** Entries that a cell may have. */
  readonly choices: readonly string[];
  readonly episodes: readonly BatchEpisode[];
  /** Whether the budget still has something. */
  readonly hasBudget: () => boolean;
}

/** A table and the costs of all episodes under it. [episodes] */
interface Tried {
  readonly table: BatchTable;
  readonly costs: readonly number[];
}

/** Cost ÷ the kernel's, and its standard error. */
interface Ratio {
  readonly ratio: number;
  readonly error: number;
}

function ratioOf(own: readonly number[], kernel: readonly number[]): Ratio {
  const ratio = mean(own) / mean(kernel);
  const squares = own.map((cost, i) => (cost - ratio * at(kernel, i)) ** 2);
  const spread = squares.reduce((a, b) => a + b, 0) / Math.max(1, own.length - 1);
  return { ratio, error: Math.sqrt(spread / own.length) / mean(kernel) };
}

/** By scenario, in the order in which scenarios first appear. */
export function ratiosOf(episodes: readonly BatchEpisode[], costs: readonly number[]): ReadonlyMap<string, Ratio> {
  const rows = new Map<string, { own: number[]; kernel: number[] }>();
  episodes.forEach(({ scenario, kernelCost }, k) => {
    const row = rows.get(scenario) ?? { own: [], kernel: [] };
    row.own.push(at(costs, k));
    row.kernel.push(kernelCost);
    rows.set(scenario, row);
  });
  return new Map([...rows].map(([scenario, { own, kernel }]) => [scenario, ratioOf(own, kernel)]));
}

function batchObjective(ratios: Iterable<Ratio>): number {
  return mean([...ratios].map(({ ratio, error }) => 1 - ratio - HARM * Math.max(0, ratio + ERRORS * error - 1)));
}

/** The table that a search ends with. */
export async function searchTable(problem: BatchProblem, measure: MeasureTables): Promise<BatchTable> {
  const { start, choices, episodes, hasBudget } = problem;
  const keys = unionOf(episodes.map((episode) => episode.keys));
  const measured = async (tables: readonly BatchTable[], key: BatchKey | undefined, from: readonly number[]) => {
    const touched = episodes.map((episode) => key === undefined || episode.keys.includes(key));
    const asked = tables.flatMap((table) => episodes.flatMap((episode, k) => (touched[k] ? [{ table, episode }] : [])));
    const found = [...(await measure(asked))];
    return tables.map(
      (table): Tried => ({
        table,
        costs: touched.map((own, k) => (own ? (found.shift() ?? Number.NaN) : at(from, k))),
      }),
    );
  };
  const worth = ({ costs }: Tried): number => batchObjective(ratiosOf(episodes, costs).values());
  let best = at(await measured([start], undefined, []), 0);
  for (let changed = true; changed; ) {
    changed = false;
    for (const key of keys) {
      if (!hasBudget()) return best.table;
      const tables = choices.map((choice) => withEntry(best.table, key, choice));
      const ranked = (await measured(tables, key, best.costs)).sort((a, b) => worth(b) - worth(a));
      const first = at(ranked, 0);
      if (worth(first) < worth(best) + LEAST) continue;
      best = first;
      changed = true;
    }
  }
  return best.table;
}
