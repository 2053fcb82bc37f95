import { type CompareHooks, type CompareReport, compareExperiment } from '../../comparison/compare.js';
import type { LearnedGroup } from '../../comparison/learned-group.js';
import { readSavedRules } from '../../comparison/saved-rules.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import { countLine, secondsText } from '../../report/terminal/progress-text.js';
import type { Store } from '../../store/store.js';
import type { Context } from '../command.js';
import { liveProgress, stopwatch } from './live-progress.js';

/** Hooks that show where the parts of a comparison stand. */
function watched(context: Context): Required<CompareHooks> & { close(): void } {
  const progress = liveProgress(context);
  const titles = { tuning: 'tuning the rules', episodes: 'running the episodes' } as const;
  let [title, seconds] = ['', stopwatch()];
  const close = (): void => {
    if (title !== '') progress.done(`${title}: ${secondsText(seconds())}`);
  };
  return {
    onPart: (part) => {
      close();
      [title, seconds] = [titles[part], stopwatch()];
    },
    onProgress: (done, total) => progress.update(countLine(title, done, total, seconds())),
    shouldStop: context.isInterrupted,
    close,
  };
}

/** Compares with live progress. */
export async function compareWatched(
  context: Context,
  store: Store,
  experiment: Experiment,
  groups: readonly LearnedGroup[],
): Promise<CompareReport> {
  const hooks = watched(context);
  const savedRules = readSavedRules(experiment, context.cwd);
  const report = await compareExperiment(store, experiment, { groups, savedRules }, hooks);
  hooks.close();
  return report;
}
