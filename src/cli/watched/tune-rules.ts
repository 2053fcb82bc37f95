import { relative, resolve } from 'node:path';
import { FoliotuneError } from '../../core/errors.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import { tunedRulesText } from '../../report/tuning/tuned-rules-text.js';
import { type EveryRuleRequest, tuneEveryRule } from '../../tuning/tune-every-rule.js';
import { integerOption } from '../options/number-option.js';
import type { TuneCall, TuneWork } from '../options/tune-options.js';
import { countLine, liveProgress } from './live-progress.js';

/** Where the settings go: as asked, or where the experiment looks for them. */
function placeOf({ name, tunedRules }: Experiment, out: string | undefined): string {
  const place = out ?? tunedRules;
  if (place?.endsWith('.json')) return place;
  const hint = 'name a .json file';
  if (place !== undefined)
    throw new FoliotuneError('usage', `must end in .json, got "${place}"`, { path: '--out', hint });
  throw new FoliotuneError('usage', `${name} does not say where its tuned rules are`, { path: '--out', hint });
}

function rulesRequest({ context, experiment, named, options }: TuneCall): EveryRuleRequest {
  const { decisions, platformDecisions = decisions, out, seed: given } = options;
  if (experiment.rules.length === 0) throw new FoliotuneError('usage', `${experiment.name} has no rules`);
  const file = resolve(context.cwd, placeOf(experiment, out));
  const oneSetting = integerOption('--decisions', decisions, 1);
  const platform = integerOption('--platform-decisions', platformDecisions, 1);
  const seed = given === undefined ? experiment.evaluation.seed : integerOption('--seed', given, 0);
  const words = ['--decisions', oneSetting, '--platform-decisions', platform, '--seed', seed];
  const place = out === undefined ? [] : ['--out', out];
  const command = ['foliotune tune', named, '--rules', ...words, ...place].join(' ');
  return { experiment, budget: { oneSetting, platform }, seed, file, command };
}

/** Tunes every rule of an experiment, under its batches. @throws FoliotuneError `usage` */
export function rulesWork(call: TuneCall): TuneWork {
  const { context } = call;
  const request = rulesRequest(call);
  return async (store) => {
    const progress = liveProgress(context);
    const began = performance.now();
    const report = await tuneEveryRule(store, request, {
      onProgress: (done, total) => progress.update(countLine('tuning the rules', done, total, began)),
      shouldStop: context.isInterrupted,
    });
    progress.done(`tuning the rules: ${report.searches.length} searches`);
    const columns = context.terminal.stdout ? context.terminal.columns : Number.POSITIVE_INFINITY;
    return { json: report, text: tunedRulesText(report, relative(context.cwd, report.file), columns) };
  };
}
