import { COLD, HOT } from '../zen3-conditions.js';
import { callTime, contexts, type GridLoad, logUniformMean, tidy } from './load.js';
import type { GridMachine } from './machines.js';

/*
 * Parameters of workload/tiering-streams.ts for a machine: kswapd's bursts and the promotion daemon each use their share
 * of a serial kernel context, each hint-faulting thread a quarter of that share.
 */
const BURST_CALLS = 4;
const US_PER_MS = 1000;

export function tieringParameters(machine: GridMachine, load: GridLoad) {
  const thpShare = load.name === 'light' ? 0.2 : 0.5;
  const time = (pages: number, thps: number): number => callTime(machine, machine.slow, pages, thps, thpShare);
  const gap = (us: number, share = 1): number => us / (load.utilisation * share);
  return {
    events: 200,
    promoters: contexts(machine, load.name === 'light' ? 4 : 6),
    thpShare,
    faultGapUs: tidy(gap(time(1, 1), 0.25)),
    daemonGapMs: tidy(gap(time(logUniformMean(16, 256), logUniformMean(2, 32))) / US_PER_MS),
    burstGapMs: tidy(gap(BURST_CALLS * time(64, 32)) / US_PER_MS),
    burstCalls: BURST_CALLS,
    hot: HOT,
    cold: COLD,
  };
}
