import { at } from '../../core/errors.js';
import type { RandomStream } from '../../core/random.js';
import type { Credits, VectorEnvironment, VectorStep } from '../../env/vector-environment.js';

/** Decisions drawn from a replay, with their n-step returns; n rows. */
export interface ReplayBatch {
  /** [n × observationSize] */
  readonly observations: Float32Array;
  /** [n] */
  readonly actions: Int32Array;
  /** Σ_{k<m} γᵏ·r_k. [n] */
  readonly returns: Float64Array;
  /** γᵐ, or 0 where the episode terminated. [n] */
  readonly discounts: Float64Array;
  /** State after m steps; holds only where the discount is not 0. [n × observationSize] */
  readonly nextObservations: Float32Array;
  /** [n × actionCount] */
  readonly nextMasks: Uint8Array;
}

/** Draws that may fail before a replay counts as not ready. */
const ATTEMPTS = 32;

/**
 * The last `capacity` steps of every lane: a ring of rows (step, lane). A reward that arrives late is added to its own
 * row; a row can be drawn once the rewards of its n steps have arrived.
 */
export class Replay {
  readonly #lanes: number;
  readonly #size: number;
  readonly #width: number;
  readonly #capacity: number;
  readonly #observations: Float32Array;
  readonly #masks: Uint8Array;
  readonly #actions: Int32Array;
  readonly #rewards: Float64Array;
  readonly #arrived: Uint8Array;
  /** 0 the episode goes on, 1 terminated, 2 truncated after this step. */
  readonly #ended: Uint8Array;
  readonly #finals: Float32Array;
  #steps = 0;

  constructor({ lanes, observationSize, actionCount }: VectorEnvironment, capacity: number) {
    const rows = lanes * capacity;
    this.#lanes = lanes;
    this.#size = observationSize;
    this.#width = actionCount;
    this.#capacity = capacity;
    this.#observations = new Float32Array(rows * observationSize);
    this.#masks = new Uint8Array(rows * actionCount);
    this.#actions = new Int32Array(rows);
    this.#rewards = new Float64Array(rows);
    this.#arrived = new Uint8Array(rows);
    this.#ended = new Uint8Array(rows);
    this.#finals = new Float32Array(rows * observationSize);
  }

  /** What all lanes see before step number `#steps`, and what they do. */
  begin(observations: Float32Array, masks: Uint8Array, actions: Int32Array): void {
    const row = this.#row(this.#steps, 0);
    this.#observations.set(observations, row * this.#size);
    this.#masks.set(masks, row * this.#width);
    this.#actions.set(actions, row);
    this.#rewards.fill(0, row, row + this.#lanes);
    this.#arrived.fill(0, row, row + this.#lanes);
  }

  /** What came of it. */
  end({ credits, terminated, truncated, finalObservations }: VectorStep): void {
    const row = this.#row(this.#steps, 0);
    for (let lane = 0; lane < this.#lanes; lane++) {
      this.#ended[row + lane] = terminated[lane] === 1 ? 1 : truncated[lane] === 1 ? 2 : 0;
    }
    this.#finals.set(finalObservations, row * this.#size);
    this.#steps++;
    this.#pay(credits);
  }

  #row(step: number, lane: number): number {
    return (step % this.#capacity) * this.#lanes + lane;
  }

  #pay({ count, lane, step, reward }: Credits): void {
    for (let c = 0; c < count; c++) {
      if (at(step, c) < this.#steps - this.#capacity) continue; // forgotten before it was paid
      const row = this.#row(at(step, c), at(lane, c));
      this.#rewards[row] = at(this.#rewards, row) + at(reward, c);
      this.#arrived[row] = 1;
    }
  }

  /** Draws `n` decisions, all equally likely; null while too few rewards have arrived. */
  sample(n: number, nStep: number, gamma: number, random: RandomStream): ReplayBatch | null {
    const batch = this.#empty(n);
    const [first, last] = [Math.max(0, this.#steps - this.#capacity), this.#steps - nStep];
    if (last <= first) return null;
    for (let k = 0, failed = 0; k < n; ) {
      const drawn = this.#write(batch, k, first + random.below(last - first), random.below(this.#lanes), nStep, gamma);
      if (drawn) k++;
      else if (++failed > ATTEMPTS * n) return null;
    }
    return batch;
  }

  #empty(n: number): ReplayBatch {
    return {
      observations: new Float32Array(n * this.#size),
      actions: new Int32Array(n),
      returns: new Float64Array(n),
      discounts: new Float64Array(n),
      nextObservations: new Float32Array(n * this.#size),
      nextMasks: new Uint8Array(n * this.#width).fill(1),
    };
  }

  /** Writes one decision to row `k`; false where a reward is still owed. */
  #write(batch: ReplayBatch, k: number, step: number, lane: number, nStep: number, gamma: number): boolean {
    let [sum, discount] = [0, 1];
    for (let m = 0; m < nStep; m++) {
      const row = this.#row(step + m, lane);
      if (this.#arrived[row] !== 1) return false;
      sum += discount * at(this.#rewards, row);
      discount *= gamma;
      if (this.#ended[row] === 0) continue;
      // What is possible after the last step of a truncated episode is not told: everything is taken for possible.
      this.#copy(this.#finals, row, batch.nextObservations, k);
      batch.nextMasks.fill(1, k * this.#width, (k + 1) * this.#width);
      return this.#finish(batch, k, this.#row(step, lane), sum, this.#ended[row] === 2 ? discount : 0);
    }
    const next = this.#row(step + nStep, lane);
    if (step + nStep >= this.#steps) return false;
    this.#copy(this.#observations, next, batch.nextObservations, k);
    batch.nextMasks.set(this.#masks.subarray(next * this.#width, (next + 1) * this.#width), k * this.#width);
    return this.#finish(batch, k, this.#row(step, lane), sum, discount);
  }

  #finish(batch: ReplayBatch, k: number, row: number, sum: number, discount: number): true {
    this.#copy(this.#observations, row, batch.observations, k);
    batch.actions[k] = at(this.#actions, row);
    batch.returns[k] = sum;
    batch.discounts[k] = discount;
    return true;
  }

  #copy(from: Float32Array, row: number, to: Float32Array, k: number): void {
    to.set(from.subarray(row * this.#size, (row + 1) * this.#size), k * this.#size);
  }
}
