import { describe, expect, it } from 'vitest';
import { cachedShare, copyLatencyNs } from '../../src/migration/cached-source.js';
import { closedForm } from '../../src/migration/closed-form.js';
import { workerRate } from '../../src/migration/cpu-copy.js';
import { loadPlatform } from '../../src/platform/load.js';
import { routeBetween } from '../../src/platform/route.js';
import { KERNEL, mtcopy } from './plans.js';

const MIB = 2 ** 20;
const platform = loadPlatform('zen3-ptdma-v1');
const route = routeBetween(platform, 0, 1);

describe('a source that was just touched', () => {
  it.each([
    [4096, 1],
    [16 * MIB, 1], // source and target fit
    [20 * MIB, 0.6], // 32 / 20 − 1
    [32 * MIB, 0],
    [1024 * MIB, 0],
  ])('of %i bytes: share %d of its lines are in 32 MiB of cache', (bytes, share) => {
    expect(cachedShare(platform, bytes)).toBeCloseTo(share, 12);
  });

  it('leaves the target to wait for when pulled, and gains nothing when pushed', () => {
    expect(copyLatencyNs(platform, route, 'pull', MIB)).toBe(105);
    expect(copyLatencyNs(platform, route, 'pull', 20 * MIB)).toBeCloseTo(0.6 * 105 + 0.4 * 195, 9);
    expect(copyLatencyNs(platform, route, 'pull', 64 * MIB)).toBe(195);
    expect(copyLatencyNs(platform, route, 'push', MIB)).toBe(195);
  });

  it('is a matter of the whole call, not of one batch of it', () => {
    const copyNs = (folios: number, plan = KERNEL): number => {
      const request = { folioBytes: 4096, folios, source: 0, target: 1, mmCpus: 1 };
      return closedForm(platform, request, plan).phasesNs.copy / folios;
    };
    for (const plan of [KERNEL, mtcopy(1)]) {
      expect(copyNs(8192, plan)).toBeCloseTo(4096 / workerRate(platform, route, 'pull'), 0);
      expect(copyNs(8192, plan) / copyNs(4096, plan)).toBeCloseTo(195 / 105, 2);
    }
  });

  it('lets a complex carry up to twice its port: what comes from the cache does not come in by it', () => {
    const rate = (bytes: number): number => {
      const request = { folioBytes: 2 * MIB, folios: bytes / (2 * MIB), source: 0, target: 1, mmCpus: 1 };
      const { phasesNs } = closedForm(platform, request, mtcopy(8, { placement: 'fill' }));
      return bytes / phasesNs.copy;
    };
    const port = platform.cpuCopy.complexPort.value;
    expect(rate(1024 * MIB) / port).toBeCloseTo(1, 2);
    expect(rate(16 * MIB) / port).toBeCloseTo(2, 2);
  });

  it('is nothing on the machines whose tables show no gain', () => {
    expect(cachedShare(loadPlatform('zen3-ptdma'), 4096)).toBe(0);
  });
});
