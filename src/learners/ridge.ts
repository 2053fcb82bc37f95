import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/*
 * Ridge regression (Hoerl and Kennard 1970) from sufficient statistics, so that samples are seen once:
 *
 *   A ← A + φφᵀ,   b ← b + yφ,   w = c + (A + λI)⁻¹ (b − A·c)
 *
 * with weights shrunk towards a centre c (zero, or what a larger pool of samples says),
 * over the basis φ = [1, x_i, x_i·x_j (i ≤ j)] that the policy model of kind `linear` uses.
 */

/** Writes φ(x) for one row of inputs. [basisSize(degree, inputs)] */
export function expandBasis(
  degree: 1 | 2,
  x: ArrayLike<number>,
  from: number,
  inputs: number,
  out: Float64Array,
): void {
  out[0] = 1;
  for (let i = 0; i < inputs; i++) out[1 + i] = x[from + i] ?? 0;
  if (degree === 1) return;
  let k = 1 + inputs;
  for (let i = 0; i < inputs; i++) {
    const xi = x[from + i] ?? 0;
    for (let j = i; j < inputs; j++) out[k++] = xi * (x[from + j] ?? 0);
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
  solve(lambda: number, centre: Float64Array): Float64Array {
    const n = this.size;
    const a = Matrix.zeros(n, n);
    const rest = Float64Array.from(this.#b);
    let k = 0;
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++, k++) {
        const aij = this.#a[k] as number;
        a.set(i, j, aij);
        a.set(j, i, aij);
        rest[i] = (rest[i] as number) - aij * (centre[j] as number);
        if (j > i) rest[j] = (rest[j] as number) - aij * (centre[i] as number);
      }
      a.set(i, i, a.get(i, i) + lambda);
    }
    const delta = new CholeskyDecomposition(a).solve(Matrix.columnVector(rest)).to1DArray();
    return Float64Array.from(centre, (value, i) => value + (delta[i] ?? 0));
  }
}
