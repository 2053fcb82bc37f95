import { describe, expect, it } from 'vitest';
import { confidenceOf, studentT } from '../../src/calibration/confidence.js';
import { fitPlatform, type PlatformFit } from '../../src/calibration/fit.js';
import { judge } from '../../src/calibration/judge.js';
import { loadPlatform } from '../../src/platform/load.js';
import type { Platform } from '../../src/platform/platform.js';
import { quantitiesOf } from '../../src/platform/quantities.js';
import { syntheticCells } from './sample-table.js';

/** What the tests let the fit find. */
const SOUGHT = [
  'cpuCopy.bytesInFlight',
  'dma.0.channelRate',
  'dma.0.engineRate',
  'kernelPath.perFolio',
  'kernelPath.perPte',
];

/** The shipped platform with bounds on some numbers only, each moved by a factor from where it stood. */
function template(paths: readonly string[], factor: number): Platform {
  const platform = loadPlatform('zen3-ptdma');
  for (const { path, quantity } of quantitiesOf(platform)) {
    const isSought = paths.includes(path);
    Object.assign(quantity, { bounds: isSought ? [quantity.value / 3, quantity.value * 3] : undefined });
    if (isSought) quantity.value *= factor;
  }
  return platform;
}

function ratiosTo(truth: Platform, fit: PlatformFit): number[] {
  const values = new Map(quantitiesOf(truth).map(({ path, quantity }) => [path, quantity.value]));
  return fit.parameters.map(({ path, quantity }) => quantity.value / (values.get(path) ?? Number.NaN));
}

const truth = loadPlatform('zen3-ptdma');

describe('a fit to a table that the law made', () => {
  it('finds the numbers again without noise', () => {
    const fit = fitPlatform(template(SOUGHT, 1.6), syntheticCells(truth, 0, 1), 1);
    expect(fit.parameters.map(({ path }) => path)).toEqual(SOUGHT);
    for (const ratio of ratiosTo(truth, fit)) expect(ratio).toBeCloseTo(1, 3);
  });

  it('finds them within three standard errors under 4 % noise, and owns to errors of a sensible size', () => {
    const fit = fitPlatform(template(SOUGHT, 0.6), syntheticCells(truth, 0.04, 7), 1);
    const { parameters } = confidenceOf(fit);
    ratiosTo(truth, fit).forEach((ratio, p) => {
      const relative = (parameters[p]?.standardError ?? 0) / (fit.parameters[p]?.quantity.value ?? 1);
      expect(Math.abs(ratio - 1)).toBeLessThan(3 * relative);
      expect(relative).toBeLessThan(0.1);
      expect(parameters[p]).toMatchObject({ identified: true, atBound: false });
    });
  });

  it('is not pulled by one cell that contradicts the rest', () => {
    const cells = syntheticCells(truth, 0.02, 3);
    const wrong = cells.map((cell, index) => (index === 40 ? { ...cell, measured: cell.measured * 4 } : cell));
    const [sound, pulled] = [cells, wrong].map((table) => fitPlatform(template(SOUGHT, 1.3), table, 1));
    if (!sound || !pulled) throw new Error('two fits');
    const before = ratiosTo(truth, sound);
    for (const [p, ratio] of ratiosTo(truth, pulled).entries())
      expect(Math.abs(ratio - (before[p] ?? 0))).toBeLessThan(0.05);
    const missed = judge(pulled.platform, wrong).cells.filter((cell) => !cell.withinTolerance);
    expect(missed.map(({ line }) => line)).toContain(wrong[40]?.line);
  });

  it('is the same every time, and leaves the template alone', () => {
    const start = template(SOUGHT, 1.5);
    const before = structuredClone(start);
    const cells = syntheticCells(truth, 0.05, 5);
    expect([...fitPlatform(start, cells, 4).x]).toEqual([...fitPlatform(start, cells, 4).x]);
    expect(start).toEqual(before);
  });
});

describe('confidence', () => {
  it('says that no cell tells a number which nothing depends on', () => {
    const cells = syntheticCells(truth, 0.03, 2).filter(({ config }) => config === 'vanilla');
    const fit = fitPlatform(template(['kernelPath.perFolio', 'dma.0.channelRate'], 1.2), cells, 1);
    const [rate, folio] = confidenceOf(fit).parameters;
    expect(folio).toMatchObject({ identified: true });
    expect(rate).toMatchObject({ identified: false, standardError: Number.POSITIVE_INFINITY });
  });

  it('names two numbers that only act together', () => {
    const cells = syntheticCells(truth, 0.03, 2).filter(({ folioBytes }) => folioBytes === 4096);
    const fit = fitPlatform(template(['kernelPath.perFolio', 'kernelPath.perPte'], 1.1), cells, 1);
    const { parameters, correlations } = confidenceOf(fit);
    expect(parameters.map(({ identified }) => identified)).toEqual([false, false]);
    expect(correlations.length === 0 || correlations[0]?.rho).toSatisfy(
      (rho: number | true) => rho === true || rho < -0.95,
    );
  });

  it.each([
    [3, 3.182],
    [10, 2.228],
    [100, 1.984],
  ])("knows Student's t of %i degrees of freedom: %d", (freedom, expected) => {
    expect(Math.abs(studentT(freedom) / expected - 1)).toBeLessThan(0.02);
  });
});
