import { describe, expect, it } from 'vitest';
import { meanStall, saturatedStall, stallOf } from '../../../src/sim/law/stall.js';
import { integral } from '../../reference/quadrature.js';

/** Hazards 10^-12 to 10^-2 a ns, blackouts 1 ns to 1 s: products from 10^-12 to 10^7, in steps of 10^(1/4). */
const grid = (from: number, to: number): number[] =>
  Array.from({ length: (to - from) * 4 + 1 }, (_, step) => 10 ** (from + step / 4));
const HAZARDS = grid(-12, -2);
const DURATIONS = grid(0, 9);

/** ∫₀ᴰ (1 − e^(−ht)) dt: the wait so far grows as soon as somebody waits. Panels of one mean time to touch. */
const waited = (hazard: number, duration: number): number =>
  integral((t) => -Math.expm1(-hazard * t), 0, duration, 1 / hazard);

const error = (value: number, expected: number): number => Math.abs(value / expected - 1);

function worst(of: (hazard: number, duration: number) => number): number {
  return Math.max(...HAZARDS.flatMap((hazard) => DURATIONS.map((duration) => of(hazard, duration))));
}

describe('stall of one folio', () => {
  it('is the integral of its law', () => {
    expect(worst((hazard, duration) => error(stallOf(hazard, duration), waited(hazard, duration)))).toBeLessThan(2e-9);
  });

  it('grows with the blackout and with the hazard, over the border of its two forms too', () => {
    const more = 1 + 1e-7;
    for (const duration of [1, 1e3, 1e6, 1e9]) {
      for (const x of [1e-6, 0.99999999e-4, 1e-4, 1.00000001e-4, 1e-2, 1, 30]) {
        const stall = stallOf(x / duration, duration);
        expect(stallOf(x / duration, duration * more)).toBeGreaterThan(stall);
        expect(stallOf((x / duration) * more, duration)).toBeGreaterThan(stall);
      }
    }
  });

  it('does not jump where the form changes', () => {
    const step = 1e-12;
    const [below, above] = [stallOf(1e-4 * (1 - step), 1), stallOf(1e-4 * (1 + step), 1)];
    expect(error(above, below)).toBeLessThan(2e-9);
  });
});

describe('mean stall over a range of blackouts', () => {
  // Ranges from the whole blackout down to a ten-thousandth of it.
  const shares = [0, 0.5, 0.9, 0.99, 0.9985, 0.9992, 0.9999];

  it.each(shares)('is the mean of its law, first blackout %d of the last', (share) => {
    const difference = worst((hazard, last) => {
      const first = share * last;
      const sum = integral((duration) => waited(hazard, duration), first, last, 1 / hazard);
      return error(meanStall(hazard, first, last), sum / (last - first));
    });
    expect(difference).toBeLessThan(5e-9);
  });

  it('lies between the stalls of the two ends, in whichever order they are given', () => {
    for (const hazard of HAZARDS) {
      for (const last of DURATIONS) {
        const mean = meanStall(hazard, 0.7 * last, last);
        expect(mean).toBeGreaterThan(stallOf(hazard, 0.7 * last));
        expect(mean).toBeLessThan(stallOf(hazard, last));
        expect(meanStall(hazard, last, 0.7 * last)).toBe(mean);
      }
    }
  });

  it('does not jump where the form changes', () => {
    for (const first of [0, 1, 1e3]) {
      const step = 1e-12;
      const mean = (range: number): number => meanStall(1e-3, first, first + range);
      expect(error(mean(1 + step), mean(1 - step))).toBeLessThan(5e-9);
    }
  });

  it('is nothing when nobody touches, and the stall itself when the range is empty', () => {
    expect(meanStall(0, 10, 1e6)).toBe(0);
    expect(error(meanStall(1e-6, 1e6, 1e6), stallOf(1e-6, 1e6))).toBeLessThan(1e-15);
  });
});

describe('stall of few threads', () => {
  it('is the fixed point of its law: a blocked share of the threads touches nothing', () => {
    for (const stall of [1, 1e3, 1e6, 1e9]) {
      for (const threads of [1, 16, 256]) {
        const blocked = saturatedStall(stall, threads, 1e5) / (threads * 1e5);
        expect(error(blocked, (stall / (threads * 1e5)) * (1 - blocked))).toBeLessThan(1e-9);
        expect(blocked).toBeLessThan(1);
      }
    }
  });

  it('is the plain sum while few are blocked, and nothing in no time', () => {
    expect(error(saturatedStall(1, 64, 1e9), 1)).toBeLessThan(1e-10);
    expect(saturatedStall(0, 64, 1e9)).toBe(0);
    expect(saturatedStall(0, 64, 0)).toBe(0);
  });
});
