import type { CopyPlan, Migrator } from '../migration/vocabulary.js';

/** What the first words of a published table's configuration stand for. */
const MIGRATOR_OF: Readonly<Record<string, Exclude<Migrator, 'hybrid'>>> = {
  vanilla: 'kernel',
  kernel: 'kernel',
  generic: 'kernel',
  baseline: 'kernel',
  mainline: 'kernel',
  serial: 'kernel',
  mtcopy: 'mtcopy',
  mt_batched: 'mtcopy',
  mt_copy: 'mtcopy',
  multithreaded: 'mtcopy',
  threads: 'mtcopy',
  batch_cpu: 'mtcopy',
  dcbm: 'dcbm',
  batch_dmaengine: 'dcbm',
  dma: 'dcbm',
  ptdma: 'dcbm',
  ae4dma: 'dcbm',
  ioat: 'dcbm',
  dsa: 'dcbm',
  idxd: 'dcbm',
  sdxi: 'dcbm',
};

/** How many movers a row names; asked for only where the configuration has them. */
export interface Movers {
  workers(): number;
  channels(): number;
}

/** The plan a configuration stands for; undefined where the law has none. */
export function planOf(configuration: string, movers: Movers): CopyPlan | undefined {
  const text = configuration.trim().toLowerCase();
  const [first = '', second = ''] = text.split(/[\s_-]+/);
  const migrator = MIGRATOR_OF[`${first}_${second}`] ?? MIGRATOR_OF[first];
  if (!migrator) return undefined;
  const base = {
    migrator,
    side: text.includes('push') ? 'push' : 'pull',
    stores: /non-?temporal|movnt/.test(text) ? 'nontemporal' : 'temporal',
    placement: text.includes('fill') ? 'fill' : 'spread',
  } as const;
  switch (migrator) {
    case 'kernel':
      return { ...base, workers: 1, channels: 0, dmaShare: 0 };
    case 'mtcopy':
      return { ...base, workers: movers.workers(), channels: 0, dmaShare: 0 };
    case 'dcbm':
      return { ...base, workers: 0, channels: movers.channels(), dmaShare: 1 };
    default:
      return migrator satisfies never;
  }
}
