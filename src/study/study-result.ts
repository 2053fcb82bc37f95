import { invariant } from '../core/errors.js';
import type { Platform } from '../platform/platform.js';
import type { Study } from './study-schema.js';

/** A metric at one point: one value a seed, in the order of the seeds, and their mean with its 95 % interval. */
export interface StudyCell {
  readonly values: readonly number[];
  readonly mean: number;
  /** Equal to the mean where nothing is drawn; NaN with a single seed that something was drawn for. */
  readonly low: number;
  readonly high: number;
}

/** One expectation as it came out. */
export interface ExpectationOutcome {
  readonly says: string;
  readonly source: string;
  readonly met: boolean;
  /** What was computed, with its interval, beside what was demanded. */
  readonly figure: string;
}

export interface StudyResult {
  readonly study: Study;
  readonly seeds: readonly number[];
  /** Machines the study ran on, each once. */
  readonly platforms: readonly Platform[];
  readonly cells: StudyCells;
  readonly outcomes: readonly ExpectationOutcome[];
}

/** The cells of a study by metric, panel, series and place on the axis. */
export class StudyCells {
  readonly #study: Study;
  readonly #cells = new Map<string, StudyCell>();

  constructor(study: Study) {
    this.#study = study;
  }

  put(metric: string, panel: number, series: number, x: number, cell: StudyCell): void {
    this.#cells.set([metric, panel, series, x].join('\n'), cell);
  }

  /** The cell at a place; its mean is NaN where there was nothing to measure. */
  at(metric: string, panel: number, series: number, x: number): StudyCell {
    const cell = this.#cells.get([metric, panel, series, x].join('\n'));
    invariant(cell, `${this.#study.name} has a cell for ${metric} at ${panel}, ${series}, ${x}`);
    return cell;
  }
}
