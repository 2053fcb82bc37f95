import { FoliotuneError, invariant } from '../core/errors.js';
import { type Columns, integer, json, nullableText, type SqlRow, text } from './column.js';
import type { Connection } from './connection.js';
import type { ProcessTable } from './process-liveness.js';
import { insertInto, selectFrom } from './table.js';

export type RunKind =
  | 'train'
  | 'compare'
  | 'evaluate'
  | 'calibrate'
  | 'tune'
  | 'quickstart'
  | 'distill'
  | 'ablate'
  | 'sensitivity';
export type EndStatus = 'finished' | 'stopped' | 'failed';

/** The process that carries a run. */
export interface RunProcess {
  readonly pid: number;
  readonly host: string;
}

/** What is known when a run begins: enough to repeat it. */
export interface NewRun extends RunProcess {
  readonly kind: RunKind;
  readonly experiment: string;
  /** The resolved configuration, defaults filled in. */
  readonly config: unknown;
  readonly seed: number;
  /** Of foliotune, node, the libraries, and the backend's name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly gitCommit: string | null;
  readonly featureTableHash: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly note: string;
}

interface RunRow extends NewRun {
  readonly id: number;
  readonly status: 'running' | EndStatus;
  /** ISO 8601; null while it runs. */
  readonly finishedAt: string | null;
  /** Simulated decisions spent so far. */
  readonly decisions: number;
}

/** A run as it stands. `interrupted`: said to run, but its process is gone from this machine. */
export interface Run extends Omit<RunRow, 'status'> {
  readonly status: RunRow['status'] | 'interrupted';
}

export interface RunEnd {
  readonly status: EndStatus;
  readonly finishedAt: string;
  readonly decisions: number;
}

export interface Runs {
  /** @returns the run's id. */
  start(run: NewRun): number;
  /** Notes the simulated decisions spent so far. */
  progress(id: number, decisions: number): void;
  finish(id: number, end: RunEnd): void;
  /** The run goes on in another process. */
  resume(id: number, process: RunProcess): void;
  /** Newest first. */
  list(filter?: { readonly kind?: RunKind }): readonly Run[];
  /** @throws FoliotuneError `name-unknown` */
  get(id: number): Run;
}

const ASSIGNED: Columns<Omit<RunRow, 'id'>> = {
  kind: text(),
  experiment: text(),
  config: json(),
  seed: integer,
  versions: json(),
  gitCommit: nullableText,
  featureTableHash: text(),
  startedAt: text(),
  finishedAt: nullableText,
  status: text(),
  decisions: integer,
  note: text(),
  pid: integer,
  host: text(),
};
const COLUMNS: Columns<RunRow> = { id: integer, ...ASSIGNED };

const PROGRESS = 'UPDATE runs SET decisions = @decisions WHERE id = @id';
const FINISH = `UPDATE runs SET status = @status, finished_at = @finishedAt, decisions = @decisions WHERE id = @id`;
const RESUME = `UPDATE runs SET status = 'running', finished_at = NULL, pid = @pid, host = @host WHERE id = @id`;

function asItStands(run: RunRow, processes: ProcessTable): Run {
  const gone = run.status === 'running' && run.host === processes.host && !processes.isAlive(run.pid);
  return gone ? Object.freeze({ ...run, status: 'interrupted' }) : run;
}

export function runsOf(connection: Connection, processes: ProcessTable): Runs {
  const insert = insertInto(connection, 'runs', ASSIGNED);
  const everyRun = selectFrom(connection, 'runs', COLUMNS, 'ORDER BY id DESC');
  const runsOfKind = selectFrom(connection, 'runs', COLUMNS, 'WHERE kind = ? ORDER BY id DESC');
  const runWithId = selectFrom(connection, 'runs', COLUMNS, 'WHERE id = ?');
  const update = (sql: string): ((row: SqlRow & { readonly id: number }) => void) => {
    const statement = connection.prepare(sql);
    return (row) => invariant(statement.run(row).changes === 1, `run ${row.id} exists`);
  };
  const [progress, finish, resume] = [update(PROGRESS), update(FINISH), update(RESUME)];
  return Object.freeze({
    start: (run: NewRun) => insert({ ...run, status: 'running', finishedAt: null, decisions: 0 }),
    progress: (id: number, decisions: number) => progress({ id, decisions }),
    finish: (id: number, end: RunEnd) => finish({ id, ...end }),
    resume: (id: number, process: RunProcess) => resume({ id, pid: process.pid, host: process.host }),
    list: ({ kind }: { readonly kind?: RunKind } = {}) =>
      (kind === undefined ? everyRun() : runsOfKind(kind)).map((run) => asItStands(run, processes)),
    get(id: number): Run {
      const [run] = runWithId(id);
      if (!run) throw new FoliotuneError('name-unknown', `no run ${id}`, { file: connection.file });
      return asItStands(run, processes);
    },
  });
}
