import { DEFAULT_WEIGHTS } from '../../sim/cost-terms.js';
import type { Scenario } from '../scenario.js';

/*
 * Scenarios on the fitted Zen 3 machine. The machine is fitted to measurements; heat, gaps and tenants' traffic are
 * assumptions, chosen to span light and heavy, steady and volatile.
 */

const IDLE = { busy: [0.05, 0.3], localGBps: 60, remoteGBps: 10, changeMs: 20 } as const;
const BUSY = { busy: [0.7, 1.3], localGBps: 130, remoteGBps: 40, changeMs: 10 } as const;
const VOLATILE = { busy: [0.1, 1.4], localGBps: 140, remoteGBps: 60, changeMs: 3 } as const;

const WARM = { touchPerMs: 0.005, delayCores: 0.01 } as const;
const HOT = { touchPerMs: 5, delayCores: 0.08 } as const;
const COLD = { touchPerMs: 0.01, delayCores: 0.002 } as const;

const base = { platform: 'zen3-ptdma', weights: DEFAULT_WEIGHTS, memoryBound: 0.5 } as const;

const BULK = {
  calls: 60,
  minMiB: 2,
  maxMiB: 512,
  basePageMiB: 32,
  thpShare: 0.6,
  mthpShare: 0.3,
  heat: WARM,
} as const;

const TIERING = {
  events: 240,
  faultGapUs: 4000,
  daemonGapMs: 4,
  burstGapMs: 12,
  burstCalls: 4,
  hot: HOT,
  cold: COLD,
} as const;

export const ZEN3_SCENARIOS: readonly Scenario[] = [
  {
    ...base,
    name: 'zen3-ptdma/bulk-light-v1',
    summary: 'one process moves regions of 2 to 512 MiB on a machine with idle cores',
    workload: 'bulk',
    parameters: { ...BULK, callers: 1, gapMs: 60, tenants: IDLE },
  },
  {
    ...base,
    name: 'zen3-ptdma/bulk-heavy-v1',
    summary: 'four processes move regions at once while tenants fill the cores',
    workload: 'bulk',
    parameters: { ...BULK, callers: 4, gapMs: 40, tenants: BUSY },
  },
  {
    ...base,
    name: 'zen3-ptdma/tiering-base-v1',
    summary: 'promotion and demotion of base pages, idle cores',
    workload: 'tiering',
    parameters: { ...TIERING, promoters: 4, thpShare: 0, tenants: IDLE },
  },
  {
    ...base,
    name: 'zen3-ptdma/tiering-churn-v1',
    summary: 'promotion and demotion of THPs and base pages under a volatile load',
    workload: 'tiering',
    parameters: { ...TIERING, promoters: 6, thpShare: 0.6, tenants: VOLATILE },
  },
  {
    ...base,
    name: 'zen3-ptdma/tiering-flood-v1',
    summary: 'hot THP promotion while a move_pages flood of cold THPs wants the engines too',
    workload: 'tiering',
    parameters: { ...TIERING, promoters: 4, thpShare: 0.8, floodGapMs: 15, floodMiB: 256, tenants: BUSY },
  },
  {
    ...base,
    name: 'zen3-ptdma/replay-tier-thp-v1',
    summary: 'a recorded 6.12 trace of promotion and demotion with THPs, volatile tenants',
    workload: 'replay',
    parameters: {
      file: 'data/traces/tier-thp-6.12.ftrace.txt.gz',
      requests: 240,
      speed: 4,
      hot: HOT,
      cold: COLD,
      tenants: VOLATILE,
    },
  },
];
