import type { Scenario } from '../scenario.js';
import { BUSY, COLD, HOT, IDLE, TIERING, VOLATILE, ZEN3 } from './zen3-conditions.js';

/*
 * The other kinds of migration traffic on the fitted Zen 3 machine, each light and heavy. Its second socket stands for
 * the slow node, the node that leaves and the GPU's memory. Published are only the rates of promotion; all other
 * magnitudes are assumptions.
 */

const PROMOTION = { events: 400, promoters: 8, hot: HOT } as const;
const DEMOTION = { scanUs: 30, cold: COLD } as const;
const HOT_UNPLUG = { blockMiB: 128, heat: COLD } as const;
const GPU = { events: 80, minMiB: 16, hot: HOT, cold: COLD } as const;

export const ZEN3_MORE_SCENARIOS: readonly Scenario[] = [
  {
    ...ZEN3,
    name: 'zen3-ptdma/promotion-light-v2',
    summary: 'promotion of base pages, 212 MB/s offered and 106 MB/s let through, idle CPUs',
    workload: 'promotion',
    parameters: { ...PROMOTION, burstMiB: 0.25, offeredMBps: 211.7, limitMBps: 105.9, thpShare: 0, tenants: IDLE },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/promotion-heavy-v2',
    summary: 'promotion of base pages and THPs at ten times the published rates while tenants fill the CPUs',
    workload: 'promotion',
    parameters: { ...PROMOTION, burstMiB: 8, offeredMBps: 3594, limitMBps: 2117, thpShare: 0.1, tenants: BUSY },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/demotion-light-v2',
    summary: 'kswapd demotes base pages, 4 MiB a wake-up at 100 MB/s, idle CPUs',
    workload: 'demotion',
    parameters: { ...DEMOTION, events: 240, allocationMBps: 100, watermarkGapMiB: 4, thpCalls: 0, tenants: IDLE },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/demotion-heavy-v2',
    summary: 'kswapd demotes THPs and base pages, 64 MiB a wake-up at 1.5 GB/s, under a volatile load',
    workload: 'demotion',
    parameters: {
      ...DEMOTION,
      events: 400,
      allocationMBps: 1500,
      watermarkGapMiB: 64,
      thpCalls: 0.5,
      tenants: VOLATILE,
    },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/hot-unplug-light-v2',
    summary: 'a node mostly of THPs leaves, 128 MiB every 100 ms, idle CPUs',
    workload: 'hot-unplug',
    parameters: { ...HOT_UNPLUG, events: 24, paceMs: 100, occupancy: [0.3, 0.9], thpPart: [0.7, 1], tenants: IDLE },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/hot-unplug-heavy-v2',
    summary: 'a full node of THPs and base pages leaves back to back while tenants fill the CPUs',
    workload: 'hot-unplug',
    parameters: { ...HOT_UNPLUG, events: 24, paceMs: 30, occupancy: [0.8, 1], thpPart: [0.2, 1], tenants: BUSY },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/gpu-light-v2',
    summary: 'one stream of GPU work prefetches regions of 16 to 256 MiB, idle CPUs',
    workload: 'gpu',
    parameters: { ...GPU, streams: 1, phaseMs: 60, maxMiB: 256, capacityMiB: 1024, tenants: IDLE },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/gpu-heavy-v2',
    summary:
      'four streams of GPU work prefetch regions of 16 to 1024 MiB into a full GPU memory while tenants fill the CPUs',
    workload: 'gpu',
    parameters: { ...GPU, streams: 4, phaseMs: 120, maxMiB: 1024, capacityMiB: 2048, tenants: BUSY },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/noisy-neighbour-light-v2',
    summary: 'promotion and demotion of base pages beside a neighbour that now and then takes half the CPUs',
    workload: 'noisy-neighbour',
    parameters: {
      ...TIERING,
      promoters: 4,
      thpShare: 0,
      tenants: IDLE,
      neighbour: { node: 0, gapMs: 20, burstMs: 5, threads: 32, localGBps: 60, remoteGBps: 20 },
    },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/noisy-neighbour-heavy-v2',
    summary: 'promotion and demotion of THPs and base pages beside a neighbour that half the time wants every CPU',
    workload: 'noisy-neighbour',
    parameters: {
      ...TIERING,
      promoters: 6,
      thpShare: 0.6,
      tenants: { ...IDLE, busy: [0.3, 0.6] },
      neighbour: { node: 0, gapMs: 8, burstMs: 8, threads: 64, localGBps: 120, remoteGBps: 60 },
    },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/diurnal-light-v2',
    summary: 'promotion and demotion of base pages through a day of 100 ms that swings by half, idle CPUs',
    workload: 'diurnal',
    parameters: {
      ...TIERING,
      promoters: 4,
      thpShare: 0,
      tenants: { ...IDLE, changeMs: 2 },
      day: { periodMs: 100, swing: 0.5 },
    },
  },
  {
    ...ZEN3,
    name: 'zen3-ptdma/diurnal-heavy-v2',
    summary: 'promotion and demotion of THPs and base pages through a day from nearly idle to crowded',
    workload: 'diurnal',
    parameters: {
      ...TIERING,
      promoters: 6,
      thpShare: 0.6,
      tenants: { ...BUSY, changeMs: 2 },
      day: { periodMs: 100, swing: 0.8 },
    },
  },
];
