import { parentPort } from 'node:worker_threads';
import { packError } from '../core/packed-error.js';
import { runTask } from './episode-task.js';
import { createUnpacker, type TaskAnswer, type TaskMessage } from './task-message.js';

const unpack = createUnpacker();

async function answerTo(message: TaskMessage): Promise<TaskAnswer> {
  try {
    return { results: await runTask(unpack(message)) };
  } catch (error) {
    return { results: [], error: packError(error) };
  }
}

/** A thread that runs episodes: a task comes in, its results go out. The entry of a bundle of its own. */
parentPort?.on('message', async (message: TaskMessage) => {
  parentPort?.postMessage(await answerTo(message));
});
