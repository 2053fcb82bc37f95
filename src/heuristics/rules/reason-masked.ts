import { z } from 'zod';
import { REASONS } from '../../migration/vocabulary.js';
import { featureIndices } from '../../policy/feature-table.js';
import { DECLINE, dmaUpTo, workersUpTo } from '../actions.js';
import type { Heuristic } from '../heuristic.js';

/*
 * Engines kept for whom they are meant: DMA on up to `channels` channels for the reasons of a mask, from `leastKiB` on,
 * and for nobody else. David Rientjes asked for it: promotion and demotion must not queue behind move_pages. The others
 * get up to `workers` copy workers where the target has `idleCpus` idle CPUs, else the kernel. Tuning may move the mask,
 * but never opens it to move_pages: that would be another rule.
 *
 * The hook itself applies the mask that a provider registers, so that no reason need be handed to it where `workers` is
 * 0 or the others' workers are another provider's.
 */
const schema = z.strictObject({
  reasons: z.array(z.enum(REASONS)).min(1),
  channels: z.int().min(1),
  leastKiB: z.int().min(0),
  workers: z.int().min(0),
  idleCpus: z.int().min(0),
  stores: z.enum(['temporal', 'nontemporal']),
});
type Parameters = z.infer<typeof schema>;

const READS = ['reason', 'batch_kib', 'dst_idle_cpus'] as const;
const [REASON, KIB, IDLE] = featureIndices(READS);

export const reasonMasked: Heuristic<Parameters> = {
  name: 'reason-masked',
  summary: 'DMA for a mask of reasons only, workers or the kernel for the others',
  reads: READS,
  registered: ['reason'],
  schema,
  defaults: {
    reasons: ['demotion', 'numa_misplaced'],
    channels: 16,
    leastKiB: 64,
    workers: 4,
    idleCpus: 8,
    stores: 'temporal',
  },
  choices: {
    reasons: [
      ['demotion'],
      ['demotion', 'numa_misplaced'],
      ['numa_misplaced'],
      ['demotion', 'numa_misplaced', 'damon'],
      REASONS.filter((reason) => reason !== 'syscall'),
    ],
    channels: [1, 2, 4, 8, 16],
    leastKiB: [0, 64, 256, 1024, 2048, 4096],
    workers: [0, 1, 2, 4, 8, 16],
    idleCpus: [0, 1, 2, 4, 8, 16, 24],
    stores: ['temporal', 'nontemporal'],
  },
  create: ({ reasons, channels, leastKiB, workers, idleCpus, stores }) => {
    const masked = REASONS.map((reason) => reasons.includes(reason));
    return {
      name: 'reason-masked',
      decide(features, mask) {
        if (masked[features[REASON] ?? 0]) {
          return (features[KIB] ?? 0) >= leastKiB ? dmaUpTo(channels, mask) : DECLINE;
        }
        return (features[IDLE] ?? 0) >= idleCpus ? workersUpTo(workers, 'pull', stores, mask) : DECLINE;
      },
    };
  },
};
