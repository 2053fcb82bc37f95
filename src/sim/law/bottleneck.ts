import type { FlowTable } from './flow-table.js';

/** A resource used up to this part of its capacity holds its flows back. */
const FULL = 1 - 1e-9;

/** What a flow would get with nobody else on the machine [bytes/ns]. */
export function rateAlone(flows: FlowTable, flow: number, capacity: Float64Array): number {
  let rate = flows.limit[flow] ?? 0;
  const from = flows.usesFrom(flow);
  for (let use = from; use < from + (flows.useCount[flow] ?? 0); use++) {
    rate = Math.min(rate, (capacity[flows.useResource[use] ?? 0] ?? 0) / (flows.useWeight[use] ?? 1));
  }
  return rate;
}

/** Whether two flows use a resource that has nothing left. */
function shareBottleneck(
  flows: FlowTable,
  one: number,
  other: number,
  used: Float64Array,
  capacity: Float64Array,
): boolean {
  const [from, otherFrom] = [flows.usesFrom(one), flows.usesFrom(other)];
  for (let use = from; use < from + (flows.useCount[one] ?? 0); use++) {
    const resource = flows.useResource[use] ?? 0;
    if ((used[resource] ?? 0) < (capacity[resource] ?? 0) * FULL) continue;
    for (let met = otherFrom; met < otherFrom + (flows.useCount[other] ?? 0); met++) {
      if (flows.useResource[met] === resource) return true;
    }
  }
  return false;
}

/** Writes the rates of the flows that meet `flow` at a bottleneck into `met`, 0 for all others; returns their sum. */
export function flowsMet(
  flows: FlowTable,
  flow: number,
  used: Float64Array,
  capacity: Float64Array,
  met: Float64Array,
): number {
  let sum = 0;
  for (let other = 0; other < flows.places; other++) {
    const rate = flows.rate[other] ?? 0;
    const meets = other !== flow && rate > 0 && shareBottleneck(flows, flow, other, used, capacity);
    met[other] = meets ? rate : 0;
    if (meets) sum += rate;
  }
  return sum;
}
