import { setImmediate } from 'node:timers/promises';

/*
 * Several threads run the same training with the same seed. Each steps its own environment, so that every thread holds
 * every state; the dear part, trials and episodes that judge, is cut into pieces and each piece is done by one thread
 * alone. A piece is the same whoever does it. So the model does not depend on the number of threads, nor on which of
 * them was faster, and a thread that is lost is replaced by doing its pieces again.
 */

/** Does one piece of work and writes what came of it over zeros. [width] */
export type Piece = (piece: number, out: Float64Array) => void | Promise<void>;

export interface Crew {
  /**
   * Has every piece done by one member and tells all members the results. Each member calls this equally often, and
   * each time with the same pieces.
   * @returns a copy of what the pieces wrote. [pieces × width]
   */
  share(pieces: number, width: number, work: Piece): Promise<Float64Array>;
}

/** One thread that does everything. */
export const ALONE: Crew = {
  share: async (pieces, width, work) => {
    const results = new Float64Array(pieces * width);
    for (let piece = 0; piece < pieces; piece++) {
      await work(piece, results.subarray(piece * width, (piece + 1) * width));
    }
    return results;
  },
};

/** What the members have in common. */
export interface CrewMemory {
  /** Int32: a word that counts events, then LEFT a member, TAKEN a piece, DONE a piece. */
  readonly words: SharedArrayBuffer;
  /** Float64: results of the pieces. */
  readonly results: SharedArrayBuffer;
  readonly members: number;
}

/** More pieces, or more numbers, than these are done by each member for itself. */
const MOST_PIECES = 1024;
const MOST_NUMBERS = 2 ** 18;
/** How long a thread sleeps before it looks at what else the process was asked to do [ms]. */
const PATIENCE_MS = 5;

export function createCrewMemory(members: number): CrewMemory {
  return {
    words: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * (1 + members + 2 * MOST_PIECES)),
    results: new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT * MOST_NUMBERS),
    members,
  };
}

/**
 * One member of a crew. Calls of `share` are rounds, numbered from 1. A member takes a piece by writing the round's
 * number to TAKEN, says with DONE that its results stand, and with LEFT that it has read those of all.
 */
export class CrewMember implements Crew {
  readonly #events: Int32Array;
  readonly #left: Int32Array;
  readonly #taken: Int32Array;
  readonly #done: Int32Array;
  readonly #results: Float64Array;
  readonly #member: number;
  #round = 0;
  #isAlone: boolean;

  constructor({ words, results, members }: CrewMemory, member: number) {
    const of = (from: number, length: number) => new Int32Array(words, from * Int32Array.BYTES_PER_ELEMENT, length);
    this.#events = of(0, 1);
    this.#left = of(1, members);
    this.#taken = of(1 + members, MOST_PIECES);
    this.#done = of(1 + members + MOST_PIECES, MOST_PIECES);
    this.#results = new Float64Array(results);
    this.#member = member;
    this.#isAlone = members === 1;
  }

  /** From now on does everything itself: the others are lost, or their help is not wanted any more. */
  leave(): void {
    this.#isAlone = true;
  }

  async share(pieces: number, width: number, work: Piece): Promise<Float64Array> {
    if (this.#isAlone || pieces > MOST_PIECES || pieces * width > MOST_NUMBERS) return ALONE.share(pieces, width, work);
    const round = ++this.#round;
    const outOf = (piece: number) => this.#results.subarray(piece * width, (piece + 1) * width);
    await this.#until(() => this.#left.every((_, member) => Atomics.load(this.#left, member) >= round - 1));
    if (this.#isAlone) return ALONE.share(pieces, width, work);
    for (let piece = 0; piece < pieces; piece++) {
      if (!this.#take(piece, round)) continue;
      await work(piece, outOf(piece).fill(0));
      Atomics.store(this.#done, piece, round);
      this.#tell();
    }
    const isDone = (piece: number): boolean => Atomics.load(this.#done, piece) === round;
    await this.#until(() => firstNot(isDone, pieces) === -1);
    for (let piece = firstNot(isDone, pieces); piece !== -1; piece = firstNot(isDone, pieces)) {
      await work(piece, outOf(piece).fill(0)); // whoever took it is lost
      Atomics.store(this.#done, piece, round);
    }
    const results = this.#results.slice(0, pieces * width);
    Atomics.store(this.#left, this.#member, round);
    this.#tell();
    return results;
  }

  /** Takes a piece of a round; false where another member was faster. */
  #take(piece: number, round: number): boolean {
    const before = Atomics.load(this.#taken, piece);
    return before !== round && Atomics.compareExchange(this.#taken, piece, before, round) === before;
  }

  #tell(): void {
    Atomics.add(this.#events, 0, 1);
    Atomics.notify(this.#events, 0);
  }

  /** Sleeps until something is so that another member does; it may never be so where this one is alone. */
  async #until(isSo: () => boolean): Promise<void> {
    while (!this.#isAlone) {
      const seen = Atomics.load(this.#events, 0);
      if (isSo()) return;
      if (Atomics.wait(this.#events, 0, seen, PATIENCE_MS) === 'timed-out') await setImmediate();
    }
  }
}

/** The first piece that something does not hold of; −1 where it holds of all. */
function firstNot(holds: (piece: number) => boolean, pieces: number): number {
  for (let piece = 0; piece < pieces; piece++) if (!holds(piece)) return piece;
  return -1;
}
