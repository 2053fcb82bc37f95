import { contentHash } from '../core/canonical-json.js';
import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { MODES, REASONS } from '../migration/vocabulary.js';
import { NODE_KINDS } from '../platform/node-kind.js';

/**
 * What a policy sees. This one table drives the observation vector, the documentation, the policy file and the
 * exported C header; its hash travels with the policy and a mismatch is refused. The hash covers what a decision can
 * depend on and no prose, so that a clearer sentence makes no policy unloadable.
 */

/** Where the kernel would get a feature when `offload_copy()` runs. */
export type Availability =
  /** The hook's own arguments: the two folio lists. */
  | 'hook'
  /** The provider can keep or read it cheaply. */
  | 'provider'
  /** Wants one more argument at the hook, or an accessor of another subsystem. */
  | 'kernel-change'
  /** Only the simulator knows. */
  | 'simulator';

/** How a raw integer becomes a network's input; see `encode.ts`. */
export type Encoding = 'linear' | 'log2' | 'one-hot';

export interface Feature {
  readonly name: string;
  readonly unit: string;
  readonly ctype: 'u8' | 'u16' | 'u32';
  readonly min: number;
  readonly max: number;
  readonly encoding: Encoding;
  /** What the numbers of an enumeration stand for, that of `min` first; no enumeration where absent. */
  readonly values?: readonly string[];
  readonly availability: Availability;
  readonly meaning: string;
}

type Row = readonly [string, string, Feature['ctype'], number, number, Encoding, Availability, string];

const ROWS: readonly Row[] = [
  ['reason', 'enum', 'u8', 0, REASONS.length - 1, 'one-hot', 'kernel-change', `why: ${REASONS.join(', ')}`],
  ['mode', 'enum', 'u8', 0, MODES.length - 1, 'linear', 'kernel-change', `mode: ${MODES.join(', ')}`],
  ['folio_order', 'order', 'u8', 0, 18, 'linear', 'hook', 'log2 of base pages per folio'],
  ['nr_folios', 'folios', 'u32', 1, 1 << 20, 'log2', 'hook', 'folios in this batch'],
  ['batch_kib', 'KiB', 'u32', 4, 1 << 30, 'log2', 'hook', 'bytes in this batch'],
  ['pmd_mapped', 'bool', 'u8', 0, 1, 'linear', 'hook', '1 if each folio was mapped by one PMD entry'],
  ['src_kind', 'enum', 'u8', 0, NODE_KINDS.length - 1, 'one-hot', 'hook', `source node: ${NODE_KINDS.join(', ')}`],
  ['dst_kind', 'enum', 'u8', 0, NODE_KINDS.length - 1, 'one-hot', 'hook', `target node: ${NODE_KINDS.join(', ')}`],
  ['distance', 'SLIT', 'u8', 10, 255, 'linear', 'hook', 'node_distance(source, target)'],
  ['src_cpus', 'CPUs', 'u16', 0, 4096, 'log2', 'hook', 'CPUs of the source node, siblings counted'],
  ['dst_cpus', 'CPUs', 'u16', 0, 4096, 'log2', 'hook', 'CPUs of the target node, siblings counted'],
  ['src_complexes', 'CCDs', 'u16', 0, 256, 'log2', 'hook', 'core complexes of the source node'],
  ['dst_complexes', 'CCDs', 'u16', 0, 256, 'log2', 'hook', 'core complexes of the target node'],
  ['src_idle_cpus', 'CPUs', 'u16', 0, 4096, 'log2', 'provider', 'idle CPUs of the source node'],
  ['dst_idle_cpus', 'CPUs', 'u16', 0, 4096, 'log2', 'provider', 'idle CPUs of the target node'],
  ['src_load', '%', 'u16', 0, 3200, 'log2', 'provider', 'runnable threads per 100 CPUs, source node'],
  ['dst_load', '%', 'u16', 0, 3200, 'log2', 'provider', 'runnable threads per 100 CPUs, target node'],
  ['dma_channels', 'channels', 'u8', 0, 255, 'log2', 'provider', 'DMA channels on line'],
  ['dma_free', 'channels', 'u8', 0, 255, 'log2', 'provider', 'DMA channels that no batch holds'],
  ['dma_outstanding_kib', 'KiB', 'u32', 0, 1 << 30, 'log2', 'provider', 'bytes submitted to DMA and not yet copied'],
  ['route_mbps', 'MB/s', 'u32', 0, 1 << 24, 'log2', 'provider', 'traffic on the link from source to target'],
  ['src_mbps', 'MB/s', 'u32', 0, 1 << 24, 'log2', 'provider', 'memory traffic of the source node'],
  ['dst_mbps', 'MB/s', 'u32', 0, 1 << 24, 'log2', 'provider', 'memory traffic of the target node'],
  ['copies_in_flight', 'batches', 'u16', 0, 4096, 'log2', 'provider', 'other batches now being copied'],
  ['remaining_kib', 'KiB', 'u32', 0, 1 << 30, 'log2', 'kernel-change', 'bytes of the same request still to come'],
  ['mm_cpus', 'CPUs', 'u16', 0, 4096, 'log2', 'kernel-change', "CPUs in the mm's mask"],
  ['worker_mbps', 'MB/s', 'u32', 0, 1 << 24, 'log2', 'provider', 'what one copy worker moves on this route, idle'],
  ['channel_mbps', 'MB/s', 'u32', 0, 1 << 24, 'log2', 'provider', 'what one DMA channel moves on this route, idle'],
  [
    'owner_budget',
    'permille',
    'u16',
    0,
    1000,
    'linear',
    'kernel-change',
    "left of the owner's CPU quota this period; 1000: no quota",
  ],
  [
    'workers_mbps',
    'MB/s',
    'u32',
    0,
    1 << 24,
    'log2',
    'provider',
    'the most that copy workers move on this route, idle',
  ],
  [
    'two_channels_mbps',
    'MB/s',
    'u32',
    0,
    1 << 24,
    'log2',
    'provider',
    'what two DMA channels move on this route, idle',
  ],
  ['channels_mbps', 'MB/s', 'u32', 0, 1 << 24, 'log2', 'provider', 'what all DMA channels move on this route, idle'],
  [
    'dma_waits',
    'bool',
    'u8',
    0,
    1,
    'linear',
    'provider',
    '1 if a batch waits for a channel, 0 if its caller copies it',
  ],
  ['dma_setup_us', 'us', 'u16', 0, 65535, 'log2', 'provider', 'until one DMA channel copies a folio: request, mapping'],
];

const VALUES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['reason', REASONS],
  ['mode', MODES],
  ['src_kind', NODE_KINDS],
  ['dst_kind', NODE_KINDS],
]);

export const FEATURES: readonly Feature[] = Object.freeze(
  ROWS.map(([name, unit, ctype, min, max, encoding, availability, meaning]) => {
    const values = VALUES.get(name);
    return Object.freeze({ name, unit, ctype, min, max, encoding, ...(values && { values }), availability, meaning });
  }),
);

/**
 * Hash of what a policy's numbers rest on: each feature's name, index, C type, range and encoding (what an
 * enumeration's numbers stand for is its encoding). Unit, availability and meaning are words about it.
 */
export function featureTableHash(features: readonly Feature[]): string {
  return contentHash(
    features.map(({ name, ctype, min, max, encoding, values }, index) => {
      return { index, name, ctype, min, max, encoding, values };
    }),
  );
}

export const FEATURE_TABLE_HASH = featureTableHash(FEATURES);

const INDEX: ReadonlyMap<string, number> = new Map(FEATURES.map((feature, index) => [feature.name, index]));

/** @throws FoliotuneError `name-unknown` with the nearest feature. */
export function featureIndex(name: string): number {
  const index = INDEX.get(name);
  if (index === undefined) {
    throw new FoliotuneError('name-unknown', `unknown feature "${name}"`, { hint: nameHint(name, INDEX.keys()) });
  }
  return index;
}

/** Places of features in the feature table, in the order of their names. */
export function featureIndices<const Names extends readonly string[]>(names: Names): { [K in keyof Names]: number } {
  return names.map(featureIndex) as { [K in keyof Names]: number };
}
