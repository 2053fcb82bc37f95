import { type Columns, integer, json, real, text } from './column.js';
import type { Connection } from './connection.js';
import { insertInto, selectFrom } from './table.js';

/** One setting of a rule (or of a learner) that was tried. */
export interface TuningTrial {
  readonly runId: number;
  readonly rule: string;
  /** The name of the scenarios it was tried on: one id, or a suite's. */
  readonly scenarioSet: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What the tuner minimises. */
  readonly cost: number;
  /** Simulated decisions this trial spent. */
  readonly decisions: number;
}

export interface TuningTrials {
  add(trial: TuningTrial): void;
  /** In the order tried, from which a stopped tuner goes on. */
  ofRun(runId: number): readonly TuningTrial[];
}

const COLUMNS: Columns<TuningTrial> = {
  runId: integer,
  rule: text(),
  scenarioSet: text(),
  parameters: json(),
  cost: real,
  decisions: integer,
};

export function tuningTrialsOf(connection: Connection): TuningTrials {
  const insert = insertInto(connection, 'tuning_trials', COLUMNS);
  const trialsOfRun = selectFrom(connection, 'tuning_trials', COLUMNS, 'WHERE run_id = ? ORDER BY id');
  return Object.freeze({
    add: (trial: TuningTrial) => void insert(trial),
    ofRun: (runId: number) => trialsOfRun(runId),
  });
}
