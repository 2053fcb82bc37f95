import type { Platform } from '../platform/platform.js';

/*
 * A copy that would take t takes t + depth·time·(1 − e^(−t/time)) when its call has just begun: it runs slower by
 * `depth` at first and the slowness fades with the time constant. Source: garg-v3 by folio count, where serial copy
 * and DMA alike gain with the length of the call; the cause (link power states, clocks) is not published.
 * For a copy that begins when `begun` of such time (warm, unshared) has been copied in the call, the integral starts
 * there, so that splitting a copy into batches changes nothing.
 */
export function warmUpNs(platform: Platform, begunNs: number, copyNs: number): number {
  const time = platform.warmUp.time.value;
  return platform.warmUp.depth.value * time * (Math.exp(-begunNs / time) - Math.exp(-(begunNs + copyNs) / time));
}

/** Rate at which `bytes` go when they would alone go at `rate` [bytes/ns] and `begunNs` has been copied before. */
export function warmedRate(platform: Platform, bytes: number, rate: number, begunNs: number): number {
  if (bytes === 0 || rate === 0) return 0;
  const alone = bytes / rate;
  return bytes / (alone + warmUpNs(platform, begunNs, alone));
}
