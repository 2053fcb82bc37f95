import { APART, type ColumnSource } from './columns.js';

/** What everything costs a nanosecond, by slot, until somebody touches it: charging/. */
export class CostRates {
  /** CPUs that the slot's threads use, what they cost, and misattributed CPU time [core-ns/ns]. [slots] */
  readonly cpuUse: Float64Array;
  readonly cpu: Float64Array;
  readonly fairness: Float64Array;
  /** What the tenants of each node lose to migration's traffic [core-ns/ns]. [nodes] */
  readonly tenantLoss: Float64Array;

  constructor(slots: number, nodes: number, source: ColumnSource = APART) {
    this.cpuUse = source.float(slots);
    this.cpu = source.float(slots);
    this.fairness = source.float(slots);
    this.tenantLoss = source.float(nodes);
  }
}
