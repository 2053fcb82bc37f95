/** Why the kernel migrates; the order is the policy's integer code. Names: enum migrate_reason, shortened. */
export const REASONS = [
  'syscall',
  'demotion',
  'numa_misplaced',
  'compaction',
  'memory_hotplug',
  'contig_range',
  'longterm_pin',
  'damon',
] as const;
export type Reason = (typeof REASONS)[number];

/** enum migrate_mode. */
export const MODES = ['async', 'sync_light', 'sync'] as const;
export type Mode = (typeof MODES)[number];

/** Copy workers on the source's CPUs (push) or the target's (pull). */
export const SIDES = ['push', 'pull'] as const;
export type Side = (typeof SIDES)[number];

export const STORES = ['temporal', 'nontemporal'] as const;
export type Stores = (typeof STORES)[number];

/** Workers one per core complex first, or filling one first. */
export const PLACEMENTS = ['spread', 'fill'] as const;
export type Placement = (typeof PLACEMENTS)[number];

export const MIGRATORS = ['kernel', 'mtcopy', 'dcbm', 'hybrid'] as const;
export type Migrator = (typeof MIGRATORS)[number];

/** Whose CPU account pays for the copy: sim/state/cpu-accounts.ts says how. */
export const ATTRIBUTIONS = ['caller', 'owner', 'system'] as const;
export type Attribution = (typeof ATTRIBUTIONS)[number];

/** How one batch is copied. `kernel` is the caller's serial copy: one worker, no channel. */
export interface CopyPlan {
  readonly migrator: Migrator;
  /** CPU copy workers, 0 for pure DMA. */
  readonly workers: number;
  /** DMA channels, 0 for pure CPU copies. */
  readonly channels: number;
  readonly side: Side;
  readonly stores: Stores;
  readonly placement: Placement;
  /** Share of the bytes that goes by DMA, 0 to 1. */
  readonly dmaShare: number;
}

/** The caller's serial copy: what declining a batch comes to. */
export const SERIAL_COPY: CopyPlan = Object.freeze({
  migrator: 'kernel',
  workers: 1,
  channels: 0,
  side: 'pull',
  stores: 'temporal',
  placement: 'spread',
  dmaShare: 0,
});

/** A list of equal folios that one caller moves from one node to another. */
export interface MigrationRequest {
  /** Arrival time [ns]. */
  readonly timeNs: number;
  /** Size of each folio [bytes]. */
  readonly folioBytes: number;
  readonly folios: number;
  /** Indices into the platform's nodes. */
  readonly source: number;
  readonly target: number;
  readonly reason: Reason;
  readonly mode: Mode;
  /** Index of the cgroup whose pages these are. */
  readonly owner: number;
  /** The kernel context that runs the request; one context handles its requests one after the other. */
  readonly caller: number;
  /** Node whose CPUs run the caller. */
  readonly callerNode: number;
  /** Rate at which an unmapped folio is touched by a thread that then blocks [1/ns]. */
  readonly touchRate: number;
  /** Progress lost per folio while it stays on the slow node [core-ns per ns]. */
  readonly delayRate: number;
  /** CPUs in the owner's mm mask, which a TLB flush interrupts. */
  readonly mmCpus: number;
}
