import type { z } from 'zod';
import type { Registered } from '../core/registry.js';
import type { Platform } from '../platform/platform.js';
import type { Episode } from './episode.js';

/** Makes episodes: each seed is one episode, the same on every machine. */
export type EpisodeSource = (seed: number) => Episode;

/**
 * A kind of migration traffic. `open` checks the parameters against the platform and reads what must be read once;
 * the source it returns makes as many episodes as there are seeds. Distributions are stated in each file's header; a
 * change of them is a new version in the scenario's id.
 */
export interface Workload<Parameters = unknown> extends Registered {
  readonly summary: string;
  readonly schema: z.ZodType<Parameters>;
  open(platform: Platform, parameters: Parameters): Promise<EpisodeSource>;
}
