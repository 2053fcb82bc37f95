import { z } from 'zod';
import { featureIndices } from '../../policy/feature-table.js';
import { DECLINE, dmaUpTo, workersUpTo } from '../actions.js';
import type { Heuristic } from '../heuristic.js';

/*
 * The rule a reader tries first: a batch under `leastKiB` goes to the kernel; a single folio to `workers` non-temporal
 * workers if at least `idleCpus` CPUs of the target are idle; several folios to DMA if at least `freeChannels` are
 * free, on as many channels as are free up to `channels`; everything else to the kernel.
 */
const schema = z.strictObject({
  leastKiB: z.int().min(0),
  idleCpus: z.int().min(0),
  freeChannels: z.int().min(1),
  workers: z.int().min(1),
  channels: z.int().min(1),
});
type Parameters = z.infer<typeof schema>;

const READS = ['nr_folios', 'batch_kib', 'dst_idle_cpus', 'dma_free'] as const;
const [FOLIOS, KIB, IDLE, FREE] = featureIndices(READS);

export const threeParameter: Heuristic<Parameters> = {
  name: 'three-parameter',
  summary: 'single folio to workers if CPUs idle, several folios to DMA if channels free, small batches to the kernel',
  reads: READS,
  schema,
  defaults: { leastKiB: 256, idleCpus: 8, freeChannels: 4, workers: 4, channels: 16 },
  choices: {
    leastKiB: [0, 64, 128, 256, 512, 1024, 2048],
    idleCpus: [1, 2, 4, 8, 16, 24],
    freeChannels: [1, 2, 4, 8, 16],
    workers: [1, 2, 4, 8, 16],
    channels: [2, 4, 8, 16],
  },
  create: ({ leastKiB, idleCpus, freeChannels, workers, channels }) => ({
    name: 'three-parameter',
    decide(features, mask) {
      if ((features[KIB] ?? 0) < leastKiB) return DECLINE;
      if ((features[FOLIOS] ?? 0) === 1) {
        return (features[IDLE] ?? 0) >= idleCpus ? workersUpTo(workers, 'pull', 'nontemporal', mask) : DECLINE;
      }
      const free = features[FREE] ?? 0;
      return free >= freeChannels ? dmaUpTo(Math.min(free, channels), mask) : DECLINE;
    },
  }),
};
