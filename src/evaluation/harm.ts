import { at } from '../core/errors.js';
import { mean } from '../statistics/mean.js';
import { pairedBootstrapInterval } from '../statistics/stratified-bootstrap.js';
import { runOf } from '../statistics/suite-score.js';

/*
 * Harm: what a policy costs, compared with today's kernel, on the scenario where that is worst, scored or not:
 *
 *     ratio(k) = mean over episodes of c_policy ÷ mean over the same episodes of c_kernel      (c per MiB moved)
 *
 * with its 95 % interval, paired by episode and crossed with the trainings. A policy harms a scenario where the ratio
 * passes 1 + TOLERATED: it costs more than one hundredth more than today.
 */
export const TOLERATED = 0.01;

export interface Harm {
  readonly scenario: string;
  /** Cost ÷ the kernel's cost. */
  readonly ratio: number;
  /** null where a single episode shows no spread. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Costs on one scenario; of several trainings, training by training. The kernel's are as long. */
export interface CostsBeside {
  readonly scenario: string;
  readonly costs: readonly number[];
  readonly kernel: readonly number[];
}

function ratioOf({ scenario, costs, kernel }: CostsBeside, runs: number, seed: number): Harm {
  const ratio = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number =>
    mean(a.flat()) / mean(b.flat());
  const { estimate, low, high } = pairedBootstrapInterval(ratio, [costs], [kernel], { seed, runs });
  const known = Number.isFinite(low);
  return { scenario, ratio: estimate, low: known ? low : null, high: known ? high : null };
}

/** What one of several trainings costs by itself, on the scenario where that is most. */
export interface WorstRatio {
  readonly scenario: string;
  /** Cost ÷ the kernel's cost. */
  readonly ratio: number;
}

/** @param run which of the `runs` trainings. */
export function worstRatio(rows: readonly CostsBeside[], run: number, runs: number): WorstRatio {
  const ratios = rows.map(({ scenario, costs, kernel }) => {
    const own = (values: readonly number[]): readonly number[] => at(runOf([values], run, runs), 0);
    return { scenario, ratio: mean(own(costs)) / mean(own(kernel)) };
  });
  return ratios.reduce((a, b) => (b.ratio > a.ratio ? b : a));
}

/** The scenarios that a policy harms, the worst first; at least the worst, whether or not it is harmed. */
export function harmsOf(rows: readonly CostsBeside[], runs: number, seed: number): Harm[] {
  const quick = rows.map((row) => ({ row, ratio: mean(row.costs) / mean(row.kernel) }));
  quick.sort((a, b) => b.ratio - a.ratio);
  const shown = quick.filter(({ ratio }, rank) => rank === 0 || ratio > 1 + TOLERATED);
  return shown.map(({ row }) => ratioOf(row, runs, seed));
}
