import type { Scenario } from '../scenario.js';
import { BUSY, COLD, HOT, ZEN3 } from './zen3-conditions.js';

/*
 * Containers with CPU quotas on the fitted Zen 3 machine, whose pages are migrated by themselves, by an agent and by
 * kswapd. What a copy costs in CPU time is charged to the owner of the pages, beyond the quota as debt. Quotas, weights
 * and parts are assumptions: light ones leave room for migration, heavy ones are used up by the containers themselves.
 */

const TRAFFIC = { periodMs: 100, minMiB: 2, maxMiB: 256, hot: HOT, cold: COLD } as const;

export const ZEN3_ACCOUNT_SCENARIOS: readonly Scenario[] = [
  {
    ...ZEN3,
    name: 'zen3-ptdma/quota-light-v2',
    summary:
      'two containers mostly below their CPU quotas whose pages migrate now and then beside a third, CPUs to spare',
    workload: 'containers',
    parameters: {
      ...TRAFFIC,
      events: 300,
      containers: [
        { name: 'database', quotaCpus: 12, weight: 200, part: 0.4, moveGapMs: 80, faultGapUs: 8000, cold: 1 },
        { name: 'cache', quotaCpus: 8, weight: 100, part: 0.25, faultGapUs: 8000, cold: 2 },
        { name: 'batch', quotaCpus: 6, weight: 50, part: 0.2 },
      ],
      agentGapMs: 120,
      burstGapMs: 40,
      burstCalls: 2,
      thpShare: 0.3,
      tenants: { busy: [0.2, 0.6], localGBps: 80, remoteGBps: 20, changeMs: 20 },
    },
    attribution: 'owner',
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/quota-heavy-v2',
    summary: 'four containers that use up their CPU quotas, three of them with pages that migrate, on full CPUs',
    workload: 'containers',
    parameters: {
      ...TRAFFIC,
      events: 400,
      containers: [
        { name: 'database', quotaCpus: 16, weight: 200, part: 0.35, moveGapMs: 60, faultGapUs: 4000, cold: 1 },
        { name: 'cache', quotaCpus: 10, weight: 100, part: 0.2, faultGapUs: 4000, cold: 2 },
        { name: 'analytics', quotaCpus: 8, weight: 50, part: 0.2, moveGapMs: 60, cold: 2 },
        { name: 'web', quotaCpus: 10, weight: 100, part: 0.2 },
      ],
      agentGapMs: 60,
      burstGapMs: 20,
      burstCalls: 4,
      thpShare: 0.6,
      tenants: BUSY,
    },
    attribution: 'owner',
  },
];
