/*
 * Sets of resources as bits: resource r is bit r & 31 of word r >> 5. Whether two flows meet is asked at every event, for
 * every pair of them.
 */

/** A resource used up to this part of its capacity has nothing left. */
const FULL = 1 - 1e-9;

export function createResourceSet(resources: number): Int32Array {
  return new Int32Array(Math.ceil(resources / 32));
}

export function addResource(set: Int32Array, resource: number): void {
  set[resource >> 5] = (set[resource >> 5] as number) | (1 << (resource & 31));
}

/** Makes `full` the set of the resources that have nothing left. */
export function findFull(used: Float64Array, capacity: Float64Array, full: Int32Array): void {
  for (let word = 0; word < full.length; word++) full[word] = 0;
  for (let r = 0; r < used.length; r++) {
    if ((used[r] as number) >= (capacity[r] as number) * FULL) addResource(full, r);
  }
}

export function isEmpty(set: Int32Array): boolean {
  for (let word = 0; word < set.length; word++) if (set[word] !== 0) return false;
  return true;
}

/** Whether a resource is in both sets. */
export function meet(one: Int32Array, other: Int32Array): boolean {
  for (let word = 0; word < one.length; word++)
    if (((one[word] as number) & (other[word] as number)) !== 0) return true;
  return false;
}

/** Adds to `set` what is in both of two others; returns whether that changes it. */
export function addCommon(set: Int32Array, one: Int32Array, other: Int32Array): boolean {
  let changed = 0;
  for (let word = 0; word < set.length; word++) {
    const common = (one[word] as number) & (other[word] as number) & ~(set[word] as number);
    set[word] = (set[word] as number) | common;
    changed |= common;
  }
  return changed !== 0;
}
