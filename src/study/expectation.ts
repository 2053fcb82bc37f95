import { at } from '../core/errors.js';
import { percent } from '../core/number-text.js';
import { mean } from '../statistics/mean.js';
import { pooled } from '../statistics/score-table.js';
import { pairedBootstrapInterval } from '../statistics/stratified-bootstrap.js';
import { axisNumber, axisText, crossing, numberText, threeDigits } from './axis.js';
import { STUDY_METRICS } from './study-metrics.js';
import type { ExpectationOutcome, StudyCell, StudyCells } from './study-result.js';
import type { Expectation, Place, Study } from './study-schema.js';

/** Holds the results of a study to what its file expects of them; study-schema.ts says what each kind means. */

interface Bounds {
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

/** What came of a computation, before the sentence it belongs to is put beside it. */
type Judged = Pick<ExpectationOutcome, 'met' | 'figure'>;

interface Estimate {
  readonly x: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

class Judge {
  readonly #study: Study;
  readonly #cells: StudyCells;

  constructor(study: Study, cells: StudyCells) {
    this.#study = study;
    this.#cells = cells;
  }

  judge(expectation: Expectation): Judged {
    switch (expectation.kind) {
      case 'value':
        return this.#within(expectation, this.#values(expectation.of), this.#unit(expectation.of));
      case 'published':
        return this.#published(expectation);
      case 'ratio':
        return this.#within(expectation, this.#ratios(expectation.of, expectation.to), '');
      case 'crossover':
        return this.#crossover(expectation);
      case 'trend':
        return this.#trend(expectation);
    }
  }

  #unit({ metric }: Place): string {
    return ` ${STUDY_METRICS.get(metric ?? at(this.#study.metrics, 0)).unit}`;
  }

  #cell({ panel, metric, series }: Omit<Place, 'x'>, x: number): StudyCell {
    const { panels, metrics, series: all } = this.#study;
    const inPanel = panel === undefined ? 0 : panels.findIndex(({ name }) => name === panel);
    const ofSeries = all.findIndex(({ name }) => name === series);
    return this.#cells.at(metric ?? at(metrics, 0), inPanel, ofSeries, x);
  }

  /** The places of the axis that an expectation speaks of. */
  #places(x: string | number | undefined): number[] {
    const { values } = this.#study.axis;
    return x === undefined ? values.map((_, index) => index) : [values.indexOf(x)];
  }

  #values(of: Place): Estimate[] {
    const places = this.#places(of.x);
    return places.map((x) => {
      const { mean: value, low, high } = this.#cell(of, x);
      return { x, value, low, high };
    });
  }

  #ratios(of: Place, to: Place): Estimate[] {
    return this.#places(of.x).flatMap((x) => {
      const below = this.#cell(to, to.x === undefined ? x : at(this.#places(to.x), 0));
      const above = this.#cell(of, x);
      return Number.isFinite(above.mean + below.mean) ? { x, ...ratioOf(above, below) } : [];
    });
  }

  #shown(x: number): string {
    return axisText(this.#study, x);
  }

  /** A value is held by its mean, a ratio by its interval: `value` speaks of the figure, `ratio` of which is better. */
  #within(bounds: Bounds & { readonly kind: string }, estimates: readonly Estimate[], unit: string): Judged {
    const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = bounds;
    const ends = ({ value, low, high }: Estimate) => (bounds.kind === 'value' ? [value, value] : [low, high]);
    const met = ({ ...one }: Estimate): boolean => {
      const [low = Number.NaN, high = Number.NaN] = ends(one);
      return low >= atLeast && high <= atMost;
    };
    const text = (one: Estimate): string => `${estimateText(one)}${unit} at ${this.#shown(one.x)}`;
    const sorted = [...estimates].sort((a, b) => a.value - b.value);
    const shown = sorted.length > 1 ? [at(sorted, 0), at(sorted, sorted.length - 1)] : sorted;
    return {
      met: estimates.length > 0 && estimates.every(met),
      figure: `${shown.map(text).join(' to ') || 'nothing to measure'}; expected ${boundsText(bounds)}${unit}`,
    };
  }

  #published({ of, value, within }: Extract<Expectation, { kind: 'published' }>): Judged {
    const found = at(this.#values(of), 0);
    const error = found.value / value - 1;
    return {
      met: Math.abs(error) <= within,
      figure: `${estimateText(found)} for ${value}${this.#unit(of)} at ${this.#shown(found.x)}, ${percent(error)}; expected within ${percent(within)}`,
    };
  }

  #crossover(expected: Extract<Expectation, { kind: 'crossover' }>): Judged {
    const { panel, metric, of, over } = expected;
    const lessIsBetter = STUDY_METRICS.get(metric ?? at(this.#study.metrics, 0)).better === 'less';
    const advantage = this.#places(undefined).map((x) => {
      const log = Math.log(
        this.#cell({ panel, metric, series: of }, x).mean / this.#cell({ panel, metric, series: over }, x).mean,
      );
      return lessIsBetter ? -log : log;
    });
    const [from = 0, to = 0] = expected.between.map((x) => this.#study.axis.values.indexOf(x));
    const demanded = `expected from ${this.#shown(from)} to ${this.#shown(to)}`;
    const last = advantage.findLastIndex((gain) => !(gain > 0));
    if (last === advantage.length - 1) return { met: false, figure: `${of} does not win at the end; ${demanded}` };
    if (last === -1) return { met: false, figure: `${of} wins from ${this.#shown(0)} on; ${demanded}` };
    const found = crossing(this.#study, last, at(advantage, last), at(advantage, last + 1));
    const [low, high] = [axisNumber(this.#study, from), axisNumber(this.#study, to)];
    return {
      met: found >= low && found <= high,
      figure: `${of} wins from ${numberText(this.#study, found)} on; ${demanded}`,
    };
  }

  #trend({ direction, slack, ...curve }: Extract<Expectation, { kind: 'trend' }>): Judged {
    const means = this.#places(undefined).map((x) => this.#cell(curve, x).mean);
    const steps = means
      .slice(1)
      .map((value, x) => (direction === 'rises' ? value / at(means, x) : at(means, x) / value) - 1);
    const worst = steps.reduce((least, step, x) => (step < at(steps, least) ? x : least), 0);
    const against = Math.max(0, -at(steps, worst));
    const turns = { rises: 'falls', falls: 'rises' } as const;
    const verb = against > 0 ? turns[direction] : `never ${turns[direction]}`;
    const where = against > 0 ? ` from ${this.#shown(worst)} to ${this.#shown(worst + 1)}` : '';
    return {
      met: against <= slack,
      figure: `${verb}: at most ${percent(against)} against the trend${where}; expected at most ${percent(slack)}`,
    };
  }
}

/** Ratio of two means, its interval from seeds drawn together. */
function ratioOf(above: StudyCell, below: StudyCell): Omit<Estimate, 'x'> {
  const value = above.mean / below.mean;
  const isSame = ({ low, high }: StudyCell): boolean => low === high;
  if (isSame(above) && isSame(below)) return { value, low: value, high: value };
  const { low, high } = pairedBootstrapInterval(
    (a, b) => mean(pooled(a)) / mean(pooled(b)),
    [above.values],
    [below.values],
    { seed: 1 },
  );
  return { value, low, high };
}

/** "1.82 (1.75 to 1.9)"; no interval where nothing was drawn. */
function estimateText({ value, low, high }: Omit<Estimate, 'x'>): string {
  return low === high ? threeDigits(value) : `${threeDigits(value)} (${threeDigits(low)} to ${threeDigits(high)})`;
}

function boundsText({ atLeast, atMost }: Bounds): string {
  if (atLeast !== undefined && atMost !== undefined) return `${atLeast} to ${atMost}`;
  return atLeast !== undefined ? `at least ${atLeast}` : `at most ${atMost}`;
}

export function judgeExpectations(study: Study, cells: StudyCells): ExpectationOutcome[] {
  const judge = new Judge(study, cells);
  return study.expectations.map((expectation) => ({
    says: expectation.says,
    source: expectation.source,
    ...judge.judge(expectation),
  }));
}
