/*
 * Weighted max–min fair rates from their definition, by another way than progressive filling:
 *
 *   1. bisect the largest λ at which x_f = min(L_f, w_f · λ) of all flows not yet settled is feasible
 *   2. a flow that is at its limit there, or uses a resource that is full, is settled there
 *   3. again, until all are settled
 *
 * Slow and plain; it holds no sums from round to round, so it shares no bookkeeping with the solver it judges.
 */

export interface ReferenceFlow {
  readonly weight: number;
  readonly limit: number;
  /** Resource and bytes of it for each byte moved. */
  readonly uses: readonly (readonly [resource: number, share: number])[];
}

/** A limit or a capacity nearer than this part of it is reached. */
const NEAR = 1e-11;
const BISECTIONS = 200;

/** What the flows take of each resource. */
export function loadOf(flows: readonly ReferenceFlow[], rates: readonly number[], resources: number): number[] {
  const load = new Array<number>(resources).fill(0);
  flows.forEach((flow, f) => {
    for (const [resource, share] of flow.uses) load[resource] = (load[resource] ?? 0) + (rates[f] ?? 0) * share;
  });
  return load;
}

function feasible(flows: readonly ReferenceFlow[], rates: readonly number[], capacity: readonly number[]): boolean {
  return loadOf(flows, rates, capacity.length).every((load, resource) => load <= (capacity[resource] ?? 0));
}

/** The largest λ in [0, most] that is feasible when feasibility is monotone. */
function largest(most: number, holds: (level: number) => boolean): number {
  if (holds(most)) return most;
  let [low, high] = [0, most];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Whether a flow is below its limit, and no resource it uses is full: a small flow beside large ones has no other sign. */
function canRise(
  flows: readonly ReferenceFlow[],
  rates: readonly number[],
  capacity: readonly number[],
  f: number,
): boolean {
  const { limit = 0, uses = [] } = flows[f] ?? {};
  if ((rates[f] ?? 0) >= limit * (1 - NEAR)) return false;
  const load = loadOf(flows, rates, capacity.length);
  return uses.every(([resource]) => (load[resource] ?? 0) < (capacity[resource] ?? 0) * (1 - NEAR));
}

/** Rates of the flows [bytes/ns]. */
export function maxMinRates(flows: readonly ReferenceFlow[], capacity: readonly number[]): number[] {
  const settled = new Map<number, number>();
  const most = Math.max(0, ...flows.map((flow) => flow.limit / flow.weight));
  const ratesAt = (level: number): number[] =>
    flows.map((flow, f) => settled.get(f) ?? Math.min(flow.limit, flow.weight * level));
  while (settled.size < flows.length) {
    const rates = ratesAt(largest(most, (level) => feasible(flows, ratesAt(level), capacity)));
    const stuck = flows.flatMap((_, f) => (settled.has(f) || canRise(flows, rates, capacity, f) ? [] : [f]));
    if (stuck.length === 0) throw new Error('the reference settles no flow: NEAR is below its own rounding');
    for (const f of stuck) settled.set(f, rates[f] ?? 0);
  }
  return ratesAt(0);
}
