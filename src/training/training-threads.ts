import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';
import { soManyAtOnce } from '../core/at-once.js';
import { unpackError } from '../core/packed-error.js';
import type { Provenance } from '../experiment/provenance.js';
import { CrewMember, createCrewMemory } from '../learners/crew.js';
import { isShared, type Learned, type LearnHooks, learnPolicy } from './learn.js';
import type { TrainingOrder } from './policy-contents.js';
import type { TrainingJob, TrainingMessage } from './training-job.js';

/** Carries out an order somewhere. */
export type Learn = (order: TrainingOrder, made: Provenance, hooks: LearnHooks) => Promise<Learned>;

/** The worker's bundle lies beside this one; run from the sources there is none, and everything runs in this thread. */
const WORKER = fileURLToPath(new URL('./training-worker.js', import.meta.url));
/** How often a thread is told of a wish to stop [ms]. */
const POLL_MS = 50;

function open(job: TrainingJob): Worker {
  const worker = new Worker(WORKER);
  worker.postMessage(job);
  return worker;
}

/** Threads that trainings may use: one a core; one alone inside another thread. */
export function trainingThreads(): number {
  return isMainThread && existsSync(WORKER) ? availableParallelism() : 1;
}

/**
 * Trainings side by side, as many at once as there are threads; others wait. A thread stays for the next training, which
 * then finds its code compiled, and keeps no process from ending.
 */
export function learnSideBySide(): Learn {
  const most = trainingThreads();
  const begin = soManyAtOnce(most);
  if (most === 1) return (order, made, hooks) => begin(() => learnPolicy(order, made, hooks));
  const idle: Worker[] = [];
  const learn: Learn = async (order, made, hooks) => {
    const worker = idle.pop() ?? new Worker(WORKER);
    worker.ref();
    const learned = await learnIn(worker, order, made, hooks);
    worker.unref();
    idle.push(worker);
    return learned;
  };
  return (order, made, hooks) => begin(() => learn(order, made, hooks));
}

/** One training in this thread, and in others that share its work: with the same result, whatever their number. */
export const learnInCrew: Learn = async (order, made, hooks) => {
  const members = isShared(order) ? trainingThreads() : 1;
  if (members === 1) return learnPolicy(order, made, hooks);
  const memory = createCrewMemory(members);
  const crew = new CrewMember(memory, 0);
  const leave = (): void => crew.leave();
  const others = Array.from({ length: members - 1 }, (_, k) => open({ is: 'share', order, memory, member: k + 1 }));
  // One that fails does so by what fails here, too, and is heard of here.
  for (const other of others) other.once('message', leave).once('error', leave);
  const shouldStop = (): boolean => {
    const isStopped = hooks.shouldStop?.() ?? false;
    // The others go on to the end: from here on their rounds are not these.
    if (isStopped) leave();
    return isStopped;
  };
  try {
    return await learnPolicy(order, made, { ...hooks, shouldStop, crew });
  } finally {
    for (const other of others) void other.terminate();
  }
};

/** One training in a thread, which is lost where that fails. */
async function learnIn(worker: Worker, order: TrainingOrder, made: Provenance, hooks: LearnHooks): Promise<Learned> {
  const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const poll = setInterval(() => {
    if (hooks.shouldStop?.()) Atomics.store(new Int32Array(stop), 0, 1);
  }, POLL_MS);
  try {
    worker.postMessage({ is: 'learn', order, made, stop } satisfies TrainingJob);
    return await answerOf(worker, hooks);
  } catch (error) {
    void worker.terminate();
    throw error;
  } finally {
    clearInterval(poll);
  }
}

/** What a thread says of its job; it is heard until then. */
function answerOf(worker: Worker, { onProgress }: LearnHooks): Promise<Learned> {
  return new Promise((resolve, reject) => {
    const settle = (say: () => void): void => {
      worker.off('message', hear).off('error', fail).off('exit', end);
      say();
    };
    const hear = (message: TrainingMessage): void => {
      if (message.is === 'progress') onProgress?.(message.progress);
      else if (message.is === 'learned') settle(() => resolve(message.learned));
      else settle(() => reject(unpackError(message.error)));
    };
    const fail = (error: Error): void => settle(() => reject(error));
    const end = (): void => fail(new Error('a training thread ended without a policy'));
    worker.on('message', hear).on('error', fail).on('exit', end);
  });
}
