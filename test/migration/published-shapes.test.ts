import { describe, expect, it } from 'vitest';
import { closedForm } from '../../src/migration/closed-form.js';
import type { CopyPlan } from '../../src/migration/vocabulary.js';
import { loadPlatform } from '../../src/platform/load.js';
import { dcbm, KERNEL, mtcopy } from './plans.js';

/** What Garg's tables (RFC V2 and V3, 2025) say, whichever way a law is fitted to them. */
const platform = loadPlatform('zen3-ptdma');
const KIB = 1024;
const THP = 2048 * KIB;

/** GB/s of moving 1 GiB, or as many folios as said. */
function throughput(plan: CopyPlan, folioBytes: number, folios = 2 ** 30 / folioBytes): number {
  return closedForm(platform, { folioBytes, folios, source: 0, target: 1, mmCpus: 1 }, plan).throughputGBps;
}

describe('published shapes', () => {
  it('one channel loses to the serial kernel at 4 KiB and wins at 2 MiB', () => {
    expect(throughput(dcbm(1), 4 * KIB)).toBeLessThan(0.8 * throughput(KERNEL, 4 * KIB));
    expect(throughput(dcbm(1), THP)).toBeGreaterThan(1.1 * throughput(KERNEL, THP));
  });

  it.each([16, 64, 128, 256, 512, 1024, 2048])('four channels win at %i KiB', (size) => {
    expect(throughput(dcbm(4), size * KIB)).toBeGreaterThan(throughput(KERNEL, size * KIB));
  });

  it.each([64, 128, 256, 512, 1024])('folios of %i KiB stop at 10 to 15 GB/s however many copy', (size) => {
    for (const plan of [mtcopy(16), mtcopy(32), dcbm(16)]) {
      expect(throughput(plan, size * KIB)).toBeGreaterThan(9);
      expect(throughput(plan, size * KIB)).toBeLessThan(15.5);
    }
  });

  it('sixteen channels carry over 60 GB/s of 2 MiB folios where CPUs stop near 36', () => {
    expect(throughput(dcbm(16), THP)).toBeGreaterThan(60);
    expect(throughput(mtcopy(32), THP)).toBeGreaterThan(32);
    expect(throughput(mtcopy(32), THP)).toBeLessThan(40);
  });

  it('the second channel adds little: two share an engine', () => {
    expect(throughput(dcbm(2), THP) / throughput(dcbm(1), THP)).toBeCloseTo(1.14, 1);
  });

  it('a single 2 MiB folio is slower with one worker or one channel than by the kernel', () => {
    expect(throughput(mtcopy(1), THP, 1)).toBeLessThan(throughput(KERNEL, THP, 1));
    expect(throughput(dcbm(1), THP, 1)).toBeLessThan(throughput(KERNEL, THP, 1));
  });

  it('filling one complex gains nothing over one worker; spreading eight passes 30 GB/s', () => {
    const one = throughput(mtcopy(1), THP);
    expect(throughput(mtcopy(8, { placement: 'fill' }), THP) / one).toBeLessThan(1.05);
    expect(throughput(mtcopy(8), THP)).toBeGreaterThan(30);
  });

  it('copies take under 1 % of one 4 KiB page, most of many 2 MiB folios', () => {
    const share = (folioBytes: number, folios: number): number => {
      const law = closedForm(platform, { folioBytes, folios, source: 0, target: 1, mmCpus: 1 }, KERNEL);
      return law.phasesNs.copy / law.totalNs;
    };
    expect(share(4 * KIB, 1)).toBeLessThan(0.01);
    expect(Math.abs(share(4 * KIB, 512) - 0.35)).toBeLessThan(0.05);
    expect(Math.abs(share(THP, 1) - 0.66)).toBeLessThan(0.05);
    expect(Math.abs(share(THP, 512) - 0.97)).toBeLessThan(0.05);
  });
});
