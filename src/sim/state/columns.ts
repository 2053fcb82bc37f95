/** Gives memory to columns: arrays of numbers, all 0. */
export interface ColumnSource {
  float(length: number): Float64Array;
  integer(length: number): Int32Array;
}

/** Columns with memory of their own: of a state that is not cloned. */
export const APART: ColumnSource = {
  float: (length) => new Float64Array(length),
  integer: (length) => new Int32Array(length),
};

/** Counts what columns take, before there is memory for them. */
class Measure implements ColumnSource {
  floats = 0;
  integers = 0;

  float(length: number): Float64Array {
    this.floats += length;
    return new Float64Array(length);
  }

  integer(length: number): Int32Array {
    this.integers += length;
    return new Int32Array(length);
  }
}

/** One piece of memory behind all columns of a state, so that copying the state is two `set`s. */
export class Arena implements ColumnSource {
  readonly #floats: Float64Array;
  readonly #integers: Int32Array;
  #floatsTaken = 0;
  #integersTaken = 0;

  /** @param build takes the columns that the arena is to hold; it is called twice, first to measure. */
  static of<Columns>(build: (source: ColumnSource) => Columns): { readonly arena: Arena; readonly columns: Columns } {
    const measure = new Measure();
    build(measure);
    const arena = new Arena(measure.floats, measure.integers);
    return { arena, columns: build(arena) };
  }

  private constructor(floats: number, integers: number) {
    this.#floats = new Float64Array(floats);
    this.#integers = new Int32Array(integers);
  }

  float(length: number): Float64Array {
    const from = this.#floatsTaken;
    this.#floatsTaken += length;
    return this.#floats.subarray(from, from + length);
  }

  integer(length: number): Int32Array {
    const from = this.#integersTaken;
    this.#integersTaken += length;
    return this.#integers.subarray(from, from + length);
  }

  /** Makes every column equal to that of an arena that was built alike. */
  copyFrom(other: Arena): void {
    this.#floats.set(other.#floats);
    this.#integers.set(other.#integers);
  }
}
