import { at } from '../../core/errors.js';
import type { CostBlock } from './cost-block.js';

/*
 * The ranking of a leaf. With a ranking R, state s costs c(s, R) = c(s, a) for the first a of R that is possible in s.
 * Moving choice a to the front of R changes exactly the states in which a is possible, and so lowers the total by
 *
 *     G(a) = Σ_{s : a possible} (c(s, R) − c(s, a))
 *
 * A ranking is improved by moving the choice of greatest G to the front while some G > 0. What stood in front before
 * remains as the second choice, for the states in which the new first one is not possible.
 */
export interface RankedStates {
  /** Rows of the cost block, ascending. [states] */
  readonly rows: Int32Array;
  /** Columns of the cost block. */
  readonly ranking: readonly number[];
  /** c(s, R). [states] */
  readonly current: Float64Array;
}

/** A gain below this part of the total is rounding. */
const ROUNDING = 1e-12;

/** What moving choices to the front of a leaf's ranking gains; one leaf at a time, in arrays that all of them share. */
export class LeafGains {
  readonly columns: number;
  /** c(s, R) − c(s, a), 0 where a is not possible; as many rows as the leaf has states. [states × columns] */
  readonly byState: Float64Array;
  /** G of every choice. [columns] */
  readonly total: Float64Array;
  readonly #costs: Float64Array;

  constructor({ choices, costs }: CostBlock) {
    this.columns = choices.length;
    this.byState = new Float64Array(costs.length);
    this.total = new Float64Array(choices.length);
    this.#costs = costs;
  }

  /** Holds the gains of this leaf from now on. */
  of({ rows, current }: RankedStates): void {
    const { columns, byState, total } = this;
    total.fill(0);
    let place = 0;
    for (let s = 0; s < rows.length; s++) {
      const from = (rows[s] as number) * columns;
      const now = current[s] as number;
      for (let a = 0; a < columns; a++, place++) {
        const gain = now - (this.#costs[from + a] as number);
        byState[place] = Number.isNaN(gain) ? 0 : gain;
        total[a] = (total[a] as number) + (byState[place] as number);
      }
    }
  }

  /** The choice that gains most, the lowest among equals. */
  best(): number {
    return this.total.reduce((best, gain, a) => (gain > at(this.total, best) ? a : best), 0);
  }
}

function movedToFront({ choices, costs }: CostBlock, ranked: RankedStates, a: number): RankedStates {
  const { rows, ranking, current } = ranked;
  const moved = current.slice();
  for (let s = 0; s < rows.length; s++) {
    const cost = at(costs, at(rows, s) * choices.length + a);
    if (!Number.isNaN(cost)) moved[s] = cost;
  }
  return { rows, ranking: [a, ...ranking.filter((other) => other !== a)], current: moved };
}

/**
 * Moves choices to the front while that lowers the total cost; ties go to the lowest.
 * @param gains are those of the leaf that is returned afterwards.
 */
export function improved(block: CostBlock, gains: LeafGains, start: RankedStates): RankedStates {
  let ranked = start;
  for (;;) {
    gains.of(ranked);
    const best = gains.best();
    const scale = ranked.current.reduce((sum, cost) => sum + Math.abs(cost), 0);
    if (at(gains.total, best) <= ROUNDING * scale) return ranked;
    ranked = movedToFront(block, ranked, best);
  }
}

/** Choices by how many states allow them, then by mean cost. */
function orderOf({ choices, costs }: CostBlock): number[] {
  const [count, sum] = [new Int32Array(choices.length), new Float64Array(choices.length)];
  for (let place = 0; place < costs.length; place++) {
    const [a, cost] = [place % choices.length, at(costs, place)];
    if (Number.isNaN(cost)) continue;
    count[a] = at(count, a) + 1;
    sum[a] = at(sum, a) + cost;
  }
  const mean = sum.map((total, a) => total / at(count, a));
  const known = Array.from(count.keys()).filter((a) => at(count, a) > 0);
  return known.sort((a, b) => at(count, b) - at(count, a) || at(mean, a) - at(mean, b));
}

/** All states of a block, with as many of the ordered choices as it takes to serve every one. */
export function firstRanking(block: CostBlock): RankedStates {
  const columns = block.choices.length;
  const rows = Int32Array.from({ length: block.costs.length / columns }, (_, row) => row);
  const current = new Float64Array(rows.length).fill(Number.NaN);
  const ranking: number[] = [];
  for (const a of orderOf(block)) {
    if (!current.some(Number.isNaN)) break;
    ranking.push(a);
    for (const row of rows) if (Number.isNaN(at(current, row))) current[row] = at(block.costs, row * columns + a);
  }
  return { rows, ranking, current };
}
