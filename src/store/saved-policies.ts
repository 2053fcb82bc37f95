import { type Columns, integer, text } from './column.js';
import type { Connection } from './connection.js';
import { insertInto, selectFrom } from './table.js';

/** A policy file that a run wrote. */
export interface SavedPolicy {
  readonly runId: number;
  readonly name: string;
  readonly file: string;
  /** Of the file's content. */
  readonly hash: string;
}

export interface SavedPolicies {
  /** A policy of the same run and name is replaced: a resumed run writes its file again. */
  add(policy: SavedPolicy): void;
  /** By name. */
  ofRun(runId: number): readonly SavedPolicy[];
}

const COLUMNS: Columns<SavedPolicy> = { runId: integer, name: text(), file: text(), hash: text() };

export function savedPoliciesOf(connection: Connection): SavedPolicies {
  const insert = insertInto(connection, 'policies', COLUMNS, ['run_id', 'name']);
  const policiesOfRun = selectFrom(connection, 'policies', COLUMNS, 'WHERE run_id = ? ORDER BY name');
  return Object.freeze({
    add: (policy: SavedPolicy) => void insert(policy),
    ofRun: (runId: number) => policiesOfRun(runId),
  });
}
