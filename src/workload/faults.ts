import { z } from 'zod';
import type { RandomStream } from '../core/random.js';

/*
 * Faults of a DMA device in one episode, drawn before it runs, so that every policy meets the same ones:
 *
 *   channel-lost      a channel stops; drawn as a Poisson process, the channel uniform
 *   channel-back      it can be used again, after an exponential time of mean `repairMs`
 *   device-unplugged  every channel stops; gaps between a return and the next unplug are exponential
 *   device-back       every channel can be used again, after an exponential time of mean `replugMs`; one lost before is
 *                     reset with the device
 *   list error        a descriptor list ends with an error: each does with probability `listErrorRate`, drawn from the
 *                     request, the batch's place in it and the list, never from the order in which copies run
 *
 * No rate of these faults is published: all are assumptions.
 */
export const faultSchema = z.strictObject({
  channelLossPerSecond: z.number().min(0),
  repairMs: z.number().positive(),
  unplugPerSecond: z.number().min(0),
  replugMs: z.number().positive(),
  listErrorRate: z.number().min(0).max(1),
  /** From a loss to the caller's knowledge of it: an error interrupt's latency, or the driver's time-out. */
  noticeUs: z.number().min(0),
});
export type FaultParameters = z.infer<typeof faultSchema>;

export const FAULT_KINDS = ['channel-lost', 'channel-back', 'device-unplugged', 'device-back'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly timeNs: number;
  readonly kind: FaultKind;
  /** Which channel; 0 for the whole device. */
  readonly channel: number;
}

/** Struct of arrays; entry k is fault k, in the order of time (ties in the order given). */
export interface Faults {
  readonly count: number;
  readonly timeNs: Float64Array;
  /** Codes of `FAULT_KINDS`. */
  readonly kind: Int32Array;
  readonly channel: Int32Array;
  readonly noticeNs: number;
  readonly listErrorRate: number;
  /** Seed of the list errors. */
  readonly seed: number;
}

const MS = 1e6;
const US = 1e3;
const SECOND = 1e9;

function channelLosses(p: FaultParameters, channels: number, durationNs: number, random: RandomStream): Fault[] {
  const faults: Fault[] = [];
  if (p.channelLossPerSecond === 0 || channels === 0) return faults;
  const gap = (): number => random.exponential(SECOND / p.channelLossPerSecond);
  for (let timeNs = gap(); timeNs < durationNs; timeNs += gap()) {
    const channel = random.below(channels);
    const back = timeNs + random.exponential(p.repairMs * MS);
    faults.push({ timeNs, kind: 'channel-lost', channel }, { timeNs: back, kind: 'channel-back', channel });
  }
  return faults;
}

function unplugs(p: FaultParameters, durationNs: number, random: RandomStream): Fault[] {
  const faults: Fault[] = [];
  if (p.unplugPerSecond === 0) return faults;
  const gap = (): number => random.exponential(SECOND / p.unplugPerSecond);
  for (let timeNs = gap(); timeNs < durationNs; timeNs += gap()) {
    faults.push({ timeNs, kind: 'device-unplugged', channel: 0 });
    timeNs += random.exponential(p.replugMs * MS);
    faults.push({ timeNs, kind: 'device-back', channel: 0 });
  }
  return faults;
}

/** Arrays from a list of faults, sorted by time. */
export function faultsOf(
  faults: readonly Fault[],
  { noticeNs, listErrorRate, seed }: Pick<Faults, 'noticeNs' | 'listErrorRate' | 'seed'>,
): Faults {
  const list = faults.map((fault, index) => ({ fault, index }));
  list.sort((a, b) => a.fault.timeNs - b.fault.timeNs || a.index - b.index);
  return {
    count: list.length,
    timeNs: Float64Array.from(list, ({ fault }) => fault.timeNs),
    kind: Int32Array.from(list, ({ fault }) => FAULT_KINDS.indexOf(fault.kind)),
    channel: Int32Array.from(list, ({ fault }) => fault.channel),
    noticeNs,
    listErrorRate,
    seed,
  };
}

/** The faults that begin within `durationNs` on a device of so many channels; each has its end. */
export function generateFaults(
  parameters: FaultParameters,
  channels: number,
  durationNs: number,
  random: RandomStream,
): Faults {
  const { noticeUs, listErrorRate } = parameters;
  const lost = channelLosses(parameters, channels, durationNs, random);
  const gone = unplugs(parameters, durationNs, random);
  return faultsOf([...lost, ...gone], { noticeNs: noticeUs * US, listErrorRate, seed: random.below(2 ** 32) });
}
