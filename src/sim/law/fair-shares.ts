/*
 * Weighted fair sharing of a node's CPUs among groups of threads (water filling):
 *
 *   x_g = min(k_g, w_g · λ)   with Σ x_g = min(C, Σ k_g)
 *
 * for C CPUs, k_g runnable threads and weight w_g of group g: nobody gets more than it can use, what it leaves goes to
 * the others in proportion to their weights. [CPUs]
 */

/** Whether a level is above a cap, but for rounding. */
const SAME = 1 + 1e-12;

/** Writes what each group gets into `got`; groups of weight or cap 0 get nothing. */
export function fairShares(capacity: number, caps: Float64Array, weights: Float64Array, got: Float64Array): void {
  let wanted = 0;
  for (let g = 0; g < caps.length; g++) wanted += caps[g] ?? 0;
  if (wanted <= capacity) {
    got.set(caps);
    return;
  }
  got.fill(-1);
  let left = capacity;
  for (let level = levelOf(left, weights, caps, got); ; level = levelOf(left, weights, caps, got)) {
    let filled = 0;
    for (let g = 0; g < caps.length; g++) {
      const cap = caps[g] ?? 0;
      if (got[g] !== -1 || cap > (weights[g] ?? 0) * level * SAME) continue;
      got[g] = cap;
      left -= cap;
      filled++;
    }
    if (filled > 0) continue;
    for (let g = 0; g < caps.length; g++) if (got[g] === -1) got[g] = (weights[g] ?? 0) * level;
    return;
  }
}

/** The level at which the groups not yet filled use up what is left. */
function levelOf(left: number, weights: Float64Array, caps: Float64Array, got: Float64Array): number {
  let sum = 0;
  for (let g = 0; g < caps.length; g++) if (got[g] === -1) sum += weights[g] ?? 0;
  return sum > 0 ? Math.max(0, left) / sum : 0;
}
