import { APART, type ColumnSource } from './columns.js';

/** What everything costs a nanosecond between two events, by slot: charging/. */
export class CostRates {
  /** CPUs that the slot's threads use, and what they cost [core-ns/ns]. [slots] */
  readonly cpuUse: Float64Array;
  readonly cpu: Float64Array;
  /** Slowdown of tenants, misattributed CPU time, and what it costs other slots [core-ns/ns]. [slots] */
  readonly bandwidth: Float64Array;
  readonly fairness: Float64Array;
  readonly externality: Float64Array;
  /** What the tenants of each node lose to migration's traffic [core-ns/ns]. [nodes] */
  readonly tenantLoss: Float64Array;

  constructor(slots: number, nodes: number, source: ColumnSource = APART) {
    this.cpuUse = source.float(slots);
    this.cpu = source.float(slots);
    this.bandwidth = source.float(slots);
    this.fairness = source.float(slots);
    this.externality = source.float(slots);
    this.tenantLoss = source.float(nodes);
  }
}
