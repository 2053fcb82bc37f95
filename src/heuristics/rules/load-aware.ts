import { z } from 'zod';
import { featureIndices } from '../../policy/feature-table.js';
import { DECLINE, dmaUpTo, workersUpTo } from '../actions.js';
import type { Heuristic } from '../heuristic.js';

/*
 * Whoever is idle copies. As many workers as CPUs are idle on the side with more of them, up to `knee`, where the
 * bandwidth curve stops rising, and never more than `share` of the idle ones. Where fewer than `fewest` are idle, as
 * many DMA channels as are free, up to `channels`; with 0 channels it is a rule for a machine without an engine. The
 * kernel where neither is idle or the batch is under `leastKiB`. `first` says who is asked first.
 */
const schema = z.strictObject({
  first: z.enum(['cpu', 'dma']),
  knee: z.int().min(1),
  share: z.number().min(0).max(1),
  fewest: z.int().min(1),
  channels: z.int().min(0),
  leastKiB: z.int().min(0),
  stores: z.enum(['temporal', 'nontemporal']),
});
type Parameters = z.infer<typeof schema>;

const READS = ['batch_kib', 'src_idle_cpus', 'dst_idle_cpus', 'dma_free'] as const;
const [KIB, SOURCE_IDLE, TARGET_IDLE, FREE] = featureIndices(READS);

export const loadAware: Heuristic<Parameters> = {
  name: 'load-aware',
  summary: 'workers by the number of idle CPUs up to the knee of the bandwidth curve, else free DMA channels',
  reads: READS,
  schema,
  defaults: { first: 'cpu', knee: 4, share: 0.5, fewest: 8, channels: 16, leastKiB: 256, stores: 'nontemporal' },
  choices: {
    first: ['cpu', 'dma'],
    knee: [1, 2, 4, 8, 16],
    share: [0.25, 0.5, 0.75, 1],
    fewest: [1, 2, 4, 8, 16, 24],
    channels: [0, 1, 2, 4, 8, 16],
    leastKiB: [0, 64, 256, 512, 1024, 2048],
    stores: ['temporal', 'nontemporal'],
  },
  create: ({ first, knee, share, fewest, channels, leastKiB, stores }) => {
    const byWorkers = (features: Int32Array, mask: Uint8Array): number => {
      const [source, target] = [features[SOURCE_IDLE] ?? 0, features[TARGET_IDLE] ?? 0];
      const idle = Math.max(source, target);
      const workers = idle < fewest ? 0 : Math.min(knee, Math.floor(idle * share));
      return workersUpTo(workers, source > target ? 'push' : 'pull', stores, mask);
    };
    const byChannels = (features: Int32Array, mask: Uint8Array): number =>
      dmaUpTo(Math.min(channels, features[FREE] ?? 0), mask);
    const [one, other] = first === 'cpu' ? [byWorkers, byChannels] : [byChannels, byWorkers];
    return {
      name: 'load-aware',
      decide(features, mask) {
        if ((features[KIB] ?? 0) < leastKiB) return DECLINE;
        const action = one(features, mask);
        return action === DECLINE ? other(features, mask) : action;
      },
    };
  },
};
