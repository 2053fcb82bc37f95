/**
 * The schema's history. A database of version v has seen the first v steps; opening it applies the rest in one
 * transaction. A step that has been released is never edited: a change is a new step at the end.
 *
 * Conventions: times are ISO 8601 text given by the caller; `_core_ns` is application progress lost [core·ns]; JSON is
 * canonical (sorted keys); a REAL that is NULL was not a number.
 */
export const SCHEMA_STEPS: readonly string[] = [
  `
  CREATE TABLE runs (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    kind               TEXT    NOT NULL,
    experiment         TEXT    NOT NULL,
    config             TEXT    NOT NULL,
    seed               INTEGER NOT NULL,
    versions           TEXT    NOT NULL,
    git_commit         TEXT,
    feature_table_hash TEXT    NOT NULL,
    started_at         TEXT    NOT NULL,
    finished_at        TEXT,
    status             TEXT    NOT NULL,
    decisions          INTEGER NOT NULL,
    note               TEXT    NOT NULL,
    pid                INTEGER NOT NULL,
    host               TEXT    NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_kind ON runs (kind, id);

  CREATE TABLE curves (
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    metric TEXT    NOT NULL,
    step   INTEGER NOT NULL,
    value  REAL,
    PRIMARY KEY (run_id, metric, step)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE evaluations (
    id                INTEGER PRIMARY KEY,
    run_id            INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    policy            TEXT    NOT NULL,
    policy_kind       TEXT    NOT NULL,
    scenario          TEXT    NOT NULL,
    seed              INTEGER NOT NULL,
    stall_core_ns     REAL,
    delay_core_ns     REAL,
    cpu_core_ns       REAL,
    bandwidth_core_ns REAL,
    fairness_core_ns  REAL,
    total_core_ns     REAL,
    mib_moved         REAL,
    metrics           TEXT    NOT NULL,
    decisions         INTEGER NOT NULL,
    UNIQUE (run_id, policy, scenario, seed)
  ) STRICT;

  CREATE TABLE tuning_trials (
    id           INTEGER PRIMARY KEY,
    run_id       INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    rule         TEXT    NOT NULL,
    scenario_set TEXT    NOT NULL,
    parameters   TEXT    NOT NULL,
    cost         REAL,
    decisions    INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX tuning_trials_by_run ON tuning_trials (run_id, id);

  CREATE TABLE policies (
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name   TEXT    NOT NULL,
    file   TEXT    NOT NULL,
    hash   TEXT    NOT NULL,
    PRIMARY KEY (run_id, name)
  ) STRICT, WITHOUT ROWID;
  `,
];
