import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The smallest experiment that goes through every part: two scenarios, small budgets, weak references. */
export const TINY = {
  format: 'foliotune-experiment-1',
  name: 'tiny',
  platform: 'zen3-ptdma',
  scenarios: ['zen3-ptdma/bulk-light-v2', 'zen3-ptdma/replay-tier-thp-v2'],
  features: ['folio_order', 'nr_folios', 'dst_idle_cpus', 'dma_free'],
  actions: ['decline', 'dcbm-1', 'dcbm-8', 'dcbm-16', 'mtcopy-4-pull-nontemporal-spread'],
  learners: [{ name: 'bandit', policy: 'models/tiny.json', decisions: 1200, seed: 1, lanes: 4 }],
  rules: ['three-parameter', 'load-aware'],
  evaluation: { seeds: 2, seed: 1 },
  references: { base: 'policy', horizonMs: 1, width: 2, samples: 1 },
};

/** A folder that goes away by itself, with an experiment in it. */
export function experimentFolder(contents: unknown = TINY): { cwd: string; file: string; remove(): void } {
  const cwd = mkdtempSync(join(tmpdir(), 'foliotune-experiment-'));
  const file = join(cwd, 'tiny.json');
  writeFileSync(file, JSON.stringify(contents));
  return { cwd, file, remove: () => rmSync(cwd, { recursive: true }) };
}
