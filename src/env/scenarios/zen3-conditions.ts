import { DEFAULT_WEIGHTS } from '../../sim/state/cost-terms.js';

/*
 * What the scenarios on the fitted Zen 3 machine have in common. A change of a number here changes the episodes of many
 * versioned scenarios: give it another name instead.
 */

/** Tenants: CPUs to spare; CPUs full; now one, now the other. */
export const IDLE = { busy: [0.05, 0.3], localGBps: 60, remoteGBps: 10, changeMs: 20 } as const;
export const BUSY = { busy: [0.7, 1.3], localGBps: 130, remoteGBps: 40, changeMs: 10 } as const;
export const VOLATILE = { busy: [0.1, 1.4], localGBps: 140, remoteGBps: 60, changeMs: 3 } as const;

/** Pages that are used now and then, at this moment, hardly ever. */
export const WARM = { touchPerMs: 0.005, delayCores: 0.01 } as const;
export const HOT = { touchPerMs: 5, delayCores: 0.08 } as const;
export const COLD = { touchPerMs: 0.01, delayCores: 0.002 } as const;

export const ZEN3 = { platform: 'zen3-ptdma', weights: DEFAULT_WEIGHTS, memoryBound: 0.5 } as const;

export const TIERING = {
  events: 240,
  faultGapUs: 4000,
  daemonGapMs: 4,
  burstGapMs: 12,
  burstCalls: 4,
  hot: HOT,
  cold: COLD,
} as const;

/** Calls of bulk move_pages, whoever issues them. */
export const BULK = {
  calls: 60,
  minMiB: 2,
  maxMiB: 512,
  basePageMiB: 32,
  thpShare: 0.6,
  mthpShare: 0.3,
  heat: WARM,
} as const;
