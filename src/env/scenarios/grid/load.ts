import type { TenantLoadParameters } from '../../../workload/tenant-load.js';
import type { GridMachine, SerialTimes } from './machines.js';

/*
 * What is light and heavy, in shares, so that it is as heavy on every machine. `utilisation` is the part of its time
 * that a kernel context would spend migrating if today's serial kernel copied for it alone on an idle machine:
 *
 *   mean gap = mean serial time of what comes at once ÷ utilisation
 *
 * Tenants slow the copy, so that contexts are busier than that; below about two thirds the queues still drain. With SMT
 * on, tenants that fill the CPUs leave no core to itself: what of the serial time the kernel computes then takes
 * 2 ÷ (1 + gain) of it, and is counted so (`computing`).
 */
export interface GridLoad {
  readonly name: 'light' | 'heavy';
  readonly words: string;
  readonly utilisation: number;
  /** Lowest and highest fraction of the CPUs that tenants keep busy. */
  readonly busy: readonly [number, number];
  /** What tenants on fully busy CPUs would make of the memory's and the link's capacity. */
  readonly memoryShare: number;
  readonly linkShare: number;
  readonly changeMs: number;
}

export const LOADS: readonly GridLoad[] = [
  {
    name: 'light',
    words: 'idle CPUs',
    utilisation: 0.2,
    busy: [0.05, 0.3],
    memoryShare: 0.4,
    linkShare: 0.1,
    changeMs: 20,
  },
  {
    name: 'heavy',
    words: 'full CPUs',
    utilisation: 0.5,
    busy: [0.7, 1.3],
    memoryShare: 0.8,
    linkShare: 0.35,
    changeMs: 10,
  },
];

/** Kernel contexts that are busy at once: at most one for four cores of a node, and one where there are fewer. */
export function contexts({ cores }: GridMachine, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(cores / 4)));
}

/** By how much this load's tenants stretch what the kernel computes. */
export function computing({ besideSibling = 1 }: GridMachine, { busy }: GridLoad): number {
  return busy[1] > 1 ? besideSibling : 1;
}

/** Rounds to what one would write down: two digits. */
export function tidy(value: number): number {
  return Number(value.toPrecision(2));
}

export function tenantsOf(machine: GridMachine, load: GridLoad, changes: object = {}): TenantLoadParameters {
  const { memoryGBps, linkGBps } = machine;
  return {
    busy: [...load.busy],
    localGBps: tidy(load.memoryShare * memoryGBps),
    remoteGBps: tidy(load.linkShare * linkGBps),
    changeMs: load.changeMs,
    ...changes,
  };
}

/** Mean of a size that is log-uniform between two sizes. */
export function logUniformMean(low: number, high: number): number {
  return high > low ? (high - low) / Math.log(high / low) : low;
}

/** Serial time of a call of so many folios, of which each is a THP with probability `thpShare`, else a base page [us]. */
export function callTime(
  { callUs }: GridMachine,
  { page, thp }: SerialTimes,
  pages: number,
  thps: number,
  thpShare: number,
): number {
  return callUs + (1 - thpShare) * pages * page + thpShare * thps * thp;
}
