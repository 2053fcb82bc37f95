import type { FlowTable } from './flow-table.js';
import type { FlowUses } from './flow-uses.js';

/**
 * Rate of a flow if it meets another one at a resource that has nothing left, else 0 [bytes/ns].
 * @param full the resources that have nothing left (resource-set.ts).
 */
export function rateMet({ rate, uses }: FlowTable, flow: number, other: number, full: Int32Array): number {
  const own = (uses[flow] as FlowUses).set;
  const theirs = (uses[other] as FlowUses).set;
  for (let word = 0; word < full.length; word++) {
    const shared = (own[word] as number) & (theirs[word] as number) & (full[word] as number);
    if (shared !== 0) return rate[other] as number;
  }
  return 0;
}

/** The rates of all flows that meet `flow` where nothing is left, together [bytes/ns]. */
export function ratesMet(flows: FlowTable, flow: number, full: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < flows.openCount; k++) {
    const other = flows.open[k] as number;
    if (other !== flow) sum += rateMet(flows, flow, other, full);
  }
  return sum;
}
