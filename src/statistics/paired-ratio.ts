import { mean } from './mean.js';

/**
 * Ratio of two means over the same episodes, and its standard error by linearisation:
 *
 *   R = ā ÷ b̄        s² = Σ (a − R·b)² ÷ (n (n − 1)) ÷ b̄²        NaN for a single episode
 */
export function pairedRatio(
  a: readonly number[],
  b: readonly number[],
): { readonly ratio: number; readonly error: number } {
  const [n, base] = [a.length, mean(b)];
  const ratio = mean(a) / base;
  const squares = a.reduce((sum, value, k) => sum + (value - ratio * (b[k] ?? Number.NaN)) ** 2, 0);
  return { ratio, error: Math.sqrt(squares / (n * (n - 1))) / base };
}
