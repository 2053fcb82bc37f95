import type { Scenario } from '../scenario.js';
import { BULK, BUSY, IDLE, ZEN3 } from './zen3-conditions.js';

/*
 * Bulk move_pages on the fitted Zen 3 machine while its DMA device fails. No rate of faults is published: light stands
 * for a device that fails now and then and says so by an interrupt, heavy for one that is about to be replaced and of
 * which only a time-out tells.
 */

export const ZEN3_FAULT_SCENARIOS: readonly Scenario[] = [
  {
    ...ZEN3,
    name: 'zen3-ptdma/faults-light-v2',
    summary: 'one process moves regions while now and then a DMA channel is lost or a list fails, idle CPUs',
    workload: 'bulk',
    parameters: { ...BULK, callers: 1, gapMs: 60, tenants: IDLE },
    faults: {
      channelLossPerSecond: 5,
      repairMs: 200,
      unplugPerSecond: 0.2,
      replugMs: 200,
      listErrorRate: 0.001,
      noticeUs: 20,
    },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/faults-heavy-v2',
    summary: 'four processes move regions while channels are lost, lists fail and the device comes and goes, full CPUs',
    workload: 'bulk',
    parameters: { ...BULK, callers: 4, gapMs: 40, tenants: BUSY },
    faults: {
      channelLossPerSecond: 60,
      repairMs: 80,
      unplugPerSecond: 3,
      replugMs: 80,
      listErrorRate: 0.02,
      noticeUs: 10_000,
    },
  },
];
