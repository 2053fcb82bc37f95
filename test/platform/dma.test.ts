import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/core/text-file.js';
import { closedForm } from '../../src/migration/closed-form.js';
import { submissionsOf } from '../../src/platform/dma/driver.js';
import { DMA_DRIVERS } from '../../src/platform/dma/registry.js';
import { loadPlatform, parsePlatform, platformFile } from '../../src/platform/load.js';
import { dcbm } from '../migration/plans.js';

const MIB = 2 ** 20;

/** The shipped Zen 3 file with facts of its device changed. */
function withDevice(facts: object): unknown {
  const json = readJson(platformFile('zen3-ptdma')) as { dma: object[] };
  Object.assign(json.dma[0] ?? {}, facts);
  return json;
}

describe.each(DMA_DRIVERS.all.map((driver) => [driver.name, driver] as const))('DMA driver %s', (_, driver) => {
  it('says what it is and where its numbers are read', () => {
    expect(driver.summary).not.toBe('');
    expect(driver.source).not.toBe('');
    expect(driver.completions.length).toBeGreaterThan(0);
    expect(driver.segmentBytes).toBeGreaterThanOrEqual(4096);
    expect(driver.segmentsPerList).toBeGreaterThanOrEqual(1);
  });

  it('never needs fewer submissions for more or larger folios', () => {
    for (const folioBytes of [4096, 2 * MIB, 1024 * MIB]) {
      const lists = [1, 31, 32, 33, 512].map((folios) => submissionsOf(driver, driver.submission, folioBytes, folios));
      expect(lists).toEqual([...lists].sort((a, b) => a - b));
      expect(lists.every((count) => Number.isInteger(count) && count >= 1)).toBe(true);
      const ofSize = (bytes: number): number => submissionsOf(driver, driver.submission, bytes, 33);
      expect(ofSize(2 * folioBytes)).toBeGreaterThanOrEqual(ofSize(folioBytes));
    }
  });
});

describe('submissions', () => {
  it.each([
    ['ptdma', 2 * MIB, 512, 1], // one chained list
    ['idxd', 4096, 512, 16], // 32 a batch descriptor
    ['idxd', 4 * MIB, 32, 2], // two segments a folio
    ['ioat', 4096, 512, 512], // each on its own
    ['ioat', 2 * MIB, 8, 8], // the driver cuts a folio into descriptors by itself
    ['sdxi', 2 * MIB, 512, 1], // a whole batch fits the ring
    ['ae4dma', 4096, 32, 2], // one fewer than its queue is long
  ])('%s hands folios of %i B, %i of them, over in %i', (name, folioBytes, folios, expected) => {
    const driver = DMA_DRIVERS.get(name);
    expect(submissionsOf(driver, driver.submission, folioBytes, folios)).toBe(expected);
  });

  it('cost a channel set-up each: the law with another driver on the same machine', () => {
    const request = { folioBytes: 4096, folios: 512, source: 0, target: 1, mmCpus: 1 };
    const setup = (driver: string): number =>
      closedForm(parsePlatform(withDevice({ driver }), 'x.json'), request, dcbm(4)).phasesNs.setup;
    const channelSetup = loadPlatform('zen3-ptdma').dma[0]?.channelSetup.value ?? 0;
    expect(channelSetup).toBeGreaterThan(0);
    // 128 folios a channel: 4 lists of 32 a channel instead of one, and 128 single segments.
    expect(setup('idxd') - setup('ptdma')).toBeCloseTo(4 * 3 * channelSetup, 6);
    expect(setup('ioat') - setup('ptdma')).toBeCloseTo(4 * 127 * channelSetup, 6);
  });
});

describe('a device', () => {
  it('whose driver nobody knows is refused with the nearest name', () => {
    expect(() => parsePlatform(withDevice({ driver: 'ptdna' }), 'mine.json')).toThrow(
      expect.objectContaining({
        code: 'file-invalid',
        line: expect.stringMatching(/mine\.json.*dma\.0\.driver.*unknown DMA driver "ptdna".*"ptdma"/),
      }),
    );
  });
});
