import { beforeAll, describe, expect, it } from 'vitest';
import { foliosPerBatch, mappingOf } from '../../src/migration/batch.js';
import { closedForm } from '../../src/migration/closed-form.js';
import { cpuCopyRate, dealing } from '../../src/migration/cpu-copy.js';
import { channelRate, dmaCopyRate } from '../../src/migration/dma-copy.js';
import { flushNs, folioCostNs } from '../../src/migration/software-cost.js';
import { warmedRate, warmUpNs } from '../../src/migration/warm-up.js';
import { loadPlatform } from '../../src/platform/load.js';
import type { DmaDevice, Platform } from '../../src/platform/platform.js';
import { quantitiesOf } from '../../src/platform/quantities.js';
import { routeBetween } from '../../src/platform/route.js';
import { dcbm, KERNEL, mtcopy } from './plans.js';

/** A machine with round numbers, so that each layer can be reckoned by hand. */
const ROUND: Readonly<Record<string, number>> = {
  'cpuCopy.bytesInFlight': 2000, // 200 ns away: 10 bytes/ns a worker
  'nodes.0.latency': 100,
  'links.0.latency': 100,
  'cpuCopy.complexPort': 12,
  'cpuCopy.manyComplexes': 0.8,
  'cpuCopy.workerSetup': 1000,
  'warmUp.depth': 0,
  'dma.0.channelRate': 10,
  'dma.0.engineRate': 15,
  'dma.0.totalRate': 60,
  'dma.0.smallFolioTranslation': 100,
  'dma.0.descriptor': 4000,
  'dma.0.descriptorMerge': 65536,
  'dma.0.channelSetup': 500,
  'dma.0.batchSetup': 20000,
  'dma.0.mapPerFolio': 10,
  'kernelPath.perCall': 50000,
  'kernelPath.perBatch': 5000,
  'kernelPath.perFolio': 500,
  'kernelPath.perCostlyFolio': 600,
  'kernelPath.perPte': 200,
  'kernelPath.perPmd': 6000,
  'kernelPath.unmapShare': 0.6,
  'kernelPath.flushRemote': 700,
  'kernelPath.flushPerCpu': 70,
};

const MIB = 2 ** 20;
let platform: Platform;
let device: DmaDevice;

beforeAll(() => {
  platform = loadPlatform('zen3-ptdma');
  const quantities = new Map(quantitiesOf(platform).map(({ path, quantity }) => [path, quantity]));
  for (const [path, value] of Object.entries(ROUND)) {
    const quantity = quantities.get(path);
    if (!quantity) throw new Error(`no quantity ${path}`);
    quantity.value = value;
  }
  const found = platform.dma[0];
  if (!found) throw new Error('no device');
  device = found;
});

describe('batches', () => {
  it.each([
    ['pages', 512, 4096, 512],
    ['pages', 512, 65536, 32],
    ['pages', 512, 2 * MIB, 1],
    ['pages', 512, 4 * MIB, 1], // larger than the cap: a batch of its own
    ['folios', 512, 2 * MIB, 512],
    ['bytes', 8 * MIB, 2 * MIB, 4],
  ] as const)('a cap of %s %i holds folios of %i B: %i', (unit, limit, folioBytes, folios) => {
    expect(foliosPerBatch({ unit, limit }, folioBytes, 4096)).toBe(folios);
  });

  it('maps by PTEs below the PMD size, by one PMD from it on', () => {
    expect(mappingOf(platform, 65536)).toEqual({ order: 4, pmdMapped: false, ptes: 16 });
    expect(mappingOf(platform, 2 * MIB)).toEqual({ order: 9, pmdMapped: true, ptes: 0 });
  });
});

describe('software', () => {
  it('costs a folio and its entries, more above the costly order, a PMD alike for all', () => {
    expect(folioCostNs(platform, 4096)).toBe(500 + 200);
    expect(folioCostNs(platform, 32768)).toBe(500 + 8 * 200);
    expect(folioCostNs(platform, 65536)).toBe(500 + 600 + 16 * 200);
    expect(folioCostNs(platform, 2 * MIB)).toBe(500 + 6000);
  });

  it('flushes once a batch, remotely only where another CPU runs the mm', () => {
    expect(flushNs(platform, 1)).toBe(5000);
    expect(flushNs(platform, 3)).toBe(5000 + 700 + 2 * 70);
  });
});

describe('copy by CPU', () => {
  const SIZE = { batchBytes: 2 ** 30, callBytes: 2 ** 30 };
  const rate = (workers: number, placement: 'spread' | 'fill', folios = 512) =>
    cpuCopyRate(platform, routeBetween(platform, 0, 1), mtcopy(workers, { placement }), folios, SIZE);

  it.each([
    [1, 'fill', 10], // bytes in flight ÷ latency
    [8, 'fill', 12], // the port of one complex
    [2, 'spread', 16], // 2 · 10 · 0.8
    [4, 'spread', 32],
    [8, 'spread', 48], // four ports
    [16, 'fill', 24],
  ] as const)('%i workers, %s: %d bytes/ns', (workers, placement, expected) => {
    expect(rate(workers, placement)).toBeCloseTo(expected, 9);
  });

  it('waits for the worker that was dealt one folio more', () => {
    expect(dealing(5, 4)).toBe(5 / 8);
    expect(dealing(3, 4)).toBe(1); // fewer folios than workers: each folio is split
    expect(rate(4, 'spread', 5)).toBeCloseTo(20, 9);
  });
});

describe('copy by DMA', () => {
  it('takes the wire, a translation for each page after the first, and a descriptor', () => {
    expect(channelRate(platform, device, 4096)).toBeCloseTo(4096 / (409.6 + 4000 / 16), 9);
    expect(channelRate(platform, device, 65536)).toBeCloseTo(65536 / (6553.6 + 1500 + 4000), 9);
    expect(channelRate(platform, device, 2 * MIB)).toBeCloseTo((2 * MIB) / (209715.2 + 4000), 9);
  });

  it('shares an engine by two', () => {
    const one = channelRate(platform, device, 2 * MIB);
    expect(dmaCopyRate(platform, device, 1, 2 * MIB, 512)).toBeCloseTo(one, 9);
    expect(dmaCopyRate(platform, device, 2, 2 * MIB, 512)).toBeCloseTo(15, 9);
    expect(dmaCopyRate(platform, device, 3, 2 * MIB, 513)).toBeCloseTo(15 + one, 9);
  });
});

describe('warm-up', () => {
  it('adds depth times the time that fades', () => {
    const warming = structuredClone(platform);
    warming.warmUp.depth.value = 0.5;
    warming.warmUp.time.value = 1000;
    expect(warmUpNs(warming, 0, 1e9)).toBeCloseTo(500, 6);
    expect(warmUpNs(warming, 0, 1000)).toBeCloseTo(500 * (1 - Math.exp(-1)), 6);
    expect(warmedRate(warming, 1e4, 10, 0)).toBeCloseTo(1e4 / (1000 + 500 * (1 - Math.exp(-1))), 9);
  });
});

describe('whole requests', () => {
  const request = { folioBytes: 2 * MIB, folios: 4, source: 0, target: 1, mmCpus: 1 };

  it('adds up for the serial kernel, a THP a batch', () => {
    const law = closedForm(platform, request, KERNEL);
    expect(law.batches).toBe(4);
    expect(law.phasesNs.copy).toBeCloseTo((4 * 2 * MIB) / 10, 3);
    expect(law.totalNs).toBeCloseTo(50000 + 4 * (6500 + 5000) + 838860.8, 3);
    expect(law.firstFolioLatencyNs).toBeCloseTo(50000 + 6500 + 5000 + 209715.2, 3);
    expect(law.limitedBy).toBe('the serial copy of one CPU');
  });

  it('adds up for four workers in one batch', () => {
    const law = closedForm(platform, request, mtcopy(4));
    expect(law.totalNs).toBeCloseTo(50000 + 4 * 6500 + 5000 + 4 * 1000 + (8 * MIB) / 32, 3);
    expect(law.firstFolioLatencyNs).toBeCloseTo(law.totalNs - 3 * 6500 * 0.4, 3);
  });

  it('adds up for two channels: set-up of batch, channels and mapping', () => {
    const law = closedForm(platform, request, dcbm(2));
    expect(law.phasesNs.setup).toBeCloseTo(20000 + 2 * 500 + 4 * 10, 6);
    expect(law.phasesNs.copy).toBeCloseTo((8 * MIB) / 15, 3);
    expect(law.limitedBy).toBe('the engines of ptdma');
  });
});
