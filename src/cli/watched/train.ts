import { resolve } from 'node:path';
import type { Experiment } from '../../experiment/experiment-file.js';
import { type TrainingTask, trainingTasks } from '../../experiment/training-plan.js';
import { secondsText } from '../../report/terminal/progress-text.js';
import { trainingProgress } from '../../report/training/training-text.js';
import type { Store } from '../../store/store.js';
import type { TrainingOrder } from '../../training/policy-contents.js';
import { type TrainingResult, trainPolicy } from '../../training/train.js';
import type { Context } from '../command.js';
import { liveProgress, stopwatch } from './live-progress.js';

/** Trains one learner with live progress. */
async function trainWatched(
  context: Context,
  store: Store,
  order: TrainingOrder,
  title: string,
): Promise<TrainingResult> {
  const { entry } = order;
  const progress = liveProgress(context);
  const seconds = stopwatch();
  const training = await trainPolicy(store, order, {
    onProgress: (state) => progress.update(trainingProgress(title, entry.decisions, state, seconds())),
    shouldStop: context.isInterrupted,
  });
  const ended = training.stopped ? 'stopped' : 'trained';
  progress.done(`${title}: ${ended} after ${training.decisions} decisions in ${secondsText(seconds())}`);
  return training;
}

/** "bandit", and which of several it is. */
function titleOf({ entry, platform }: TrainingTask, several: boolean): string {
  if (!several) return entry.name;
  return [entry.as ?? entry.name, ...(platform === undefined ? [] : [platform]), `seed ${entry.seed}`].join(' ');
}

/**
 * Trains the policies of an experiment one after the other; a stopped one is the last.
 * @param commandOf what a person types to train one of them again.
 */
export async function trainAll(
  context: Context,
  store: Store,
  experiment: Experiment,
  tasks: readonly TrainingTask[] = trainingTasks(experiment),
  commandOf?: (task: TrainingTask) => string,
): Promise<TrainingResult[]> {
  const trainings: TrainingResult[] = [];
  for (const task of tasks) {
    if (context.isInterrupted()) break;
    const { entry } = task;
    const order = { experiment: task.experiment, entry, file: resolve(context.cwd, entry.policy) };
    const command = commandOf?.(task);
    const whole = command === undefined ? order : { ...order, command };
    trainings.push(await trainWatched(context, store, whole, titleOf(task, tasks.length > 1)));
  }
  return trainings;
}
