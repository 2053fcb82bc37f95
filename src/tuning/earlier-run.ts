import { canonicalJson } from '../core/canonical-json.js';
import { FoliotuneError } from '../core/errors.js';
import type { Store } from '../store/store.js';

/**
 * The run of the same search by the same program, if there is one.
 * @param config everything the search follows from: two runs that agree in it are one search.
 * @throws FoliotuneError `usage` where it is going on.
 */
export function earlierRun(store: Store, config: unknown, seed: number, commit: string | null): number | undefined {
  const text = canonicalJson(config);
  const found = store.runs
    .list({ kind: 'tune' })
    .find((run) => run.seed === seed && run.gitCommit === commit && canonicalJson(run.config) === text);
  if (found?.status !== 'running') return found?.id;
  throw new FoliotuneError('usage', `run ${found.id} is this search, and process ${found.pid} is at it`, {
    file: store.file,
  });
}
