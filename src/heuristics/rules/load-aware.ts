import { z } from 'zod';
import { featureIndex } from '../../policy/feature-table.js';
import { DECLINE, workersUpTo } from '../actions.js';
import type { Heuristic } from '../heuristic.js';

/*
 * As many copy workers as cores are idle on the side with more of them, up to `knee`, where the bandwidth curve stops
 * rising, and never more than `share` of the idle ones; the kernel where fewer than `fewest` are idle or the batch is
 * under `leastKiB`. CPUs only: what an expert would write for a machine without a DMA engine.
 */
const schema = z.strictObject({
  knee: z.int().min(1),
  share: z.number().min(0).max(1),
  fewest: z.int().min(1),
  leastKiB: z.int().min(0),
  stores: z.enum(['temporal', 'nontemporal']),
});
type Parameters = z.infer<typeof schema>;

const [KIB, SOURCE_IDLE, TARGET_IDLE] = ['batch_kib', 'src_idle_cpus', 'dst_idle_cpus'].map(featureIndex) as [
  number,
  number,
  number,
];

export const loadAware: Heuristic<Parameters> = {
  name: 'load-aware',
  summary: 'copy workers by the number of idle cores, up to the knee of the bandwidth curve',
  schema,
  defaults: { knee: 4, share: 0.5, fewest: 2, leastKiB: 256, stores: 'nontemporal' },
  choices: {
    knee: [1, 2, 4, 8, 16],
    share: [0.25, 0.5, 0.75, 1],
    fewest: [1, 2, 4, 8],
    leastKiB: [0, 64, 256, 512, 1024, 2048],
    stores: ['temporal', 'nontemporal'],
  },
  create: ({ knee, share, fewest, leastKiB, stores }) => ({
    name: 'load-aware',
    decide(features, mask) {
      const [source, target] = [features[SOURCE_IDLE] ?? 0, features[TARGET_IDLE] ?? 0];
      const idle = Math.max(source, target);
      if ((features[KIB] ?? 0) < leastKiB || idle < fewest) return DECLINE;
      return workersUpTo(Math.min(knee, Math.floor(idle * share)), source > target ? 'push' : 'pull', stores, mask);
    },
  }),
};
