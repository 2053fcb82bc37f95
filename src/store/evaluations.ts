import { type Columns, integer, namedNumbers, real, text } from './column.js';
import type { Connection } from './connection.js';
import { insertAllInto, selectFrom } from './table.js';

/** What one policy cost on one scenario with one seed. Terms are application progress lost [core·ns]. */
export interface Evaluation {
  readonly runId: number;
  readonly policy: string;
  readonly policyKind: string;
  /** Versioned id: `zen3-ptdma/tiering-churn-v2`. */
  readonly scenario: string;
  readonly seed: number;
  readonly stallCoreNs: number;
  readonly delayCoreNs: number;
  readonly cpuCoreNs: number;
  readonly bandwidthCoreNs: number;
  readonly fairnessCoreNs: number;
  /** The weighted sum of the terms. */
  readonly totalCoreNs: number;
  readonly mibMoved: number;
  /** Throughput, latencies, Jain's index…: the unit is in the name. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly decisions: number;
}

export interface Evaluations {
  /** All or none. The same policy, scenario and seed twice in one run is a defect. */
  add(evaluations: readonly Evaluation[]): void;
  /** By policy, scenario, seed. */
  ofRun(runId: number): readonly Evaluation[];
}

const COLUMNS: Columns<Evaluation> = {
  runId: integer,
  policy: text(),
  policyKind: text(),
  scenario: text(),
  seed: integer,
  stallCoreNs: real,
  delayCoreNs: real,
  cpuCoreNs: real,
  bandwidthCoreNs: real,
  fairnessCoreNs: real,
  totalCoreNs: real,
  mibMoved: real,
  metrics: namedNumbers,
  decisions: integer,
};

export function evaluationsOf(connection: Connection): Evaluations {
  const order = 'WHERE run_id = ? ORDER BY policy, scenario, seed';
  const evaluationsOfRun = selectFrom(connection, 'evaluations', COLUMNS, order);
  return Object.freeze({
    add: insertAllInto(connection, 'evaluations', COLUMNS),
    ofRun: (runId: number) => evaluationsOfRun(runId),
  });
}
