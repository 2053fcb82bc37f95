import { APART, type ColumnSource } from './columns.js';

/** What the CPUs give each slot and each node now: sharing/share-cpus.ts. */
export class CpuShares {
  /** Migration threads that each slot runs now, on which node, and 1 where they run while it copies. [slots] */
  readonly threads: Int32Array;
  readonly node: Int32Array;
  readonly copies: Int32Array;
  /** 1 where those threads copy by themselves, which siblings slow less than computing. [slots] */
  readonly byCpu: Int32Array;
  /** CPU time that each of a slot's threads gets, and the progress it makes in it [ns/ns]. [slots] */
  readonly share: Float64Array;
  readonly pace: Float64Array;
  /** Migration threads that run on each node, those that copy by themselves, and tenants' threads that may. [nodes] */
  readonly running: Float64Array;
  readonly copying: Float64Array;
  readonly tenants: Float64Array;
  /** CPUs that tenants use on each node, and the progress they make in a ns of one [ns/ns]. [nodes] */
  readonly used: Float64Array;
  readonly tenantSpeed: Float64Array;
  /** Progress of a tenant thread of each node [ns/ns], and what they all lose to migration [core-ns/ns]. [nodes] */
  readonly tenantPace: Float64Array;
  readonly lost: Float64Array;
  /** What of it siblings take from the CPU time that tenants do get [core-ns/ns]. [nodes] */
  readonly slowed: Float64Array;
  /** Share of a CPU of each thread of a node, without accounts, and what tenants lose to it [ns/ns]. [nodes] */
  readonly nodeShare: Float64Array;
  readonly lostToThread: Float64Array;
  /** What siblings leave of the pace of threads that copy, and of migration's others [ns/ns]. [nodes] */
  readonly copiesPace: Float64Array;
  readonly othersPace: Float64Array;

  constructor(slots: number, nodes: number, source: ColumnSource = APART) {
    this.threads = source.integer(slots);
    this.node = source.integer(slots);
    this.copies = source.integer(slots);
    this.byCpu = source.integer(slots);
    this.share = source.float(slots).fill(1);
    this.pace = source.float(slots).fill(1);
    this.running = source.float(nodes);
    this.copying = source.float(nodes);
    this.tenants = source.float(nodes);
    this.used = source.float(nodes);
    this.tenantSpeed = source.float(nodes).fill(1);
    this.tenantPace = source.float(nodes).fill(1);
    this.lost = source.float(nodes);
    this.slowed = source.float(nodes);
    this.nodeShare = source.float(nodes).fill(1);
    this.lostToThread = source.float(nodes);
    this.copiesPace = source.float(nodes).fill(1);
    this.othersPace = source.float(nodes).fill(1);
  }

  /** Runnable threads of a node, tenants' and migration's. */
  runnable(node: number): number {
    return (this.tenants[node] as number) + (this.running[node] as number);
  }
}
