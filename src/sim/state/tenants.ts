import { APART, type ColumnSource } from './columns.js';

/** Flows each node's tenants have: to their own memory and to the next node's. */
export const FLOWS_PER_NODE = 2;

/**
 * The tenants' load as it stands: threads on each node and the traffic they would make. `baseline` is what their flows
 * get with no migration at all, so that only what migration takes is charged to it.
 */
export class Tenants {
  /** Runnable threads. [nodes] */
  readonly threads: Float64Array;
  /** Undisturbed demand of each flow [bytes/ns]. [nodes × FLOWS_PER_NODE] */
  readonly demand: Float64Array;
  readonly baseline: Float64Array;

  constructor(nodes: number, source: ColumnSource = APART) {
    this.threads = source.float(nodes);
    this.demand = source.float(nodes * FLOWS_PER_NODE);
    this.baseline = source.float(nodes * FLOWS_PER_NODE);
  }

  set(node: number, threads: number, localDemand: number, remoteDemand: number): void {
    this.threads[node] = threads;
    this.demand[node * FLOWS_PER_NODE] = localDemand;
    this.demand[node * FLOWS_PER_NODE + 1] = remoteDemand;
  }
}
