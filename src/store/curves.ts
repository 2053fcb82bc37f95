import { type Columns, integer, real, text } from './column.js';
import type { Connection } from './connection.js';
import { insertAllInto, selectFrom } from './table.js';

/** One value of a learning curve. */
export interface CurvePoint {
  readonly runId: number;
  readonly metric: string;
  /** Simulated decisions spent when it was taken. */
  readonly step: number;
  readonly value: number;
}

export interface Curves {
  /** All or none. A point already there is replaced: a resumed run passes some steps again. */
  add(points: readonly CurvePoint[]): void;
  /** By metric, then by step. */
  ofRun(runId: number): readonly CurvePoint[];
}

const COLUMNS: Columns<CurvePoint> = { runId: integer, metric: text(), step: integer, value: real };

export function curvesOf(connection: Connection): Curves {
  const pointsOfRun = selectFrom(connection, 'curves', COLUMNS, 'WHERE run_id = ? ORDER BY metric, step');
  return Object.freeze({
    add: insertAllInto(connection, 'curves', COLUMNS, ['run_id', 'metric', 'step']),
    ofRun: (runId: number) => pointsOfRun(runId),
  });
}
