import { parentPort } from 'node:worker_threads';
import { packError } from '../core/packed-error.js';
import { CrewMember } from '../learners/crew.js';
import { learnModel, learnPolicy } from './learn.js';
import type { TrainingJob, TrainingMessage } from './training-job.js';

function tell(message: TrainingMessage): void {
  parentPort?.postMessage(message);
}

async function carryOut(job: TrainingJob): Promise<void> {
  if (job.is === 'share') {
    await learnModel(job.order, { crew: new CrewMember(job.memory, job.member) });
    return;
  }
  const stop = new Int32Array(job.stop);
  const learned = await learnPolicy(job.order, job.made, {
    onProgress: (progress) => tell({ is: 'progress', progress }),
    shouldStop: () => Atomics.load(stop, 0) === 1,
  });
  tell({ is: 'learned', learned });
}

/** A thread that trains, one job after the other; the entry of a bundle of its own. */
parentPort?.on('message', (job: TrainingJob) => {
  carryOut(job).catch((error: unknown) => tell({ is: 'failed', error: packError(error) }));
});
