import { describe, expect, it } from 'vitest';
import { readBatchCap } from '../../src/migration/batch-cap.js';
import { fixedSizer } from '../../src/migration/batch-sizer.js';
import { closedForm } from '../../src/migration/closed-form.js';
import type { CopyPlan } from '../../src/migration/vocabulary.js';
import { loadPlatform } from '../../src/platform/load.js';
import type { BatchCap, Platform } from '../../src/platform/platform.js';
import { createMachine } from '../../src/sim/machine.js';
import { Simulator } from '../../src/sim/simulator.js';
import type { Batching } from '../../src/sim/state/sim-state.js';
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

interface Alone {
  readonly totalNs: number;
  readonly firstFolioNs: number;
  readonly meanBlackoutNs: number;
  readonly longestBlackoutNs: number;
}

/** Runs one request alone through the event simulator, in batches of the kernel path's cap or of another. */
function alone(platform: Platform, folioBytes: number, folios: number, plan: CopyPlan, cap?: BatchCap): Alone {
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
  const usual = plan.migrator === 'kernel' ? 'mainline' : 'offload';
  const batching: Batching = cap ? fixedSizer(cap) : usual;
  const sim = new Simulator(createMachine(platform), episode, { batching, idleCpu: 0.1, memoryBound: 0.5 });
  for (let slot = sim.nextDecision(); slot !== -1; slot = sim.nextDecision()) sim.decide(slot, plan);
  const { firstFolioNs, blackouts } = sim.settled;
  return {
    totalNs: sim.now,
    firstFolioNs: firstFolioNs[0] ?? 0,
    meanBlackoutNs: blackouts.mean(),
    longestBlackoutNs: blackouts.quantile(1),
  };
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
    if (plan.migrator === 'kernel') return;
    expect(run.firstFolioNs / law.firstFolioLatencyNs).toBeCloseTo(1, 6);
    expect(run.meanBlackoutNs / law.blackoutNs.mean).toBeCloseTo(1, 9);
    expect(run.longestBlackoutNs / law.blackoutNs.longest).toBeCloseTo(1, 9);
  });

  const caps = ['1 folio', '7 folios', '33 folios', '300 pages', '3MiB', '4096 folios'];
  const capped = plans.flatMap((plan) => caps.map((cap) => [plan, cap] as const));
  it.each(capped)('takes what the plain law says with any cap: %o, batches of %s', (plan, text) => {
    const cap = readBatchCap(text, 'cap');
    for (const [size, count] of [
      [4096, 700],
      [65536, 33],
      [2 << 20, 20],
    ] as const) {
      const spec = { folioBytes: size, folios: count, source: 0, target: 1, mmCpus: 1, cap };
      const law = closedForm(platform, spec, plan);
      const run = alone(platform, size, count, plan, cap);
      expect(run.totalNs / law.totalNs).toBeCloseTo(1, 9);
      expect(run.firstFolioNs / law.firstFolioLatencyNs).toBeCloseTo(1, 9);
      expect(run.meanBlackoutNs / law.blackoutNs.mean).toBeCloseTo(1, 9);
      expect(run.longestBlackoutNs / law.blackoutNs.longest).toBeCloseTo(1, 9);
    }
  });
});
