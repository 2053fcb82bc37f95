import { type Arrivals, nextOfCaller } from './episode.js';

/** Entries of the arrivals that come at or after `fromNs` and before `toNs`: [first, end). */
function windowOf(arrivals: Arrivals, fromNs: number, toNs: number): [number, number] {
  let first = 0;
  while (first < arrivals.count && (arrivals.timeNs[first] ?? 0) < fromNs) first++;
  let end = first;
  while (end < arrivals.count && (arrivals.timeNs[end] ?? 0) < toNs) end++;
  return [first, end];
}

/**
 * The first `keep` arrivals of `past`, then those of `future` that come in [fromNs, fromNs + lengthNs), moved so that
 * fromNs becomes nowNs; the first `most` of them at most.
 */
export function spliceArrivals(
  past: Arrivals,
  keep: number,
  future: Arrivals,
  fromNs: number,
  lengthNs: number,
  nowNs: number,
  most = Number.POSITIVE_INFINITY,
): Arrivals {
  const [first, last] = windowOf(future, fromNs, fromNs + lengthNs);
  const end = Math.min(last, first + most);
  const count = keep + end - first;
  const floats = (a: Float64Array, b: Float64Array): Float64Array => {
    const joined = new Float64Array(count);
    joined.set(a.subarray(0, keep));
    joined.set(b.subarray(first, end), keep);
    return joined;
  };
  const integers = (a: Int32Array, b: Int32Array): Int32Array => {
    const joined = new Int32Array(count);
    joined.set(a.subarray(0, keep));
    joined.set(b.subarray(first, end), keep);
    return joined;
  };
  const timeNs = floats(past.timeNs, future.timeNs);
  for (let k = keep; k < count; k++) timeNs[k] = (timeNs[k] ?? 0) - fromNs + nowNs;
  const caller = integers(past.caller, future.caller);
  return {
    count,
    timeNs,
    folioBytes: floats(past.folioBytes, future.folioBytes),
    folios: integers(past.folios, future.folios),
    source: integers(past.source, future.source),
    target: integers(past.target, future.target),
    reason: integers(past.reason, future.reason),
    mode: integers(past.mode, future.mode),
    owner: integers(past.owner, future.owner),
    caller,
    callerNode: integers(past.callerNode, future.callerNode),
    touchRate: floats(past.touchRate, future.touchRate),
    delayRate: floats(past.delayRate, future.delayRate),
    mmCpus: integers(past.mmCpus, future.mmCpus),
    nextOfCaller: nextOfCaller(caller),
  };
}
