import { FoliotuneError } from '../../core/errors.js';
import { nameHint } from '../../core/nearest.js';
import { parseQuantity } from '../../core/units.js';
import { readBatchCap } from '../../migration/batch-cap.js';
import type { RequestSpec } from '../../migration/closed-form.js';
import { type Impossibility, impossibility } from '../../migration/possible.js';
import type { CopyPlan } from '../../migration/vocabulary.js';
import type { DmaInterface } from '../../platform/dma/driver.js';
import { interfaceOf, readDmaInterface, withDmaInterface } from '../../platform/dma/interface.js';
import type { Platform } from '../../platform/platform.js';

/** The flags of `simulate`, as commander names them. */
export interface SimulateOptions {
  readonly platform: string;
  readonly migrator: string;
  readonly folioSize: string;
  readonly folios: string;
  readonly threads?: string;
  readonly channels?: string;
  readonly placement: string;
  readonly spread?: boolean;
  readonly fill?: boolean;
  readonly stores: string;
  readonly source?: string;
  readonly target?: string;
  readonly batch?: string;
  readonly dmaInterface?: string;
}

export interface Asked {
  /** The platform asked for, with another DMA interface where one is asked for. */
  readonly platform: Platform;
  readonly request: RequestSpec;
  readonly plan: CopyPlan;
  readonly notes: readonly string[];
  /** How folios reach the DMA device; absent where nothing is copied by one. */
  readonly dmaInterface?: DmaInterface;
  /** In what the result is of no machine and kernel that exist. */
  readonly hypothetical: readonly string[];
}

const MIGRATORS = ['kernel', 'mtcopy', 'dcbm'] as const;
const SIDES = ['push', 'pull'] as const;
const STORES = ['temporal', 'non-temporal'] as const;

/** `mtcopy` starts four threads unless told otherwise (RFC V2 and V3). */
const DEFAULT_THREADS = '4';
const DEFAULT_CHANNELS = '1';
/** One thread asks for the move: nobody else's TLB is flushed. */
const CALLER_CPUS = 1;

const FLAGS: Readonly<Record<Impossibility['what'], keyof SimulateOptions>> = {
  folioBytes: 'folioSize',
  folios: 'folios',
  workers: 'threads',
  channels: 'channels',
};

function refuse(flag: string, rule: string, hint?: string): FoliotuneError {
  return new FoliotuneError('usage', rule, hint === undefined ? { path: flag } : { path: flag, hint });
}

function flagOf(option: keyof SimulateOptions): string {
  return option === 'folioSize' ? '--folio-size' : `--${option}`;
}

function oneOf<T extends string>(flag: string, value: string, names: readonly T[]): T {
  const found = names.find((name) => name === value);
  if (found === undefined) throw refuse(flag, `must be ${names.join(' or ')}, got "${value}"`, nameHint(value, names));
  return found;
}

/** A count as written; what is no number at all is refused with the rule for it, by `impossibility`. */
function count(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** Bytes with a unit; a bare number is bytes. */
function bytesOf(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : parseQuantity(text, 'bytes', '--folio-size');
}

function nodeOf(platform: Platform, flag: string, name: string): number {
  const names = platform.nodes.map((node) => node.name);
  const index = names.indexOf(name);
  if (index === -1) throw refuse(flag, `unknown node "${name}" of ${platform.name}`, nameHint(name, names));
  return index;
}

/** Without a target it is the first other node; source and target may be the same, as in compaction. */
function routeOf(platform: Platform, options: SimulateOptions): { source: number; target: number } {
  const source = options.source === undefined ? 0 : nodeOf(platform, '--source', options.source);
  if (options.target !== undefined) return { source, target: nodeOf(platform, '--target', options.target) };
  const others = platform.nodes.flatMap((_, node) => (node === source ? [] : [node]));
  return { source, target: others[0] ?? source };
}

/** Counts that belong to another migrator; 0 of them, and the one worker of the serial kernel, may be named. */
function checkCounts({ migrator, threads, channels }: SimulateOptions): void {
  const owner = 'the kernel copies serially: --threads goes with mtcopy';
  if (migrator === 'kernel' && threads !== undefined && !['0', '1'].includes(threads)) {
    throw refuse('--threads', `${owner}; got ${threads}, valid: 1`);
  }
  if (migrator === 'dcbm' && threads !== undefined && threads !== '0') {
    throw refuse('--threads', `dcbm copies by DMA, not by threads: use --channels; got ${threads}, valid: 0`);
  }
  if (migrator !== 'dcbm' && channels !== undefined && channels !== '0') {
    throw refuse('--channels', `${migrator} copies by CPU: --channels goes with dcbm; got ${channels}, valid: 0`);
  }
}

function planOf(options: SimulateOptions): CopyPlan {
  const migrator = oneOf('--migrator', options.migrator, MIGRATORS);
  checkCounts(options);
  if (options.spread && options.fill) {
    throw refuse('--fill', 'workers are either spread or filled in: give --spread or --fill, got both');
  }
  const stores = oneOf('--stores', options.stores, STORES);
  return {
    migrator,
    workers: { kernel: 1, mtcopy: count(options.threads ?? DEFAULT_THREADS), dcbm: 0 }[migrator],
    channels: migrator === 'dcbm' ? count(options.channels ?? DEFAULT_CHANNELS) : 0,
    side: oneOf('--placement', options.placement, SIDES),
    stores: stores === 'temporal' ? 'temporal' : 'nontemporal',
    placement: options.fill ? 'fill' : 'spread',
    dmaShare: migrator === 'dcbm' ? 1 : 0,
  };
}

function notesOf(options: SimulateOptions, plan: CopyPlan): string[] {
  const notes: string[] = [];
  const where = options.fill ? '--fill' : options.spread ? '--spread' : '';
  if (where !== '' && plan.migrator !== 'mtcopy')
    notes.push(`${where} changes nothing: ${plan.migrator} has no workers`);
  if (options.dmaInterface !== undefined && plan.channels === 0)
    notes.push(`--dma-interface changes nothing: ${plan.migrator} copies by CPU`);
  if (plan.migrator !== 'dcbm') return notes;
  if (options.stores !== 'temporal') notes.push('--stores changes nothing: dcbm stores no line by CPU');
  if (options.placement !== 'pull') notes.push('--placement changes nothing: dcbm copies on no CPU');
  return notes;
}

/** What of a request no machine does today. */
function hypotheses(platform: Platform, options: SimulateOptions, plan: CopyPlan): string[] {
  const hypothetical: string[] = [];
  const device = platform.dma[0];
  if (options.batch !== undefined)
    hypothetical.push('another batch cap needs a kernel change: the offload hook runs after the batch is unmapped');
  if (device && options.dmaInterface !== undefined && plan.channels > 0) {
    const own = interfaceOf(device);
    const wanted = readDmaInterface(options.dmaInterface, '--dma-interface');
    if (own !== wanted)
      hypothetical.push(`${wanted}: a hypothetical interface on this machine, whose kernel hands folios over ${own}`);
  }
  return hypothetical;
}

/** The platform with the interface that is asked for, if any copy goes by DMA. */
function platformUnder(platform: Platform, options: SimulateOptions): Platform {
  if (options.dmaInterface === undefined) return platform;
  const wanted = readDmaInterface(options.dmaInterface, '--dma-interface');
  return platform.dma.length > 0 ? withDmaInterface(platform, wanted) : platform;
}

/** Reads what is asked. @throws FoliotuneError `usage` naming the flag, its rule, the value and what is valid. */
export function readRequest(platform: Platform, options: SimulateOptions): Asked {
  const plan = planOf(options);
  const request = {
    folioBytes: bytesOf(options.folioSize),
    folios: count(options.folios),
    ...routeOf(platform, options),
    mmCpus: CALLER_CPUS,
    cap: options.batch === undefined ? undefined : readBatchCap(options.batch, '--batch'),
  };
  const found = impossibility(platform, request, plan);
  if (found) {
    const option = FLAGS[found.what];
    throw refuse(flagOf(option), `${found.rule}; got ${options[option] ?? plan[found.what as 'workers' | 'channels']}`);
  }
  const under = platformUnder(platform, options);
  const device = plan.channels > 0 ? under.dma[0] : undefined;
  return {
    ...{ platform: under, request, plan, notes: notesOf(options, plan) },
    ...(device ? { dmaInterface: interfaceOf(device) } : {}),
    hypothetical: hypotheses(platform, options, plan),
  };
}
