import { resolve } from 'node:path';
import type { Experiment } from '../experiment/experiment-file.js';
import type { LearnerEntry } from '../experiment/experiment-schema.js';
import { type Training, trainPolicy } from '../experiment/train.js';
import type { LearningProgress } from '../learners/learner.js';
import type { Store } from '../store/store.js';
import type { Context } from './command.js';
import { liveProgress, secondsText } from './live-progress.js';

function progressLine(name: string, wanted: number, { decisions, meanReward }: LearningProgress, ms: number): string {
  const rate = decisions / (ms / 1e3);
  const cost = Number.isFinite(meanReward) ? `${(-meanReward).toFixed(1)} core-us/MiB` : 'no cost known yet';
  const left = secondsText(Math.max(0, wanted - decisions) / rate);
  return `${name}: ${decisions} of ${wanted} decisions, ${Math.round(rate)}/s, mean cost ${cost}, ${left} to go`;
}

/** Trains one learner with live progress. */
async function trainWatched(
  context: Context,
  store: Store,
  experiment: Experiment,
  entry: LearnerEntry,
  file: string,
): Promise<Training> {
  const progress = liveProgress(context);
  const began = performance.now();
  const training = await trainPolicy(store, experiment, entry, file, {
    onProgress: (state) => progress.update(progressLine(entry.name, entry.decisions, state, performance.now() - began)),
    shouldStop: context.isInterrupted,
  });
  const ended = training.stopped ? 'stopped' : 'trained';
  const seconds = secondsText((performance.now() - began) / 1e3);
  progress.done(`${entry.name}: ${ended} after ${training.decisions} decisions in ${seconds}`);
  return training;
}

/** Trains the learners of an experiment one after the other; a stopped one is the last. */
export async function trainAll(context: Context, store: Store, experiment: Experiment): Promise<Training[]> {
  const trainings: Training[] = [];
  for (const entry of experiment.learners) {
    if (context.isInterrupted()) break;
    const file = resolve(context.cwd, entry.policy);
    trainings.push(await trainWatched(context, store, experiment, entry, file));
  }
  return trainings;
}
