import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import { backSubstitute, expandRow, predictedDeviation, Ridge } from '../../src/learners/linear/ridge.js';

const SIZE = 5;
const random = randomStream(7, 'ridge');
const rows = Array.from({ length: 60 }, () =>
  Float64Array.from({ length: SIZE }, (_, k) => (k === 0 ? 1 : random.normal())),
);
const targets = rows.map((row) => 2 * (row[1] ?? 0) - (row[3] ?? 0) + 0.1 * random.normal());

function fitted(): Ridge {
  const ridge = new Ridge(SIZE);
  rows.forEach((row, index) => {
    ridge.add(row, targets[index] ?? 0);
  });
  return ridge;
}

describe('ridge regression', () => {
  it('solves the normal equations that the definition states, with and without a centre', () => {
    const x = new Matrix(rows.map((row) => [...row]));
    const y = Matrix.columnVector(targets);
    for (const centre of [new Float64Array(SIZE), Float64Array.from([1, -1, 0.5, 2, 0])]) {
      const lambda = 3;
      const c = Matrix.columnVector([...centre]);
      const a = x.transpose().mmul(x).add(Matrix.eye(SIZE).mul(lambda));
      const expected = c.clone().add(inverse(a).mmul(x.transpose().mmul(Matrix.sub(y, x.mmul(c)))));
      const got = fitted().solve(lambda, centre).weights;
      for (let k = 0; k < SIZE; k++) expect(got[k]).toBeCloseTo(expected.get(k, 0), 10);
    }
  });

  it('is pulled onto the centre by a large penalty and onto the data by a small one', () => {
    const centre = Float64Array.from([1, 1, 1, 1, 1]);
    for (const weight of fitted().solve(1e9, centre).weights) expect(weight).toBeCloseTo(1, 5);
    const free = fitted().solve(1e-9, centre).weights;
    expect(free[1]).toBeCloseTo(2, 1);
    expect(free[3]).toBeCloseTo(-1, 1);
  });

  it('adds up: two halves merged are the whole, and fading both sides changes nothing but the penalty', () => {
    const [one, two] = [new Ridge(SIZE), new Ridge(SIZE)];
    rows.forEach((row, index) => {
      (index % 2 === 0 ? one : two).add(row, targets[index] ?? 0);
    });
    one.merge(two);
    expect(one.samples).toBe(rows.length);
    const zero = new Float64Array(SIZE);
    const whole = fitted().solve(2, zero).weights;
    one.fade(0.5);
    one.solve(1, zero).weights.forEach((weight, k) => {
      expect(weight).toBeCloseTo(whole[k] ?? 0, 10);
    });
  });

  it('knows the deviation of a prediction: √(φᵀ(XᵀX + λI)⁻¹φ)', () => {
    const x = new Matrix(rows.map((row) => [...row]));
    const covariance = inverse(x.transpose().mmul(x).add(Matrix.eye(SIZE).mul(3)));
    const factor = fitted().solve(3, new Float64Array(SIZE)).factor();
    for (const phi of [rows[0], rows[7]]) {
      const column = Matrix.columnVector([...(phi ?? [])]);
      const expected = Math.sqrt(column.transpose().mmul(covariance).mmul(column).get(0, 0));
      const got = predictedDeviation(factor, Float64Array.from(phi ?? []), new Float64Array(SIZE));
      expect(got).toBeCloseTo(expected, 10);
    }
  });

  it('leaves functions that no sample had at their centre, known no better than the penalty says', () => {
    const sparse = new Ridge(SIZE);
    rows.forEach((row, index) => {
      sparse.add(
        Float64Array.from(row, (value, k) => (k === 2 ? 0 : value)),
        targets[index] ?? 0,
      );
    });
    const { weights, factor } = sparse.solve(4, Float64Array.from([0, 0, 7, 0, 0]));
    expect(weights[2]).toBe(7);
    const deviation = (k: number): number => {
      const phi = new Float64Array(SIZE);
      phi[k] = 1;
      return predictedDeviation(factor(), phi, new Float64Array(SIZE));
    };
    expect(deviation(2)).toBeCloseTo(0.5, 12);
    const x = new Matrix(rows.map((row) => [...row].filter((_, k) => k !== 2)));
    const covariance = inverse(
      x
        .transpose()
        .mmul(x)
        .add(Matrix.eye(SIZE - 1).mul(4)),
    );
    [0, 1, 3, 4].forEach((k, place) => {
      expect(deviation(k)).toBeCloseTo(Math.sqrt(covariance.get(place, place)), 10);
    });
  });

  it('draws weights of that covariance: the map of L⁻ᵀ times its transpose is (XᵀX + λI)⁻¹', () => {
    const x = new Matrix(rows.map((row) => [...row]));
    const covariance = inverse(x.transpose().mmul(x).add(Matrix.eye(SIZE).mul(3)));
    const factor = fitted().solve(3, new Float64Array(SIZE)).factor();
    const map = new Matrix(SIZE, SIZE);
    for (let k = 0; k < SIZE; k++) {
      const unit = new Float64Array(SIZE);
      unit[k] = 1;
      backSubstitute(factor, unit);
      map.setColumn(k, [...unit]);
    }
    const product = map.mmul(map.transpose());
    for (let i = 0; i < SIZE; i++) {
      for (let j = 0; j < SIZE; j++) expect(product.get(i, j)).toBeCloseTo(covariance.get(i, j), 10);
    }
  });

  it('expands to the basis of the policy model: 1, x_i, x_i·x_j with i ≤ j', () => {
    const out = new Float64Array(6);
    expandRow(2, [9, 2, 3], 1, 2, out);
    expect([...out]).toEqual([1, 2, 3, 4, 6, 9]);
  });
});
