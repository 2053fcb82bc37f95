import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FoliotuneError } from '../../src/core/errors.js';
import { batchCapText, readBatchCap } from '../../src/migration/batch-cap.js';
import { closedForm } from '../../src/migration/closed-form.js';
import { SERIAL_COPY } from '../../src/migration/vocabulary.js';
import { loadPlatform } from '../../src/platform/load.js';
import { dcbm } from './plans.js';

const zen3 = loadPlatform('zen3-ptdma');

describe('a batch cap', () => {
  it.each([
    ['512', { limit: 512, unit: 'folios' }],
    ['512folios', { limit: 512, unit: 'folios' }],
    ['1 folio', { limit: 1, unit: 'folios' }],
    ['512 pages', { limit: 512, unit: 'pages' }],
    ['64MiB', { limit: 2 ** 26, unit: 'bytes' }],
    ['2 GiB', { limit: 2 ** 31, unit: 'bytes' }],
  ])('is read from "%s"', (text, cap) => {
    expect(readBatchCap(text, '--batch')).toEqual(cap);
  });

  it.each(['', '0', '-1', '1.5 folios', 'many', '512 pgs', '1.5MiB', '0MiB'])('is not "%s"', (text) => {
    expect(() => readBatchCap(text, '--batch')).toThrow(FoliotuneError);
  });

  it('is read back as it is written', () => {
    const units = fc.constantFrom('folios', 'pages', 'bytes');
    const caps = fc.record({ limit: fc.integer({ min: 1, max: 2 ** 40 }), unit: units });
    const property = fc.property(caps, (cap) => {
      expect(readBatchCap(batchCapText(cap), '')).toEqual(cap);
    });
    fc.assert(property, { seed: 3 });
  });
});

/** When each folio of one batch is unmapped and usable again, one after the other [ns]: the law told step by step. */
function stepped(folioBytes: number, folios: number, serial: boolean): { first: number; mean: number; last: number } {
  const plan = serial ? SERIAL_COPY : dcbm(4);
  const cap = { limit: folios, unit: 'folios' } as const;
  const { phasesNs } = closedForm(zen3, { folioBytes, folios, source: 0, target: 1, mmCpus: 1, cap }, plan);
  const { unmap, flush, setup, copy, remap } = phasesNs;
  const gone = Array.from({ length: folios }, (_, k) => (unmap * k) / folios);
  const usable: number[] = [];
  let clock = unmap + flush + setup;
  if (!serial) clock += copy;
  for (let k = 0; k < folios; k++) {
    clock += (serial ? copy / folios : 0) + remap / folios;
    usable.push(clock);
  }
  const away = gone.map((from, k) => (usable[k] ?? 0) - from);
  const mean = away.reduce((sum, one) => sum + one, 0) / folios;
  return { first: away[0] ?? 0, mean, last: away.at(-1) ?? 0 };
}

describe('blackouts', () => {
  it.each([
    [4096, 1, true],
    [4096, 77, true],
    [4096, 512, false],
    [65536, 33, false],
    [2 ** 21, 16, true],
    [2 ** 21, 13, false],
  ])(
    'of folios of %i B, %i in a batch, serial %s: as told folio by folio, within one unmapping',
    (bytes, folios, serial) => {
      const cap = { limit: folios, unit: 'folios' } as const;
      const spec = { folioBytes: bytes, folios, source: 0, target: 1, mmCpus: 1, cap };
      const law = closedForm(zen3, spec, serial ? SERIAL_COPY : dcbm(4));
      const told = stepped(bytes, folios, serial);
      const one = (law.phasesNs.unmap / folios) * (1 + 1e-9);
      expect(law.blackoutNs.first).toBeCloseTo(told.first, 6);
      expect(Math.abs(law.blackoutNs.mean - told.mean)).toBeLessThanOrEqual(one);
      expect(Math.abs(law.blackoutNs.last - told.last)).toBeLessThanOrEqual(one);
      expect(law.firstFolioLatencyNs).toBeCloseTo(law.phasesNs.call + told.first, 6);
    },
  );

  it('grow with the batch while throughput saturates: the curve the choice of a cap is about', () => {
    const curve = [1, 8, 32, 128, 512].map((limit) => {
      const cap = { limit, unit: 'folios' } as const;
      const spec = { folioBytes: 2 ** 21, folios: 512, source: 0, target: 1, mmCpus: 1, cap };
      return closedForm(zen3, spec, dcbm(16));
    });
    const means = curve.map(({ blackoutNs }) => blackoutNs.mean);
    const speeds = curve.map(({ throughputGBps }) => throughputGBps);
    expect(means).toEqual([...means].sort((a, b) => a - b));
    expect(speeds).toEqual([...speeds].sort((a, b) => a - b));
    const [gain, wait] = [(speeds[4] ?? 0) / (speeds[2] ?? 1), (means[4] ?? 0) / (means[2] ?? 1)];
    expect(wait).toBeGreaterThan(3 * gain);
  });
});
