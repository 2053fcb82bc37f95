import { at, invariant } from '../core/errors.js';

/**
 * Jain's fairness index, J = (Σ xᵢ)² / (n Σ xᵢ²) for shares xᵢ ≥ 0 (Jain, Chiu & Hawe 1984, DEC-TR-301): 1 where all
 * get the same, 1/n where one gets everything. Nobody getting anything is equal treatment: 1.
 */
export function jainFairnessIndex(shares: ArrayLike<number>): number {
  invariant(shares.length > 0, 'fairness needs a share');
  let [sum, squares] = [0, 0];
  for (let i = 0; i < shares.length; i++) {
    const share = at(shares, i);
    invariant(share >= 0, `a share is not negative, got ${share}`);
    sum += share;
    squares += share ** 2;
  }
  return squares === 0 ? 1 : sum ** 2 / (shares.length * squares);
}
