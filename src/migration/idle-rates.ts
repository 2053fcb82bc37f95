import type { Platform } from '../platform/platform.js';
import { type ResourceTable, resourceTable } from '../platform/resources.js';
import type { Route } from '../platform/route.js';
import { deviceSetupNs } from './batch-law.js';
import { ceilingOf } from './ceiling.js';
import { cpuTraffic, dmaTraffic } from './copy-traffic.js';
import { cpuCopyRate, workerRate } from './cpu-copy.js';
import { dmaCopyRate } from './dma-copy.js';
import { type CopyPlan, SERIAL_COPY } from './vocabulary.js';

/*
 * What movers of each kind do on a route while nobody else does anything: what a provider would measure once, when it is
 * loaded. From memory, ordinary stores, workers spread over the complexes of the target (of the source where the target
 * has no cores):
 *
 *   worker       one of them
 *   workers      max over N of min(rate of N workers, every resource's capacity on the route ÷ its weight)
 *   channels     the same of 1, of 2 and of all DMA channels
 *   setup        batchSetup + channelSetup + mapPerFolio: one folio, one channel
 */
export interface IdleRates {
  /** All of them 0 where there is no such mover [bytes/ns]. */
  readonly worker: number;
  readonly workers: number;
  readonly channel: number;
  readonly twoChannels: number;
  readonly channels: number;
  /** [ns] */
  readonly dmaSetupNs: number;
}

/** Beyond any last-level cache [bytes]. */
const LARGE = 2 ** 40;

function cpuRates(platform: Platform, route: Route, resources: ResourceTable): Pick<IdleRates, 'worker' | 'workers'> {
  const side = (platform.nodes[route.target]?.cores ?? 0) > 0 ? 'pull' : 'push';
  const cores = platform.nodes[side === 'pull' ? route.target : route.source]?.cores ?? 0;
  const ceiling = ceilingOf(cpuTraffic(platform, route, { side, stores: 'temporal' }), resources).rate;
  let most = 0;
  for (let workers = 1; workers <= cores; workers *= 2) {
    const plan: CopyPlan = { ...SERIAL_COPY, migrator: 'mtcopy', workers, side };
    const size = { batchBytes: LARGE, callBytes: LARGE };
    most = Math.max(most, cpuCopyRate(platform, route, plan, workers, size));
  }
  const worker = cores > 0 ? workerRate(platform, route, side) : 0;
  return { worker: Math.min(worker, ceiling), workers: Math.min(most, ceiling) };
}

export function idleRates(platform: Platform, route: Route, folioBytes: number): IdleRates {
  const resources = resourceTable(platform);
  const cpu = cpuRates(platform, route, resources);
  const device = platform.dma[0];
  if (!device) return { ...cpu, channel: 0, twoChannels: 0, channels: 0, dmaSetupNs: 0 };
  const ceiling = ceilingOf(dmaTraffic(platform, route, 0), resources).rate;
  const channelsRate = (channels: number): number =>
    Math.min(dmaCopyRate(platform, device, Math.min(channels, device.channels), folioBytes, channels), ceiling);
  return {
    ...cpu,
    channel: channelsRate(1),
    twoChannels: channelsRate(2),
    channels: channelsRate(device.channels),
    dmaSetupNs: deviceSetupNs(device, 1, folioBytes, 1),
  };
}
