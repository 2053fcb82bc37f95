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
  const last = new Int32Array(1 + callers.reduce((most, caller) => Math.max(most, caller), 0)).fill(-1);
  for (let index = 0; index < callers.length; index++) {
    const caller = callers[index] as number;
    const before = last[caller] as number;
    if (before !== -1) next[before] = index;
    last[caller] = index;
  }
  return next;
}

function isInOrder(requests: readonly MigrationRequest[]): boolean {
  return requests.every(
    ({ timeNs }, index) => index === 0 || (requests[index - 1] as MigrationRequest).timeNs <= timeNs,
  );
}

/** Columns of so many requests. */
function emptyArrivals(count: number) {
  const [floats, integers] = [() => new Float64Array(count), () => new Int32Array(count)];
  return {
    count,
    timeNs: floats(),
    folioBytes: floats(),
    folios: integers(),
    source: integers(),
    target: integers(),
    reason: integers(),
    mode: integers(),
    owner: integers(),
    caller: integers(),
    callerNode: integers(),
    touchRate: floats(),
    delayRate: floats(),
    mmCpus: integers(),
  };
}

/**
 * Arrays from a list of requests, sorted by time.
 * @param cpus no process has run on more CPUs than these.
 */
export function arrivalsOf(requests: readonly MigrationRequest[], cpus = Number.POSITIVE_INFINITY): Arrivals {
  // The sort is stable: ties stay in the order given.
  const list = isInOrder(requests) ? requests : [...requests].sort((a, b) => a.timeNs - b.timeNs);
  const arrivals = emptyArrivals(list.length);
  for (let r = 0; r < list.length; r++) {
    const request = list[r] as MigrationRequest;
    arrivals.timeNs[r] = request.timeNs;
    arrivals.folioBytes[r] = request.folioBytes;
    arrivals.folios[r] = request.folios;
    arrivals.source[r] = request.source;
    arrivals.target[r] = request.target;
    arrivals.reason[r] = REASONS.indexOf(request.reason);
    arrivals.mode[r] = MODES.indexOf(request.mode);
    arrivals.owner[r] = request.owner;
    arrivals.caller[r] = request.caller;
    arrivals.callerNode[r] = request.callerNode;
    arrivals.touchRate[r] = request.touchRate;
    arrivals.delayRate[r] = request.delayRate;
    arrivals.mmCpus[r] = Math.min(request.mmCpus, cpus);
  }
  return { ...arrivals, nextOfCaller: nextOfCaller(arrivals.caller) };
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
