import { parentPort } from 'node:worker_threads';
import { type EpisodeTask, runTask } from './episode-task.js';

/** A thread that runs episodes: a task comes in, its results go out. The entry of a bundle of its own. */
parentPort?.on('message', async (task: EpisodeTask) => {
  parentPort?.postMessage(await runTask(task));
});
