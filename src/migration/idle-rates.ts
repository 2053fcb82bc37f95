import type { DmaDevice, Platform } from '../platform/platform.js';
import { type ResourceTable, resourceTable } from '../platform/resources.js';
import type { Route } from '../platform/route.js';
import { deviceSetupNs } from './batch-law.js';
import { ceilingOf } from './ceiling.js';
import { cpuTraffic, dmaTraffic } from './copy-traffic.js';
import { cpuCopyRate } from './cpu-copy.js';
import { channelRate, dmaCopyRate } from './dma-copy.js';
import { type CopyPlan, SERIAL_COPY } from './vocabulary.js';

/*
 * What movers of each kind do on a route while nobody else does anything: what a provider would measure once, when it is
 * loaded. From memory, ordinary stores, workers spread over the complexes of the target (of the source where the target
 * has no cores):
 *
 *   workers      max over N of min(rate of N workers, every resource's capacity on the route ÷ its weight)
 *   channels     the same of 1, of 2 and of all DMA channels
 *   setup        batchSetup + channelSetup + mapPerFolio: one folio, one channel
 */
export interface IdleRates {
  /** All of them 0 where there is no such mover [bytes/ns]. */
  readonly workers: number;
  readonly channel: number;
  readonly twoChannels: number;
  readonly channels: number;
  /** [ns] */
  readonly dmaSetupNs: number;
}

/** Beyond any last-level cache [bytes]. */
const LARGE = 2 ** 40;

function workersRate(platform: Platform, route: Route, resources: ResourceTable): number {
  const side = (platform.nodes[route.target]?.cores ?? 0) > 0 ? 'pull' : 'push';
  const cores = platform.nodes[side === 'pull' ? route.target : route.source]?.cores ?? 0;
  const ceiling = ceilingOf(cpuTraffic(platform, route, { side, stores: 'temporal' }), resources).rate;
  let most = 0;
  for (let workers = 1; workers <= cores; workers *= 2) {
    const plan: CopyPlan = { ...SERIAL_COPY, migrator: 'mtcopy', workers, side };
    const size = { batchBytes: LARGE, callBytes: LARGE };
    most = Math.max(most, cpuCopyRate(platform, route, plan, workers, size));
  }
  return Math.min(most, ceiling);
}

function channelsRate(
  platform: Platform,
  device: DmaDevice,
  channels: number,
  folioBytes: number,
  ceiling: number,
): number {
  return Math.min(dmaCopyRate(platform, device, Math.min(channels, device.channels), folioBytes, channels), ceiling);
}

export function idleRates(platform: Platform, route: Route, folioBytes: number): IdleRates {
  const resources = resourceTable(platform);
  const workers = workersRate(platform, route, resources);
  const device = platform.dma[0];
  if (!device) return { workers, channel: 0, twoChannels: 0, channels: 0, dmaSetupNs: 0 };
  const ceiling = ceilingOf(dmaTraffic(platform, route, 0), resources).rate;
  return {
    workers,
    channel: channelRate(platform, device, folioBytes),
    twoChannels: channelsRate(platform, device, 2, folioBytes, ceiling),
    channels: channelsRate(platform, device, device.channels, folioBytes, ceiling),
    dmaSetupNs: deviceSetupNs(device, 1, folioBytes, 1),
  };
}
