import type { Checkout } from './checkout.js';

/** What one call of a case's work did. */
export interface Done {
  readonly units: number;
  /** Where other processes did the work: the CPU time they took [s]. */
  readonly cpuSeconds?: number;
}

export type Work = () => Done | Promise<Done>;

/** Something that is measured on a checkout. One process opens it, warms up and runs a fixed amount of work. */
export interface Case {
  /** Lower case, with hyphens: what `--only` takes. */
  readonly name: string;
  /** One sentence: what is done, with what. */
  readonly what: string;
  /** What is counted, in the plural. */
  readonly unit: string;
  /** CPU time of all threads; the wall clock where the number of threads is the question. */
  readonly clock: 'cpu' | 'wall';
  /** Units a second, or seconds a unit. */
  readonly shown: 'rate' | 'time';
  /** Calls of the work before the measured ones, and the measured ones. */
  readonly warmUps: number;
  readonly repeats: number;
  /** Left out unless it is named, or everything is asked for. */
  readonly isLong?: boolean;
  /** Measures no checkout, so that it runs once a round. */
  readonly isAlone?: boolean;
  /** Prepares the work, which is not measured. @throws Unavailable */
  open(checkout: Checkout): Promise<Work>;
}

/** Thrown where a case cannot run here, e.g. without a C compiler. */
export class Unavailable extends Error {}
