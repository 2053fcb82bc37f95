import { parentPort } from 'node:worker_threads';
import { runTask } from './episode-task.js';
import { createUnpacker, type TaskMessage } from './task-message.js';

const unpack = createUnpacker();

/** A thread that runs episodes: a task comes in, its results go out. The entry of a bundle of its own. */
parentPort?.on('message', async (message: TaskMessage) => {
  parentPort?.postMessage(await runTask(unpack(message)));
});
