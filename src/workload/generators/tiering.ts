import { z } from 'zod';
import { streamEpisode } from '../streams.js';
import { type TieringParameters, tieringFields, tieringStreams } from '../tiering-streams.js';
import type { Workload } from '../workload.js';

/** Memory tiering, as tiering-streams.ts describes it, under tenants whose load goes in steps. */
export const tiering: Workload<TieringParameters> = {
  name: 'tiering',
  summary:
    'promotion by hint faults and a daemon, demotion by kswapd in bursts, THP and base pages; optionally a flood',
  schema: z.strictObject(tieringFields),
  open: async (platform, parameters) => {
    const streams = tieringStreams(platform, parameters);
    const { events, tenants } = parameters;
    return (seed) => streamEpisode(platform, { workload: 'tiering', seed, streams, events, tenants });
  },
};
