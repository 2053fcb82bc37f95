import type { Scenario } from '../scenario.js';
import { BULK, BUSY, COLD, HOT, IDLE, TIERING, VOLATILE, ZEN3 } from './zen3-conditions.js';

/*
 * Scenarios on the fitted Zen 3 machine. The machine is fitted to measurements; heat, gaps and tenants' traffic are
 * assumptions, chosen to span light and heavy, steady and volatile.
 */

export const ZEN3_SCENARIOS: readonly Scenario[] = [
  {
    ...ZEN3,
    name: 'zen3-ptdma/bulk-light-v2',
    summary: 'one process moves regions of 2 to 512 MiB on a machine with idle CPUs',
    workload: 'bulk',
    parameters: { ...BULK, callers: 1, gapMs: 60, tenants: IDLE },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/bulk-heavy-v2',
    summary: 'four processes move regions at once while tenants fill the CPUs',
    workload: 'bulk',
    parameters: { ...BULK, callers: 4, gapMs: 40, tenants: BUSY },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/tiering-base-v2',
    summary: 'promotion and demotion of base pages, idle CPUs',
    workload: 'tiering',
    parameters: { ...TIERING, promoters: 4, thpShare: 0, tenants: IDLE },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/tiering-churn-v2',
    summary: 'promotion and demotion of THPs and base pages under a volatile load',
    workload: 'tiering',
    parameters: { ...TIERING, promoters: 6, thpShare: 0.6, tenants: VOLATILE },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/tiering-flood-v2',
    summary: 'hot THP promotion while a move_pages flood of cold THPs wants the engines too',
    workload: 'tiering',
    parameters: { ...TIERING, promoters: 4, thpShare: 0.8, floodGapMs: 15, floodMiB: 256, tenants: BUSY },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/replay-tier-thp-v2',
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
