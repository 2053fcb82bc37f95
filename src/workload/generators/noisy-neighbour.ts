import { z } from 'zod';
import { FoliotuneError } from '../../core/errors.js';
import { neighbourSchema } from '../load-shape.js';
import { streamEpisode } from '../streams.js';
import { tieringFields, tieringStreams } from '../tiering-streams.js';
import type { Workload } from '../workload.js';

/**
 * Memory tiering, as tiering-streams.ts describes it, beside a tenant that bursts: for exponential times it adds its
 * threads and its memory traffic to one node, then is silent (load-shape.ts). The other tenants go on in steps.
 */
const schema = z.strictObject({ ...tieringFields, neighbour: neighbourSchema });

export const noisyNeighbour: Workload<z.infer<typeof schema>> = {
  name: 'noisy-neighbour',
  summary: 'memory tiering beside a tenant whose threads and traffic come in bursts',
  schema,
  open: async (platform, parameters) => {
    const { events, tenants, neighbour } = parameters;
    if (!platform.nodes[neighbour.node]) {
      const most = platform.nodes.length - 1;
      throw new FoliotuneError(
        'usage',
        `neighbour.node must be 0 to ${most} on ${platform.name}, got ${neighbour.node}`,
      );
    }
    const streams = tieringStreams(platform, parameters);
    const shape = { kind: 'bursts', neighbour } as const;
    return (seed) => streamEpisode(platform, { workload: 'noisy-neighbour', seed, streams, events, tenants, shape });
  },
};
