import type { CopyPlan } from '../../src/migration/vocabulary.js';

const BASE = { side: 'pull', stores: 'temporal', placement: 'spread' } as const;

export const KERNEL: CopyPlan = { ...BASE, migrator: 'kernel', workers: 1, channels: 0, dmaShare: 0 };

export function mtcopy(workers: number, changes: Partial<CopyPlan> = {}): CopyPlan {
  return { ...BASE, migrator: 'mtcopy', workers, channels: 0, dmaShare: 0, ...changes };
}

export function dcbm(channels: number): CopyPlan {
  return { ...BASE, migrator: 'dcbm', workers: 0, channels, dmaShare: 1 };
}
