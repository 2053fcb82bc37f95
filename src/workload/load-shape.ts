import { z } from 'zod';
import { at } from '../core/errors.js';
import type { RandomStream } from '../core/random.js';
import type { LoadChange } from './episode.js';

/*
 * What tenants do over time beside the steps of tenant-load.ts:
 *
 *   steps      nothing more
 *   sinusoid   the busy fraction of a step that begins at t is multiplied by the day's level at t,
 *                level(t) = 1 + swing · sin(2π·t ÷ period + phase)
 *   bursts     a neighbour more on one node: on for exponential times of mean `burstMs`, off for exponential times of
 *              mean `gapMs`, at time 0 on with the probability burstMs ÷ (burstMs + gapMs) that it has at any time
 */
export type LoadShape =
  | { readonly kind: 'steps' }
  | { readonly kind: 'sinusoid'; readonly day: Day }
  | { readonly kind: 'bursts'; readonly neighbour: Neighbour };

export const STEPS: LoadShape = { kind: 'steps' };

/** A day; the simulated ones are short, so that an episode sees much of one. */
export interface Day {
  readonly periodNs: number;
  /** From 0, no day, to below 1, nearly nothing at night. */
  readonly swing: number;
  /** Time of day at the episode's beginning [radians]. */
  readonly phase: number;
}

export const neighbourSchema = z.strictObject({
  /** Index of the node whose CPUs it runs on. */
  node: z.int().min(0),
  gapMs: z.number().positive(),
  burstMs: z.number().positive(),
  /** Runnable threads in a burst. */
  threads: z.number().min(0),
  /** Traffic in a burst, undisturbed, to the node's own memory and to the next node's. */
  localGBps: z.number().min(0),
  remoteGBps: z.number().min(0),
});
export type Neighbour = z.infer<typeof neighbourSchema>;

const MS = 1e6;

/** Load and traffic at a time relative to the day's mean. */
export function dayLevel({ periodNs, swing, phase }: Day, timeNs: number): number {
  return 1 + swing * Math.sin((2 * Math.PI * timeNs) / periodNs + phase);
}

interface Burst {
  readonly fromNs: number;
  readonly toNs: number;
}

function burstsOf({ gapMs, burstMs }: Neighbour, durationNs: number, random: RandomStream): Burst[] {
  const bursts: Burst[] = [];
  const on = random.uniform() * (gapMs + burstMs) < burstMs;
  let fromNs = on ? 0 : random.exponential(gapMs * MS);
  while (fromNs < durationNs) {
    const toNs = fromNs + random.exponential(burstMs * MS);
    bursts.push({ fromNs, toNs });
    fromNs = toNs + random.exponential(gapMs * MS);
  }
  return bursts;
}

/** The node's changes with a neighbour on top: its bursts begin and end between them. */
export function withNeighbour(
  changes: readonly LoadChange[],
  neighbour: Neighbour,
  durationNs: number,
  random: RandomStream,
): LoadChange[] {
  const own = changes.filter(({ node }) => node === neighbour.node);
  const bursts = burstsOf(neighbour, durationNs, random);
  const edges = bursts
    .flatMap(({ fromNs, toNs }) => [fromNs, toNs])
    .map((timeNs) => ({
      ...at(
        own,
        own.findLastIndex((change) => change.timeNs <= timeNs),
      ),
      timeNs,
    }));
  const added = (change: LoadChange): LoadChange =>
    bursts.some(({ fromNs, toNs }) => fromNs <= change.timeNs && change.timeNs < toNs)
      ? {
          ...change,
          threads: change.threads + neighbour.threads,
          localDemand: change.localDemand + neighbour.localGBps,
          remoteDemand: change.remoteDemand + neighbour.remoteGBps,
        }
      : change;
  return [...changes.filter(({ node }) => node !== neighbour.node), ...[...own, ...edges].map(added)];
}
