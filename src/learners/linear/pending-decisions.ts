/** Inputs and action of decisions whose credit has not arrived: a ring for each lane. */
export class PendingDecisions {
  readonly #capacity: number;
  readonly #inputs: number;
  readonly #action: Int32Array;
  readonly #x: Float32Array;

  constructor(lanes: number, inputs: number, capacity = 256) {
    this.#capacity = capacity;
    this.#inputs = inputs;
    this.#action = new Int32Array(lanes * capacity);
    this.#x = new Float32Array(lanes * capacity * inputs);
  }

  place(lane: number, step: number): number {
    return lane * this.#capacity + (step % this.#capacity);
  }

  keep(lane: number, step: number, action: number, observations: Float32Array): void {
    const place = this.place(lane, step);
    this.#action[place] = action;
    const from = lane * this.#inputs;
    this.#x.set(observations.subarray(from, from + this.#inputs), place * this.#inputs);
  }

  action(place: number): number {
    return this.#action[place] ?? 0;
  }

  get inputs(): Float32Array {
    return this.#x;
  }
}
