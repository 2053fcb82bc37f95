import { relative, resolve } from 'node:path';
import { FoliotuneError } from '../../core/errors.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import { tunedRulesText } from '../../report/tuning/tuned-rules-text.js';
import { type EveryRuleRequest, tuneEveryRule } from '../../tuning/tune-every-rule.js';
import { integerOption } from '../options/number-option.js';
import type { TuneCall, TuneWork } from '../options/tune-options.js';
import { textWidth } from '../output.js';
import { countedProgress } from './live-progress.js';

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
    const progress = countedProgress(context, 'tuning the rules');
    const report = await tuneEveryRule(store, request, progress.hooks);
    progress.done(`tuning the rules: ${report.searches.length} searches`);
    return { json: report, text: tunedRulesText(report, relative(context.cwd, report.file), textWidth(context)) };
  };
}
