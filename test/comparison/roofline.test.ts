import { describe, expect, it } from 'vitest';
import { rooflineGBps } from '../../src/comparison/roofline.js';
import { openScenario } from '../../src/env/scenario-registry.js';
import { FIXED_CONTENDERS } from '../../src/episodes/contender.js';
import { runEpisode } from '../../src/episodes/run-episode.js';
import type { MigrationRequest } from '../../src/migration/vocabulary.js';
import { arrivalsOf, tenantLoadOf } from '../../src/workload/episode.js';

const REQUEST: MigrationRequest = {
  ...{ timeNs: 0, folioBytes: 2 ** 21, folios: 100, reason: 'syscall', mode: 'sync', owner: 0, caller: 0 },
  ...{ callerNode: 0, touchRate: 0, delayRate: 0, mmCpus: 1, source: 0, target: 1 },
};

describe('roofline', async () => {
  const bulk = await openScenario('zen3-ptdma/bulk-light-v2');
  const of = (...requests: MigrationRequest[]) =>
    rooflineGBps(
      { ...bulk, episode: () => ({ arrivals: arrivalsOf(requests), load: tenantLoadOf([]), callers: 1 }) },
      0,
    );

  it('one way is the link: 108 GB/s, under the 110 that the target can write', () => {
    expect(of(REQUEST)).toBeCloseTo(108, 9);
  });

  it('both ways at once are the movers: 2 × 4 ports of 11.5925 GB/s and 89.5119 GB/s of DMA', () => {
    // Links 2 × 108 GB/s, writes 2 × 110: both more.
    expect(of(REQUEST, { ...REQUEST, source: 1, target: 0 })).toBeCloseTo(8 * 11.5925 + 89.5119, 9);
  });

  it('is above what any fixed migrator reaches', () => {
    const limit = rooflineGBps(bulk, 3);
    for (const contender of FIXED_CONTENDERS) {
      expect(runEpisode(bulk, 3, contender).metrics.throughputGBps).toBeLessThan(limit);
    }
  });
});
