import { describe, expect, it } from 'vitest';
import { closedForm } from '../../src/migration/closed-form.js';
import type { CopyPlan } from '../../src/migration/vocabulary.js';
import { loadPlatform } from '../../src/platform/load.js';
import type { Platform } from '../../src/platform/platform.js';
import { createMachine } from '../../src/sim/machine.js';
import { Simulator } from '../../src/sim/simulator.js';
import { arrivalsOf, tenantLoadOf } from '../../src/workload/episode.js';

/** Pages that come cold, and pages that a cache may hold. */
const PLATFORMS = ['zen3-ptdma', 'zen3-ptdma-v1'].map(loadPlatform);
const serial = { side: 'pull', stores: 'temporal', placement: 'spread', dmaShare: 0 } as const;
const plans: CopyPlan[] = [
  { ...serial, migrator: 'kernel', workers: 1, channels: 0 },
  ...[1, 2, 4, 16].map((workers): CopyPlan => ({ ...serial, migrator: 'mtcopy', workers, channels: 0 })),
  { ...serial, migrator: 'mtcopy', workers: 8, channels: 0, side: 'push', stores: 'nontemporal', placement: 'fill' },
  ...[1, 3, 8, 16].map((channels): CopyPlan => ({ ...serial, migrator: 'dcbm', workers: 0, channels, dmaShare: 1 })),
];

/** Runs one request alone through the event simulator. */
function alone(
  platform: Platform,
  folioBytes: number,
  folios: number,
  plan: CopyPlan,
): { totalNs: number; firstFolioNs: number } {
  const request = {
    timeNs: 0,
    folioBytes,
    folios,
    source: 0,
    target: 1,
    reason: 'syscall',
    mode: 'sync',
    owner: 0,
    caller: 0,
    callerNode: 1,
    touchRate: 0,
    delayRate: 0,
    mmCpus: 1,
  } as const;
  const episode = { arrivals: arrivalsOf([request]), load: tenantLoadOf([]), callers: 1 };
  const batching = plan.migrator === 'kernel' ? 'mainline' : 'offload';
  const sim = new Simulator(createMachine(platform), episode, { batching, idleCpu: 0.1, memoryBound: 0.5 });
  for (let slot = sim.nextDecision(); slot !== -1; slot = sim.nextDecision()) sim.decide(slot, plan, 0);
  return { totalNs: sim.now, firstFolioNs: sim.settled.firstFolioNs[0] ?? 0 };
}

describe.each(PLATFORMS)('a request alone on an idle $name', (platform) => {
  const sizes = [4096, 65536, 1 << 20, 2 << 20];
  const counts = [16, 512, 700];
  const cases = plans.flatMap((plan) => sizes.flatMap((size) => counts.map((count) => [plan, size, count] as const)));
  it.each(cases)('takes what the plain law says: %o, folios of %d bytes, %d of them', (plan, size, count) => {
    const law = closedForm(platform, { folioBytes: size, folios: count, source: 0, target: 1, mmCpus: 1 }, plan);
    const run = alone(platform, size, count, plan);
    expect(Math.abs(run.totalNs / law.totalNs - 1)).toBeLessThan(1e-9);
    // mainline's smaller batches inside one decision share the call's warm-up evenly, so the first one is not the slowest
    if (plan.migrator !== 'kernel') expect(run.firstFolioNs / law.firstFolioLatencyNs).toBeCloseTo(1, 6);
  });
});
