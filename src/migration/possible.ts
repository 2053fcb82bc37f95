import { formatBytes } from '../core/units.js';
import { cpusOf, type Platform } from '../platform/platform.js';
import type { CopyPlan } from './vocabulary.js';

/** What keeps a machine from running a plan: which number, and what it may be. */
export interface Impossibility {
  readonly what: 'folioBytes' | 'folios' | 'workers' | 'channels';
  /** "must be …", with the valid range. */
  readonly rule: string;
}

interface Wanted {
  readonly folioBytes: number;
  readonly folios: number;
  readonly source: number;
  readonly target: number;
}

const GREATEST_FOLIO = 2 ** 30;
const GREATEST_REQUEST = 2 ** 44;

function isCount(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

function badFolio(platform: Platform, { folioBytes, folios }: Wanted): Impossibility | undefined {
  const page = platform.basePage.value;
  const order = Math.log2(folioBytes / page);
  if (!(Number.isInteger(order) && order >= 0 && folioBytes <= GREATEST_FOLIO)) {
    const range = `${formatBytes(page)} to ${formatBytes(GREATEST_FOLIO)}`;
    return { what: 'folioBytes', rule: `must be a base page times a power of two, ${range}` };
  }
  const most = GREATEST_REQUEST / folioBytes;
  return isCount(folios, most) ? undefined : { what: 'folios', rule: `must be an integer from 1 to ${most}` };
}

function badWorkers(platform: Platform, wanted: Wanted, plan: CopyPlan): Impossibility | undefined {
  if (plan.migrator === 'kernel') {
    return plan.workers === 1 ? undefined : { what: 'workers', rule: 'must be 1: the kernel copies serially' };
  }
  const node = platform.nodes[plan.side === 'pull' ? wanted.target : wanted.source];
  const place = `${node?.name}, where ${plan.side} workers run`;
  if (!node || node.cores === 0) return { what: 'workers', rule: `must be 0: there is no CPU on ${place}` };
  if (isCount(plan.workers, cpusOf(node))) return undefined;
  return { what: 'workers', rule: `must be an integer from 1 to ${cpusOf(node)}, the CPUs of ${place}` };
}

function badChannels(platform: Platform, plan: CopyPlan): Impossibility | undefined {
  const device = platform.dma[0];
  if (!device) return { what: 'channels', rule: `must be 0: platform ${platform.name} has no DMA engine` };
  if (isCount(plan.channels, device.channels)) return undefined;
  const rule = `must be an integer from 1 to ${device.channels}, the channels of ${device.name} on ${platform.name}`;
  return { what: 'channels', rule };
}

/** The first thing that makes a request and a plan impossible on a platform; undefined where it can run. */
export function impossibility(platform: Platform, wanted: Wanted, plan: CopyPlan): Impossibility | undefined {
  const copiesByCpu = plan.dmaShare < 1;
  const copiesByDma = plan.dmaShare > 0;
  return (
    badFolio(platform, wanted) ??
    (copiesByCpu ? badWorkers(platform, wanted, plan) : undefined) ??
    (copiesByDma ? badChannels(platform, plan) : undefined)
  );
}
