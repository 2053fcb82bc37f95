import { z } from 'zod';
import { featureIndices } from '../../policy/feature-table.js';
import { DECLINE, dmaUpTo, workersUpTo } from '../actions.js';
import type { Heuristic } from '../heuristic.js';

/*
 * Batches under `cpuKiB` go to the kernel, under `dmaKiB` to `workers` copy workers, larger ones to `channels` DMA
 * channels. It looks at nothing but the size.
 */
const schema = z.strictObject({
  cpuKiB: z.int().min(0),
  dmaKiB: z.int().min(0),
  workers: z.int().min(1),
  channels: z.int().min(1),
  stores: z.enum(['temporal', 'nontemporal']),
});
type Parameters = z.infer<typeof schema>;

const READS = ['batch_kib'] as const;
const [KIB] = featureIndices(READS);
const SIZES = [0, 64, 256, 512, 1024, 2048, 4096, 8192, 32768, 131072] as const;

export const sizeThreshold: Heuristic<Parameters> = {
  name: 'size-threshold',
  summary: 'kernel, workers or DMA by the size of the batch alone',
  reads: READS,
  schema,
  defaults: { cpuKiB: 512, dmaKiB: 4096, workers: 4, channels: 8, stores: 'temporal' },
  choices: {
    cpuKiB: [...SIZES],
    dmaKiB: [...SIZES],
    workers: [1, 2, 4, 8, 16],
    channels: [1, 2, 4, 8, 16],
    stores: ['temporal', 'nontemporal'],
  },
  create: ({ cpuKiB, dmaKiB, workers, channels, stores }) => ({
    name: 'size-threshold',
    decide(features, mask) {
      const size = features[KIB] ?? 0;
      if (size >= dmaKiB) return dmaUpTo(channels, mask);
      return size >= cpuKiB ? workersUpTo(workers, 'pull', stores, mask) : DECLINE;
    },
  }),
};
