import { FoliotuneError } from '../core/errors.js';
import { formatQuantity } from '../core/units.js';
import { parsePlatform } from '../platform/load.js';
import type { Quantity } from '../platform/quantity.js';
import { checkCells } from './check-cells.js';
import { type Confidence, type Correlation, confidenceOf } from './confidence.js';
import { type Free, withBounds } from './default-bounds.js';
import { fitPlatform, type PlatformFit } from './fit.js';
import { fittedPlatform } from './fitted-platform.js';
import { type HoldOut, splitsOf } from './hold-out.js';
import { type Judgement, judge, judgementOf } from './judge.js';
import { parametersOf } from './parameters.js';
import type { MeasuredCell } from './table.js';

/** A platform file as it stands. */
export interface Template {
  readonly file: string;
  readonly json: unknown;
}

/** A fitted number, in the unit the template writes it in. */
export interface FittedParameter {
  readonly path: string;
  /** Absent for a plain number. */
  readonly unit?: string;
  readonly value: number;
  /** 95 % interval, cut at the bounds. */
  readonly low: number;
  readonly high: number;
  /** Null where no cell of the table depends on it, or nothing can be concluded. */
  readonly standardError: number | null;
  readonly bounds: readonly [number, number];
  readonly identified: boolean;
  readonly atBound: boolean;
}

export interface Calibration extends Judgement {
  /** Empty where nothing was fitted. */
  readonly parameters: readonly FittedParameter[];
  /** Different measurements and priors beyond what was fitted to them; null where nothing was, at 0 the fit proves nothing. */
  readonly spare: number | null;
  /** Pairs of parameters that the table hardly tells apart. */
  readonly correlations: readonly Correlation[];
  /** Cells that the fit did not see, judged by it; with folds every cell, each by the fit that did not see it. */
  readonly holdout?: Judgement;
  /** The template with the fitted values. */
  readonly platformJson: unknown;
}

export interface CalibrateOptions {
  readonly seed: number;
  /** Written beside each fitted number. */
  readonly source: string;
  readonly holdOut?: HoldOut;
  /** Which numbers to fit; those with bounds where nothing is said. */
  readonly free?: Free;
}

function inUnit(value: number, { unit, dimension }: Quantity): number {
  return Number.parseFloat(formatQuantity(value, unit, dimension, 8));
}

function described(fit: PlatformFit, confidences: readonly Confidence[]): FittedParameter[] {
  return fit.parameters.flatMap(({ path, quantity, low, high }, p) => {
    const confidence = confidences[p];
    if (!confidence) return [];
    const { standardError, identified, atBound, matters } = confidence;
    return {
      path,
      ...(quantity.unit === '' ? {} : { unit: quantity.unit }),
      value: inUnit(quantity.value, quantity),
      low: inUnit(confidence.low, quantity),
      high: inUnit(confidence.high, quantity),
      standardError: matters && Number.isFinite(standardError) ? inUnit(standardError, quantity) : null,
      bounds: [inUnit(low, quantity), inUnit(high, quantity)] as const,
      identified,
      atBound,
    };
  });
}

/** Judges a platform as it stands. */
export function judgeTemplate(template: Template, cells: readonly MeasuredCell[]): Calibration {
  const platform = parsePlatform(template.json, template.file);
  checkCells(platform, cells);
  return { parameters: [], spare: null, correlations: [], ...judge(platform, cells), platformJson: template.json };
}

/**
 * Fits a platform to cells and judges it as it would be written; what no cell depends on stays as the template has it. With a fraction or a column held out, parameters and
 * cells are those of the fit without them; with folds, those of the fit to all.
 * @throws FoliotuneError where the template has nothing to fit or a cell is impossible on it.
 */
export function calibrate(template: Template, cells: readonly MeasuredCell[], options: CalibrateOptions): Calibration {
  const { file } = template;
  const { seed, holdOut, free = 'bounds' } = options;
  const opened = withBounds(template.json, file, free);
  const start = parsePlatform(opened, file);
  checkCells(start, cells);
  if (parametersOf(start).length === 0) {
    const hint = 'give the numbers to fit "bounds", or judge with --no-fit';
    throw new FoliotuneError('file-invalid', 'no number to fit', { file, hint });
  }
  const splits = holdOut ? splitsOf(cells, holdOut, seed) : [];
  const fitOf = (seen: readonly MeasuredCell[]): PlatformFit => fitPlatform(start, seen, seed);
  const inFolds = holdOut?.kind === 'folds';
  const seen = (inFolds ? undefined : splits[0]?.fitted) ?? cells;
  const fit = fitOf(seen);
  const { parameters, correlations, spare } = confidenceOf(fit);
  const told = fit.parameters.filter((_, p) => parameters[p]?.matters);
  const platformJson = fittedPlatform(opened, told, options.source);
  const platform = parsePlatform(platformJson, file);
  const judgedHeld = splits.flatMap(
    ({ fitted, held }) => judge(inFolds ? fitOf(fitted).platform : platform, held).cells,
  );
  return {
    parameters: described(fit, parameters),
    spare,
    correlations,
    ...judge(platform, seen),
    ...(holdOut ? { holdout: judgementOf(judgedHeld) } : {}),
    platformJson,
  };
}
