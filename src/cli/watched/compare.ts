import { type CompareHooks, type CompareReport, compareExperiment } from '../../comparison/compare.js';
import type { LearnedGroup } from '../../comparison/learned-group.js';
import { readSavedRules } from '../../comparison/saved-rules.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import type { Store } from '../../store/store.js';
import type { Context } from '../command.js';
import { countLine, liveProgress, secondsText } from './live-progress.js';

/** Hooks that show where the parts of a comparison stand. */
function watched(context: Context): Required<CompareHooks> & { close(): void } {
  const progress = liveProgress(context);
  const titles = { tuning: 'tuning the rules', episodes: 'running the episodes' } as const;
  let [title, began] = ['', 0];
  const close = (): void => {
    if (title !== '') progress.done(`${title}: ${secondsText((performance.now() - began) / 1e3)}`);
  };
  return {
    onPart: (part) => {
      close();
      [title, began] = [titles[part], performance.now()];
    },
    onProgress: (done, total) => progress.update(countLine(title, done, total, began)),
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
