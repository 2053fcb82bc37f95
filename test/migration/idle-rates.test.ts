import { describe, expect, it } from 'vitest';
import { readBatchCap } from '../../src/migration/batch-cap.js';
import { ceilingOf } from '../../src/migration/ceiling.js';
import { closedForm } from '../../src/migration/closed-form.js';
import { cpuTraffic, dmaTraffic } from '../../src/migration/copy-traffic.js';
import { workerRate } from '../../src/migration/cpu-copy.js';
import { idleRates } from '../../src/migration/idle-rates.js';
import type { CopyPlan } from '../../src/migration/vocabulary.js';
import { loadPlatform } from '../../src/platform/load.js';
import type { Platform } from '../../src/platform/platform.js';
import { resourceTable } from '../../src/platform/resources.js';
import { routeBetween } from '../../src/platform/route.js';
import { dcbm, mtcopy } from './plans.js';

const THP = 2 ** 21;
const zen3 = loadPlatform('zen3-ptdma');
const pmem = loadPlatform('icx-2s-pmem');
const ratesOn = (platform: Platform, source = 0, target = 1, folioBytes = THP) =>
  idleRates(platform, routeBetween(platform, source, target), folioBytes);

/** What a copy of 64 GiB in one batch does in the plain law, warm from its beginning to its end [bytes/ns]. */
function largeCopy(platform: Platform, plan: CopyPlan, folioBytes = THP, source = 0, target = 1): number {
  const folios = 2 ** 36 / folioBytes;
  const request = { folioBytes, folios, source, target, mmCpus: 1, cap: readBatchCap(`${folios} folios`, '') };
  return 2 ** 36 / closedForm(platform, request, plan).phasesNs.copy;
}

describe('idle rates on zen3-ptdma', () => {
  const rates = ratesOn(zen3);
  const resources = resourceTable(zen3);
  const route = routeBetween(zen3, 0, 1);

  it('have the best that any number of workers does in a large copy', () => {
    const copies = [1, 2, 4, 8, 16, 32].map((workers) => largeCopy(zen3, mtcopy(workers)));
    expect(rates.workers / Math.max(...copies)).toBeCloseTo(1, 2);
  });

  it.each([
    ['one channel', 1, rates.channel],
    ['two', 2, rates.twoChannels],
    ['all', 16, rates.channels],
  ])('have what %s does in a large copy', (_, channels, rate) => {
    expect(rate / largeCopy(zen3, dcbm(channels))).toBeCloseTo(1, 2);
  });

  it('have what channels do with small folios', () => {
    const small = ratesOn(zen3, 0, 1, 4096);
    expect(small.channel / largeCopy(zen3, dcbm(1), 4096)).toBeCloseTo(1, 2);
    expect(small.channel).toBeLessThan(rates.channel / 2);
    expect(small.workers).toBe(rates.workers);
  });

  it('are no more than the route carries, where it is narrow', () => {
    const links = zen3.links.map((link) => ({
      ...link,
      forward: { ...link.forward, value: 3 },
      backward: { ...link.backward, value: 3 },
    }));
    const narrow = ratesOn({ ...zen3, links });
    expect(narrow.channels).toBeLessThanOrEqual(3);
    expect(narrow.twoChannels).toBeLessThanOrEqual(3);
    expect(narrow.workers).toBeLessThanOrEqual(3);
    expect(narrow.channel).toBeLessThanOrEqual(3);
    expect(narrow.worker).toBeLessThanOrEqual(3);
    expect(rates.workers).toBeLessThanOrEqual(
      ceilingOf(cpuTraffic(zen3, route, { side: 'pull', stores: 'temporal' }), resources).rate,
    );
    expect(rates.channels).toBeLessThanOrEqual(ceilingOf(dmaTraffic(zen3, route, 0), resources).rate);
  });

  it('have the set-up of one folio by one channel', () => {
    const request = { folioBytes: THP, folios: 1, source: 0, target: 1, mmCpus: 1 };
    expect(rates.dmaSetupNs).toBeCloseTo(closedForm(zen3, request, dcbm(1)).phasesNs.setup, 6);
  });

  it('have two channels where the device has no more than one', () => {
    const single = { ...zen3, dma: zen3.dma.map((device) => ({ ...device, channels: 1 })) };
    const { channel, twoChannels, channels } = ratesOn(single);
    expect(twoChannels).toBe(channels);
    expect(channels).toBeLessThanOrEqual(channel);
  });
});

describe('idle rates elsewhere', () => {
  it('have no channels where there is no device', () => {
    const { worker, workers, ...device } = ratesOn({ ...zen3, dma: [] });
    expect([worker, workers]).toEqual([ratesOn(zen3).worker, ratesOn(zen3).workers]);
    expect(device).toEqual({ channel: 0, twoChannels: 0, channels: 0, dmaSetupNs: 0 });
  });

  it('push to a node without cores', () => {
    expect(pmem.nodes[2]?.cores).toBe(0);
    const { worker, workers } = ratesOn(pmem, 0, 2);
    expect(worker).toBe(workerRate(pmem, routeBetween(pmem, 0, 2), 'push'));
    expect(workers).toBeGreaterThanOrEqual(worker);
    const copies = [1, 2, 4, 8, 16, 32].map((n) => largeCopy(pmem, mtcopy(n, { side: 'push' }), THP, 0, 2));
    expect(workers / Math.max(...copies)).toBeCloseTo(1, 2);
  });
});
