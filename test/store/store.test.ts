import { describe, expect, test } from 'vitest';
import type { ProcessTable } from '../../src/store/process-liveness.js';
import { openStore } from '../../src/store/store.js';
import { evaluation, NEW_RUN } from './sample-records.js';
import { databasePath } from './temporary-database.js';

const ONLY_4711: ProcessTable = { host: 'here', isAlive: (pid) => pid === 4711 };
const memory = () => openStore(':memory:', { processes: ONLY_4711 });

describe('runs', () => {
  test('a started run comes back whole and frozen', () => {
    const { runs } = memory();
    const run = runs.get(runs.start(NEW_RUN));
    expect(run).toEqual({ ...NEW_RUN, id: 1, status: 'running', finishedAt: null, decisions: 0 });
    expect(Object.isFrozen(run)).toBe(true);
    expect(Object.isFrozen((run.config as { scenarios: unknown }).scenarios)).toBe(true);
  });

  test('progress, end and resumption change only what they say', () => {
    const { runs } = memory();
    const other = runs.start(NEW_RUN);
    const id = runs.start(NEW_RUN);
    runs.progress(id, 5000);
    expect(runs.get(id)).toMatchObject({ status: 'running', decisions: 5000 });
    runs.finish(id, { status: 'stopped', finishedAt: '2025-01-31T13:00:00.000Z', decisions: 6000 });
    const stopped = { status: 'stopped', decisions: 6000, finishedAt: '2025-01-31T13:00:00.000Z', pid: 4711 };
    expect(runs.get(id)).toMatchObject(stopped);
    runs.resume(id, { pid: 12, host: 'there' });
    expect(runs.get(id)).toMatchObject({
      status: 'running',
      decisions: 6000,
      finishedAt: null,
      pid: 12,
      host: 'there',
    });
    expect(runs.get(other)).toMatchObject({ status: 'running', decisions: 0, pid: 4711 });
  });

  test('the list is newest first and filtered by kind', () => {
    const { runs } = memory();
    for (const kind of ['train', 'compare', 'train', 'tune'] as const) runs.start({ ...NEW_RUN, kind });
    expect(runs.list().map(({ id }) => id)).toEqual([4, 3, 2, 1]);
    expect(runs.list({ kind: 'train' }).map(({ id }) => id)).toEqual([3, 1]);
    expect(runs.list({ kind: 'calibrate' })).toEqual([]);
  });

  test('a run whose process is gone from this machine is interrupted; elsewhere nobody knows', () => {
    const { runs } = memory();
    const gone = runs.start({ ...NEW_RUN, pid: 12 });
    const elsewhere = runs.start({ ...NEW_RUN, pid: 12, host: 'there' });
    const alive = runs.start(NEW_RUN);
    const ended = runs.start({ ...NEW_RUN, pid: 12 });
    runs.finish(ended, { status: 'failed', finishedAt: '2025-01-31T13:00:00.000Z', decisions: 0 });
    const status = Object.fromEntries(runs.list().map((run) => [run.id, run.status]));
    expect(status).toEqual({ [gone]: 'interrupted', [elsewhere]: 'running', [alive]: 'running', [ended]: 'failed' });
    expect(runs.get(gone).status).toBe('interrupted');
  });

  test('an unknown run is the user’s error to ask for and a defect to change', () => {
    const { runs } = memory();
    expect(() => runs.get(9)).toThrow(expect.objectContaining({ code: 'name-unknown', exitCode: 2 }));
    expect(() => runs.progress(9, 1)).toThrow('invariant broken: run 9 exists');
  });
});

describe('what belongs to a run', () => {
  test('curve points come back by metric and step, and a repeated point replaces the first', () => {
    const store = memory();
    const [runId, other] = [store.runs.start(NEW_RUN), store.runs.start(NEW_RUN)];
    store.curves.add([
      { runId, metric: 'score', step: 2000, value: 0.5 },
      { runId, metric: 'score', step: 1000, value: 0.25 },
      { runId, metric: 'loss', step: 1000, value: Number.NaN },
      { runId: other, metric: 'score', step: 1000, value: 1 },
    ]);
    store.curves.add([{ runId, metric: 'score', step: 2000, value: 0.75 }]);
    expect(store.curves.ofRun(runId)).toEqual([
      { runId, metric: 'loss', step: 1000, value: Number.NaN },
      { runId, metric: 'score', step: 1000, value: 0.25 },
      { runId, metric: 'score', step: 2000, value: 0.75 },
    ]);
  });

  test('evaluations come back exactly, by policy, scenario and seed', () => {
    const store = memory();
    const runId = store.runs.start(NEW_RUN);
    const [a, b, c] = [evaluation({ seed: 2 }), evaluation({ seed: 1 }), evaluation({ policy: 'dcbm-4' })];
    store.evaluations.add([a, b, c]);
    expect(store.evaluations.ofRun(runId)).toEqual([c, b, a]);
    expect(store.evaluations.ofRun(runId + 1)).toEqual([]);
  });

  test('a batch with one bad record leaves none', () => {
    const store = memory();
    const runId = store.runs.start(NEW_RUN);
    expect(() => store.evaluations.add([evaluation({}), evaluation({ seed: 2 }), evaluation({})])).toThrow('UNIQUE');
    expect(() => store.evaluations.add([evaluation({}), evaluation({ runId: 99 })])).toThrow('FOREIGN KEY');
    expect(() => store.evaluations.add([evaluation({}), evaluation({ seed: 0.5 })])).toThrow('whole number');
    expect(store.evaluations.ofRun(runId)).toEqual([]);
  });

  test('tuning trials keep their order; a policy saved again replaces the first', () => {
    const store = memory();
    const runId = store.runs.start({ ...NEW_RUN, kind: 'tune' });
    const trial = { runId, rule: 'size-threshold', scenarioSet: 'suite', cost: 3, decisions: 512 };
    const [second, first] = [
      { ...trial, parameters: { pages: 512 } },
      { ...trial, parameters: { pages: 64 } },
    ];
    for (const each of [second, first]) store.tuningTrials.add(each);
    expect(store.tuningTrials.ofRun(runId)).toEqual([second, first]);
    const policy = { runId, name: 'ppo', file: 'models/ppo.json', hash: 'aa' };
    store.policies.add(policy);
    store.policies.add({ ...policy, hash: 'bb' });
    expect(store.policies.ofRun(runId)).toEqual([{ ...policy, hash: 'bb' }]);
  });
});

describe('transactions', () => {
  test('a failure undoes all of it, an inner one only the inner part', () => {
    const store = memory();
    const failing = () => {
      store.runs.start(NEW_RUN);
      throw new Error('half-way');
    };
    expect(() => store.transaction(failing)).toThrow('half-way');
    expect(store.runs.list()).toEqual([]);
    store.transaction(() => {
      store.runs.start({ ...NEW_RUN, note: 'outer' });
      expect(() => store.transaction(failing)).toThrow('half-way');
    });
    expect(store.runs.list().map(({ note }) => note)).toEqual(['outer']);
  });

  test('what was written is there after closing and opening again', () => {
    const file = databasePath();
    const first = openStore(file);
    first.runs.start(NEW_RUN);
    first.close();
    const second = openStore(file, { processes: ONLY_4711 });
    expect(second.runs.get(1)).toMatchObject({ experiment: 'tiering-churn', seed: 2 ** 40 + 7 });
    second.close();
  });
});
