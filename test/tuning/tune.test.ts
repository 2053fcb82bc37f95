import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseExperiment } from '../../src/experiment/experiment-file.js';
import { openStore, type Store } from '../../src/store/store.js';
import { learnerSubject, ruleSubject } from '../../src/tuning/subject.js';
import { tuneSubject } from '../../src/tuning/tune.js';
import { runLine } from '../cli/recorded-context.js';
import { experimentFolder, TINY } from '../experiment/tiny-experiment.js';

// Trainings and whole searches: long where other work shares the cores.
const SMALL = { ...TINY, scenarios: ['zen3-ptdma/replay-tier-thp-v2'] };
const folder = experimentFolder(SMALL);
afterAll(() => folder.remove());
const experiment = parseExperiment(SMALL, 'tiny.json');
const RULE = 'three-parameter';
const request = {
  ...{ experiment, subject: ruleSubject(experiment, RULE) },
  ...{ decisions: 6000, trials: undefined, seed: 5 },
};

function withStore<T>(name: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(join(folder.cwd, name));
  return work(store).finally(() => store.close());
}

/** Stops after as many looks at the hook as it is given. */
function stopAfter(looks: number): () => boolean {
  let left = looks;
  return () => left-- <= 0;
}

describe('tuning a rule', async () => {
  const whole = await withStore('whole.db', (store) => tuneSubject(store, request));

  it('finds a setting no worse than the given one on the episodes it was chosen by, within its budget', () => {
    expect(whole.best.score.iqm).toBeGreaterThanOrEqual((whole.defaults.score.iqm ?? 0) - 0.05);
    expect(whole.decisions).toBeLessThanOrEqual(6000);
    expect(whole.settings).toBeGreaterThan(2);
    expect(whole.remembered).toBe(0);
  });

  it('stopped again and again it comes to the same as in one go, and measures nothing twice', async () => {
    for (const looks of [14, 18]) {
      const stopped = withStore('parts.db', (store) => tuneSubject(store, request, { shouldStop: stopAfter(looks) }));
      await expect(stopped).rejects.toThrow(/stopped/);
    }
    const { rows, report, kept } = await withStore('parts.db', async (store) => {
      const [run] = store.runs.list({ kind: 'tune' });
      const before = store.tuningTrials.ofRun(run?.id ?? 0).length;
      const report = await tuneSubject(store, request);
      return { report, kept: before, rows: store.tuningTrials.ofRun(report.runId) };
    });
    expect(kept).toBeGreaterThan(0);
    expect(report).toEqual({ ...whole, remembered: kept });
    const keys = rows.map(({ scenarioSet, parameters }) => scenarioSet + JSON.stringify(parameters));
    expect(new Set(keys).size).toBe(keys.length);
    const once = await withStore('whole.db', async (store) => store.tuningTrials.ofRun(whole.runId));
    const bare = (all: typeof rows) => all.map(({ runId: _, ...row }) => row);
    expect(bare(rows)).toEqual(bare(once));
  });

  it('tells another budget or rule from the search it knows', async () => {
    await withStore('whole.db', async (store) => {
      for (const other of [
        { ...request, decisions: 10 },
        { ...request, subject: ruleSubject(experiment, 'load-aware'), decisions: 10 },
      ]) {
        const report = await tuneSubject(store, other);
        expect(report.remembered).toBe(0);
        expect(report.runId).not.toBe(whole.runId);
      }
    });
  });

  it('says what to put into the experiment file, and the file takes it', () => {
    const changed = parseExperiment({ ...SMALL, ...whole.inExperiment }, 'tiny.json');
    expect(changed.ruleSettings?.[RULE]).toEqual(whole.best.parameters);
    expect(ruleSubject(changed, RULE).defaults).toEqual(whole.best.parameters);
  });
});

describe('tuning a learner', () => {
  it('trains once a setting, and takes the experiment as the first of them', async () => {
    const subject = learnerSubject(experiment, 'bandit', 300);
    const learner = { ...request, subject, decisions: 900, trials: 3 };
    const report = await withStore('learner.db', (store) => tuneSubject(store, learner));
    expect(report.settings).toBe(3);
    expect(report.defaults.parameters).toEqual(experiment.learners[0]?.options);
    const changed = parseExperiment({ ...SMALL, ...report.inExperiment }, 'tiny.json');
    expect(changed.learners[0]?.options).toEqual(report.best.parameters);
    // Done before: nothing is measured again.
    const again = await withStore('learner.db', (store) => tuneSubject(store, learner));
    expect(again).toEqual({ ...report, remembered: again.remembered });
    expect(again.remembered).toBeGreaterThan(3);
  });
});

describe('foliotune tune', () => {
  it('prints setting, score and where it goes', async () => {
    const line = ['tune', folder.file, '--rule', RULE, '--decisions', '10', '--db', 'line.db'];
    const { exitCode, stdout } = await runLine(line, { cwd: folder.cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^rule three-parameter: 1 settings, \d+ simulated decisions \(run 1\)\n/);
    expect(stdout).toMatch(/^best +0\.\d{3} +\S+ to \S+ +4$/m);
    expect(stdout).toContain('Nothing better than what is given was found.');
  });

  it.each([
    [['--rule', 'load-awar'], 'load-aware'],
    [['--learner', 'bandi'], 'bandit'],
    [['--rule', RULE, '--learner', 'bandit'], 'not both'],
  ])('refuses %s', async (words, hint) => {
    const { exitCode, stderr } = await runLine(['tune', folder.file, '--decisions', '10', ...words], {
      cwd: folder.cwd,
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(hint);
  });
});
