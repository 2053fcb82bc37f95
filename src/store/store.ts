import { connect } from './connection.js';
import { type Curves, curvesOf } from './curves.js';
import { type Evaluations, evaluationsOf } from './evaluations.js';
import { type ProcessTable, THIS_MACHINE } from './process-liveness.js';
import { type Runs, runsOf } from './runs.js';
import { type SavedPolicies, savedPoliciesOf } from './saved-policies.js';
import { type TuningTrials, tuningTrialsOf } from './tuning-trials.js';

/**
 * What was run, and what came of it. The store takes plain rows and reads no clock: times, process ids and versions
 * are the caller's. Every error that a user can cause is a FoliotuneError `database` that names the file, and what
 * failed leaves nothing half-written.
 */
export interface Store {
  readonly file: string;
  readonly runs: Runs;
  readonly curves: Curves;
  readonly evaluations: Evaluations;
  readonly tuningTrials: TuningTrials;
  readonly policies: SavedPolicies;
  /** All of `work` or nothing of it; nests. `work` is synchronous. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export interface StoreOptions {
  /** How long to wait for another writer [ms]. */
  readonly timeoutMs?: number;
  /** Whose processes tell a running run from an interrupted one. */
  readonly processes?: ProcessTable;
}

/**
 * Opens the database, creating it, its directory and its tables where they are missing.
 * @param file a path, or `:memory:`.
 * @throws FoliotuneError `database`
 */
export function openStore(file: string, { timeoutMs = 5000, processes = THIS_MACHINE }: StoreOptions = {}): Store {
  const connection = connect(file, timeoutMs);
  return Object.freeze({
    file,
    runs: runsOf(connection, processes),
    curves: curvesOf(connection),
    evaluations: evaluationsOf(connection),
    tuningTrials: tuningTrialsOf(connection),
    policies: savedPoliciesOf(connection),
    transaction: connection.transaction,
    close: connection.close,
  });
}
