import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FoliotuneError } from '../../src/core/errors.js';
import { parseExperiment } from '../../src/experiment/experiment-file.js';
import { trainingTasks } from '../../src/experiment/training-plan.js';
import { openStore } from '../../src/store/store.js';
import type { TrainingOrder } from '../../src/training/policy-contents.js';
import { trainPolicies } from '../../src/training/train.js';
import { experimentFolder, TINY } from '../experiment/tiny-experiment.js';

const LEARNERS = [
  { name: 'bandit', policy: 'tiny-{seed}.json', decisions: 600, seeds: [1, 2, 3], lanes: 4, options: { degree: 1 } },
];

/** Trains the orders of an experiment in a folder of their own. */
async function inFolder<T>(work: (orders: TrainingOrder[], store: ReturnType<typeof openStore>) => Promise<T>) {
  const { cwd, remove } = experimentFolder();
  const store = openStore(join(cwd, 'runs.db'));
  try {
    const experiment = parseExperiment({ ...TINY, learners: LEARNERS }, 'tiny.json');
    const orders = trainingTasks(experiment).map((task) => ({ ...task, file: join(cwd, task.entry.policy) }));
    return await work(orders, store);
  } finally {
    store.close();
    remove();
  }
}

describe('trainPolicies', () => {
  it('trains every order, writes its file and records its run with what it spent', async () => {
    await inFolder(async (orders, store) => {
      const reported: number[] = [];
      const ended: number[] = [];
      const trainings = await trainPolicies(store, orders, ({ entry }) => ({
        onProgress: () => void reported.push(entry.seed),
        onEnd: ({ runId }) => void ended.push(runId),
      }));
      expect(trainings.map(({ policy }) => policy.training.seed)).toEqual([1, 2, 3]);
      expect(new Set(reported)).toEqual(new Set([1, 2, 3]));
      expect(ended).toEqual(trainings.map(({ runId }) => runId));
      for (const { file, policy, runId, decisions, stopped } of trainings) {
        expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(policy);
        expect(store.runs.get(runId)).toMatchObject({ decisions, status: 'finished' });
        expect(stopped).toBe(false);
      }
    });
  });

  it('begins none after a wish to stop', async () => {
    await inFolder(async (orders, store) => {
      let stopped = false;
      const trainings = await trainPolicies(store, orders, () => ({
        onProgress: () => {
          stopped = true;
        },
        shouldStop: () => stopped,
      }));
      expect(trainings).toHaveLength(1);
      expect(trainings[0]?.stopped).toBe(true);
    });
  });

  it('throws what one of them threw, and begins none after it', async () => {
    await inFolder(async (orders, store) => {
      const [first, ...others] = orders;
      if (!first) throw new Error('three orders');
      const nowhere = { ...first, file: `${first.file}/policy.json` };
      writeFileSync(first.file, 'a file is no folder');
      await expect(trainPolicies(store, [nowhere, ...others], () => ({}))).rejects.toThrow(FoliotuneError);
      expect(() => readFileSync(others[1]?.file ?? '')).toThrow('ENOENT');
    });
  });
});
