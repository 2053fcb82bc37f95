import { at } from '../../core/errors.js';
import type { RandomStream } from '../../core/random.js';

function normalize(vector: Float64Array): void {
  const length = Math.hypot(...vector);
  for (let i = 0; i < vector.length; i++) vector[i] = at(vector, i) / length;
}

/** Takes out of `vector` what points along the unit vector `unit`. */
function project(vector: Float64Array, unit: Float64Array): void {
  const along = vector.reduce((sum, value, i) => sum + value * at(unit, i), 0);
  for (let i = 0; i < vector.length; i++) vector[i] = at(vector, i) - along * at(unit, i);
}

/** `count` orthonormal vectors of `size` ≥ count, spread uniformly: Gram–Schmidt on normal vectors. */
function orthonormal(count: number, size: number, random: RandomStream): Float64Array[] {
  const basis: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    const vector = Float64Array.from({ length: size }, () => random.normal());
    // Twice is enough (Giraud et al. 2005): one pass leaves rounding errors along the earlier vectors.
    for (let pass = 0; pass < 2; pass++) for (const unit of basis) project(vector, unit);
    normalize(vector);
    basis.push(vector);
  }
  return basis;
}

/**
 * A matrix whose shorter side's vectors are orthogonal, each of length `gain` (Saxe, McClelland & Ganguli 2014,
 * arXiv:1312.6120). Row-major. [rows × columns]
 */
export function orthogonal(rows: number, columns: number, gain: number, random: RandomStream): Float32Array {
  const basis = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random);
  return Float32Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    return gain * (rows < columns ? at(at(basis, row), column) : at(at(basis, column), row));
  });
}
