import type { Platform } from '../../platform/platform.js';

/*
 * Siblings: a core of s hardware threads, which the kernel counts as s CPUs. With c cores, threads that run take idle
 * cores first, as the kernel places them (select_idle_core); each of the others runs beside one that had its core alone.
 *
 *   y = gain ÷ (s − 1)                      what a computing sibling adds to its core's work: 1 + gain with all s busy
 *   alone(T) = min(T, c) + y · max(0, min(T, s·c) − c)          progress of T tenant threads alone [core-ns/ns]
 *
 * Beside T tenants that run, migration runs M threads: i = max(0, c − T) find an idle core, m = max(0, M − i) run on
 * siblings, a part β = 1 − i/c of them beside a tenant, the others beside migration's own.
 *
 *   copies          wait for memory, on lines in flight that a tenant beside them leaves alone: full speed, and take
 *                   `copyLoss` from the tenant; two copies on one core share its lines and have half the speed
 *   other threads   (unmap, remap, polling) compute: (1 + y) ÷ 2 on a sibling, and take (1 − y) ÷ 2 from the tenant
 *
 * Without siblings nobody runs beside anybody: with s = 1 this law is never asked.
 */
export interface Siblings {
  readonly cores: number;
  readonly threadsPerCore: number;
  readonly gain: number;
  readonly copyLoss: number;
}

/** What running beside siblings leaves. */
export interface SiblingPaces {
  /** Progress of all tenants that run [core-ns/ns]. */
  readonly tenants: number;
  /** Progress of a copying thread and of another thread of migration in the CPU time it gets [ns/ns]. */
  readonly copies: number;
  readonly others: number;
}

/** The siblings of a node's cores; undefined where there are none. */
export function siblingsOf({ smt, nodes }: Platform, node: number): Siblings | undefined {
  const { cores = 0, threadsPerCore = 1 } = nodes[node] ?? {};
  if (!smt || threadsPerCore === 1 || cores === 0) return undefined;
  return { cores, threadsPerCore, gain: smt.gain.value, copyLoss: smt.copyLoss.value };
}

function addedBySibling({ gain, threadsPerCore }: Siblings): number {
  return gain / (threadsPerCore - 1);
}

/** Progress of so many tenant threads with nothing beside them [core-ns/ns]. */
export function progressAlone(siblings: Siblings, threads: number): number {
  const { cores, threadsPerCore } = siblings;
  const running = Math.min(threads, cores * threadsPerCore);
  return Math.min(running, cores) + addedBySibling(siblings) * Math.max(0, running - cores);
}

/** What everybody gets of the cores when so many tenants' threads, copies and other threads of migration run. */
export function besideSiblings(siblings: Siblings, tenants: number, copies: number, others: number): SiblingPaces {
  const { cores, copyLoss } = siblings;
  const alone = progressAlone(siblings, tenants);
  const idle = Math.max(0, cores - tenants);
  const onSiblings = Math.max(0, copies + others - idle);
  if (onSiblings === 0) return { tenants: alone, copies: 1, others: 1 };
  const part = onSiblings / (copies + others);
  const besideCopies = idle / cores;
  const taken = (1 - addedBySibling(siblings)) / 2;
  return {
    tenants: Math.max(0, alone - part * (1 - besideCopies) * (copyLoss * copies + taken * others)),
    copies: 1 - part * besideCopies,
    others: 1 - part * taken,
  };
}
