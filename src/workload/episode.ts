import { type MigrationRequest, MODES, REASONS } from '../migration/vocabulary.js';
import type { AccountPlan } from './account-plan.js';
import type { Faults } from './faults.js';

/**
 * One episode of a workload, complete before it is run, so that every policy meets the same arrivals. Struct of arrays;
 * entry r is request r, in the order of time (ties in the order given).
 */
export interface Arrivals {
  readonly count: number;
  /** Arrival [ns]. */
  readonly timeNs: Float64Array;
  readonly folioBytes: Float64Array;
  readonly folios: Int32Array;
  readonly source: Int32Array;
  readonly target: Int32Array;
  /** Codes of `REASONS` and `MODES`. */
  readonly reason: Int32Array;
  readonly mode: Int32Array;
  readonly owner: Int32Array;
  readonly caller: Int32Array;
  readonly callerNode: Int32Array;
  /** [1/ns] */
  readonly touchRate: Float64Array;
  /** [core-ns per ns and folio] */
  readonly delayRate: Float64Array;
  readonly mmCpus: Int32Array;
  /** The next request of the same caller, −1 after its last. */
  readonly nextOfCaller: Int32Array;
}

/** What tenants do on each node, piecewise constant; entry k holds from `timeNs[k]` for `node[k]`. */
export interface TenantLoad {
  readonly count: number;
  readonly timeNs: Float64Array;
  readonly node: Int32Array;
  /** Runnable tenant threads on the node's CPUs. */
  readonly threads: Float64Array;
  /** Memory traffic the tenants would make undisturbed, on their own node and from the next one [bytes/ns]. */
  readonly localDemand: Float64Array;
  readonly remoteDemand: Float64Array;
}

export interface Episode {
  readonly arrivals: Arrivals;
  readonly load: TenantLoad;
  /** Kernel contexts that issue requests; each handles its own one after the other. */
  readonly callers: number;
  /** What fails of the DMA device; nothing where absent. */
  readonly faults?: Faults;
  /** CPU accounts of tenants, owners and callers; where absent nobody's CPU time is limited or weighted. */
  readonly accounts?: AccountPlan;
}

export interface LoadChange {
  readonly timeNs: number;
  readonly node: number;
  readonly threads: number;
  readonly localDemand: number;
  readonly remoteDemand: number;
}

/** For each request of a list, given by their callers, the next one of the same caller; −1 after its last. */
export function nextOfCaller(callers: Int32Array): Int32Array {
  const next = new Int32Array(callers.length).fill(-1);
  const last = new Map<number, number>();
  callers.forEach((caller, index) => {
    const before = last.get(caller);
    if (before !== undefined) next[before] = index;
    last.set(caller, index);
  });
  return next;
}

/** Arrays from a list of requests, sorted by time. */
export function arrivalsOf(requests: readonly MigrationRequest[]): Arrivals {
  const sorted = requests.map((request, index) => ({ request, index }));
  sorted.sort((a, b) => a.request.timeNs - b.request.timeNs || a.index - b.index);
  const list = sorted.map(({ request }) => request);
  const floats = (read: (request: MigrationRequest) => number) => Float64Array.from(list, read);
  const integers = (read: (request: MigrationRequest) => number) => Int32Array.from(list, read);
  return {
    count: list.length,
    timeNs: floats((r) => r.timeNs),
    folioBytes: floats((r) => r.folioBytes),
    folios: integers((r) => r.folios),
    source: integers((r) => r.source),
    target: integers((r) => r.target),
    reason: integers((r) => REASONS.indexOf(r.reason)),
    mode: integers((r) => MODES.indexOf(r.mode)),
    owner: integers((r) => r.owner),
    caller: integers((r) => r.caller),
    callerNode: integers((r) => r.callerNode),
    touchRate: floats((r) => r.touchRate),
    delayRate: floats((r) => r.delayRate),
    mmCpus: integers((r) => r.mmCpus),
    nextOfCaller: nextOfCaller(integers((r) => r.caller)),
  };
}

/** Arrays from a list of load changes, sorted by time. */
export function tenantLoadOf(changes: readonly LoadChange[]): TenantLoad {
  const list = [...changes].sort((a, b) => a.timeNs - b.timeNs || a.node - b.node);
  return {
    count: list.length,
    timeNs: Float64Array.from(list, (c) => c.timeNs),
    node: Int32Array.from(list, (c) => c.node),
    threads: Float64Array.from(list, (c) => c.threads),
    localDemand: Float64Array.from(list, (c) => c.localDemand),
    remoteDemand: Float64Array.from(list, (c) => c.remoteDemand),
  };
}
