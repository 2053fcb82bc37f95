import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { at } from '../../core/errors.js';

/*
 * Ridge regression (Hoerl and Kennard 1970) from sufficient statistics, so that samples are seen once:
 *
 *   A ← A + φφᵀ,   b ← b + yφ,   w = c + (A + λI)⁻¹ (b − A·c)
 *
 * with weights shrunk towards a centre c (zero, or what a larger pool of samples says),
 * over the basis φ = [1, x_i, x_i·x_j (i ≤ j)] that the policy model of kind `linear` uses. Functions that no sample had
 * (of features that are 0 on this machine, or exclude each other) have zero rows in A and keep their centre: a third of
 * them need not be solved for.
 */

/** Weights and what is known about them. */
export interface RidgeFit {
  readonly weights: Float64Array;
  /** Lower triangle of L with L·Lᵀ = A + λI, row by row: the precision of the weights in units of the noise. */
  factor(): Float64Array;
}

/** Writes φ(x) for one row of inputs. [basisSize(degree, inputs)] */
export function expandRow(degree: 1 | 2, x: ArrayLike<number>, from: number, inputs: number, out: Float64Array): void {
  out[0] = 1;
  for (let i = 0; i < inputs; i++) out[1 + i] = x[from + i] ?? 0;
  if (degree === 1) return;
  let k = 1 + inputs;
  for (let i = 0; i < inputs; i++) {
    const xi = x[from + i] ?? 0;
    for (let j = i; j < inputs; j++) out[k++] = xi * (x[from + j] ?? 0);
  }
}

/** L over the whole basis from that over the functions `used`; the others have √λ on the diagonal alone. */
function lowerTriangle(l: Matrix, used: readonly number[], size: number, lambda: number): Float64Array {
  const packed = new Float64Array((size * (size + 1)) / 2);
  for (let i = 0; i < size; i++) packed[(i * (i + 3)) / 2] = Math.sqrt(lambda);
  used.forEach((row, i) => {
    for (let j = 0; j <= i; j++) packed[(row * (row + 1)) / 2 + at(used, j)] = l.get(i, j);
  });
  return packed;
}

/** √(φᵀ(L·Lᵀ)⁻¹φ) by forward substitution, y = L⁻¹φ, in place of `work`: the deviation of w·φ in units of the noise. */
export function predictedDeviation(factor: Float64Array, basis: Float64Array, work: Float64Array): number {
  let [k, squares] = [0, 0];
  for (let i = 0; i < basis.length; i++) {
    let rest = basis[i] as number;
    for (let j = 0; j < i; j++) rest -= (factor[k++] as number) * (work[j] as number);
    const y = rest / (factor[k++] as number);
    work[i] = y;
    squares += y * y;
  }
  return Math.sqrt(squares);
}

/** x = L⁻ᵀz by back substitution, in place: for standard normal z a draw from N(0, (L·Lᵀ)⁻¹). */
export function backSubstitute(factor: Float64Array, z: Float64Array): void {
  for (let i = z.length - 1; i >= 0; i--) {
    const row = (i * (i + 1)) / 2;
    const x = (z[i] as number) / (factor[row + i] as number);
    z[i] = x;
    for (let j = 0; j < i; j++) z[j] = (z[j] as number) - (factor[row + j] as number) * x;
  }
}

export class Ridge {
  readonly size: number;
  /** Sum of the weights of the samples seen. */
  samples = 0;
  /** Upper triangle of A, row by row, and b. */
  readonly #a: Float64Array;
  readonly #b: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.#a = new Float64Array((this.size * (this.size + 1)) / 2);
    this.#b = new Float64Array(this.size);
  }

  add(basis: Float64Array, y: number): void {
    const n = this.size;
    let k = 0;
    for (let i = 0; i < n; i++) {
      const bi = basis[i] as number;
      if (bi === 0) {
        k += n - i;
        continue;
      }
      this.#b[i] = (this.#b[i] as number) + y * bi;
      for (let j = i; j < n; j++, k++) this.#a[k] = (this.#a[k] as number) + bi * (basis[j] as number);
    }
    this.samples++;
  }

  /** Lets all samples seen so far count only `factor` as much. */
  fade(factor: number): void {
    for (let k = 0; k < this.#a.length; k++) this.#a[k] = (this.#a[k] as number) * factor;
    for (let k = 0; k < this.#b.length; k++) this.#b[k] = (this.#b[k] as number) * factor;
    this.samples *= factor;
  }

  /** Adds the samples of another regression over the same basis. */
  merge(other: Ridge): void {
    for (let k = 0; k < this.#a.length; k++) this.#a[k] = (this.#a[k] as number) + (other.#a[k] as number);
    for (let k = 0; k < this.#b.length; k++) this.#b[k] = (this.#b[k] as number) + (other.#b[k] as number);
    this.samples += other.samples;
  }

  /** Weights over the basis, shrunk towards `centre`: argmin Σ(y − wᵀφ)² + λ‖w − centre‖². */
  solve(lambda: number, centre: Float64Array): RidgeFit {
    const n = this.size;
    const upper = (i: number, j: number): number => at(this.#a, i * n - (i * (i - 1)) / 2 + j - i);
    const used = Array.from({ length: n }, (_, i) => i).filter((i) => upper(i, i) !== 0);
    const a = Matrix.zeros(used.length, used.length);
    const rest = used.map((i) => at(this.#b, i));
    used.forEach((row, i) => {
      for (let j = i; j < used.length; j++) {
        const aij = upper(row, at(used, j));
        a.set(i, j, aij);
        a.set(j, i, aij);
        rest[i] = at(rest, i) - aij * at(centre, at(used, j));
        if (j > i) rest[j] = at(rest, j) - aij * at(centre, row);
      }
      a.set(i, i, a.get(i, i) + lambda);
    });
    const cholesky = new CholeskyDecomposition(a);
    const delta = cholesky.solve(Matrix.columnVector(rest)).to1DArray();
    const weights = Float64Array.from(centre);
    used.forEach((row, i) => {
      weights[row] = at(centre, row) + at(delta, i);
    });
    return { weights, factor: () => lowerTriangle(cholesky.lowerTriangularMatrix, used, n, lambda) };
  }
}
