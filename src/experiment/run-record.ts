import { FEATURE_TABLE_HASH } from '../policy/feature-table.js';
import type { EndStatus, RunKind } from '../store/runs.js';
import type { Store } from '../store/store.js';
import { type Provenance, thisProcess, timestamp } from './provenance.js';

/** What a run is about. */
export interface RunSubject {
  readonly kind: RunKind;
  readonly experiment: string;
  /** The resolved configuration, defaults filled in. */
  readonly config: unknown;
  readonly seed: number;
  readonly provenance: Provenance;
  readonly note?: string;
  /** An earlier run that this goes on with, instead of a new one. */
  readonly resumes?: number | undefined;
}

/** What work on a run came to. */
export interface Ended<T> {
  readonly result: T;
  readonly decisions: number;
  readonly status: Exclude<EndStatus, 'failed'>;
}

/**
 * Carries a piece of work as a run of the store: begun before it, ended after it with what it spent, and marked when
 * it fails (`stopped` where it failed because a person asked it to stop).
 */
export async function recordRun<T>(
  store: Store,
  subject: RunSubject,
  isStopped: () => boolean,
  work: (runId: number) => Promise<Ended<T>>,
): Promise<T> {
  const { kind, experiment, config, seed, provenance, note = '' } = subject;
  if (subject.resumes !== undefined) store.runs.resume(subject.resumes, thisProcess());
  const id =
    subject.resumes ??
    store.runs.start({
      ...{ kind, experiment, config, seed, note },
      ...provenance,
      ...thisProcess(),
      featureTableHash: FEATURE_TABLE_HASH,
      startedAt: timestamp(),
    });
  try {
    const { result, decisions, status } = await work(id);
    store.runs.finish(id, { status, decisions, finishedAt: timestamp() });
    return result;
  } catch (error) {
    const { decisions } = store.runs.get(id);
    store.runs.finish(id, { status: isStopped() ? 'stopped' : 'failed', decisions, finishedAt: timestamp() });
    throw error;
  }
}
