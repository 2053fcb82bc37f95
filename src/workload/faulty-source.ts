import { randomStream } from '../core/random.js';
import { type FaultParameters, generateFaults } from './faults.js';
import type { EpisodeSource } from './workload.js';

/**
 * The same episodes with faults of a DMA device of so many channels; arrivals and load stay what they are. Faults, like
 * tenants' load, are drawn for twice the time in which requests come.
 */
export function faultySource(source: EpisodeSource, parameters: FaultParameters, channels: number): EpisodeSource {
  return (seed) => {
    const episode = source(seed);
    const { arrivals } = episode;
    const end = arrivals.timeNs[arrivals.count - 1] ?? 0;
    return { ...episode, faults: generateFaults(parameters, channels, end * 2, randomStream(seed, 'faults')) };
  };
}
