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

const open = (job: TrainingJob): Worker => new Worker(WORKER, { workerData: job });

/** Threads that trainings may use: one a core; one alone inside another thread. */
export function trainingThreads(): number {
  return isMainThread && existsSync(WORKER) ? availableParallelism() : 1;
}

/** Trainings side by side, as many at once as there are threads; others wait. */
export function learnSideBySide(): Learn {
  const most = trainingThreads();
  const [learn, begin] = [most > 1 ? learnInThread : learnPolicy, soManyAtOnce(most)];
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

/** One training in a thread of its own. */
export const learnInThread: Learn = (order, made, { onProgress, shouldStop }) => {
  const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const worker = open({ is: 'learn', order, made, stop });
  const poll = setInterval(() => {
    if (shouldStop?.()) Atomics.store(new Int32Array(stop), 0, 1);
  }, POLL_MS);
  const learned = new Promise<Learned>((resolve, reject) => {
    worker.on('message', (message: TrainingMessage) => {
      if (message.is === 'progress') onProgress?.(message.progress);
      else if (message.is === 'learned') resolve(message.learned);
      else reject(unpackError(message.error));
    });
    worker.once('error', reject).once('exit', () => reject(new Error('a training thread ended without a policy')));
  });
  return learned.finally(() => {
    clearInterval(poll);
    void worker.terminate();
  });
};
