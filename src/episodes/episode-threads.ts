import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';
import { at, FoliotuneError } from '../core/errors.js';
import { unpackError } from '../core/packed-error.js';
import { type EpisodeTask, runTask } from './episode-task.js';
import type { EpisodeResult } from './run-episode.js';
import { createPacker, type TaskAnswer } from './task-message.js';

export interface EpisodeHooks {
  /** Called after each task. */
  onProgress?(done: number, total: number): void;
  /** Polled before each task; true ends the work. */
  shouldStop?(): boolean;
}

/** The worker's bundle lies beside this one; run from the sources there is none, and everything runs in this thread. */
const WORKER = fileURLToPath(new URL('./episode-worker.js', import.meta.url));

/** Runs one task at a time somewhere. */
interface Runner {
  run(task: EpisodeTask): Promise<readonly EpisodeResult[]>;
  close(): void;
}

const HERE: Runner = {
  run: async (task) => {
    await setImmediate(); // lets signals and timers in
    return runTask(task);
  },
  close: () => undefined,
};

function thread(): Runner {
  const worker = new Worker(WORKER);
  const pack = createPacker();
  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        const hear = ({ results, error }: TaskAnswer): void => (error ? reject(unpackError(error)) : resolve(results));
        worker.removeAllListeners().once('message', hear).once('error', reject);
        worker.postMessage(pack(task));
      }),
    close: () => void worker.terminate(),
  };
}

/** As many as there are cores, and one inside a thread that is itself one of several. */
function runners(tasks: number): Runner[] {
  const threads = isMainThread ? Math.min(availableParallelism(), tasks) : 1;
  if (threads < 2 || !existsSync(WORKER)) return [HERE];
  return Array.from({ length: threads }, thread);
}

/** What is said when a person interrupts work that is worth nothing half done. */
function stopped(): FoliotuneError {
  return new FoliotuneError('check-failed', 'stopped before all episodes were run: nothing is reported');
}

/** Threads that stay for several pieces of work, one after the other or at once. */
export interface EpisodeThreads {
  /**
   * The results are in the order of the tasks, and the same whatever the number of threads.
   * @throws FoliotuneError `check-failed` when it is told to stop.
   */
  run(tasks: readonly EpisodeTask[], hooks?: EpisodeHooks): Promise<EpisodeResult[]>;
  close(): void;
}

/** As many threads as there are cores, at most `most`. */
export function openThreads(most = Number.POSITIVE_INFINITY): EpisodeThreads {
  const pool = runners(most);
  const free = [...pool];
  const waiting: ((runner: Runner) => void)[] = [];
  const take = (): Promise<Runner> => {
    const runner = free.pop();
    return runner ? Promise.resolve(runner) : new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (runner: Runner): void => {
    const next = waiting.shift();
    if (next) next(runner);
    else free.push(runner);
  };
  return {
    run: async (tasks, hooks = {}) => {
      const results: (readonly EpisodeResult[])[] = [];
      let [next, done] = [0, 0];
      const drain = async (): Promise<void> => {
        while (next < tasks.length) {
          const index = next++;
          const runner = await take();
          try {
            if (hooks.shouldStop?.()) throw stopped();
            results[index] = await runner.run(at(tasks, index));
          } finally {
            giveBack(runner);
          }
          hooks.onProgress?.(++done, tasks.length);
        }
      };
      await Promise.all(pool.map(drain));
      return results.flat();
    },
    close: () => {
      for (const runner of pool) runner.close();
    },
  };
}

/** Runs tasks on threads of their own. @throws FoliotuneError `check-failed` when it is told to stop. */
export async function runTasks(tasks: readonly EpisodeTask[], hooks: EpisodeHooks = {}): Promise<EpisodeResult[]> {
  const threads = openThreads(tasks.length);
  try {
    return await threads.run(tasks, hooks);
  } finally {
    threads.close();
  }
}
