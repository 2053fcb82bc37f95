import { FoliotuneError } from '../../core/errors.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import { tuningText } from '../../report/tuning/tuning-text.js';
import { learnerSubject, ruleSubject, type TuningSubject } from '../../tuning/subject.js';
import { type TuningRequest, tuneSubject } from '../../tuning/tune.js';
import { integerOption } from '../options/number-option.js';
import { LEARNER_TRIALS, type TuneCall, type TuneOptions, type TuneWork } from '../options/tune-options.js';
import { textWidth } from '../output.js';
import { countedProgress } from './live-progress.js';

/** The experiment's own learner where nothing is named. */
function subjectOf(experiment: Experiment, options: TuneOptions, decisions: number): TuningSubject {
  const { rule, learner = experiment.learners[0]?.name } = options;
  if (rule !== undefined && options.learner !== undefined) {
    throw new FoliotuneError('usage', 'name a rule or a learner, not both', { path: '--rule' });
  }
  if (rule !== undefined) return ruleSubject(experiment, rule);
  if (learner === undefined) throw new FoliotuneError('usage', `${experiment.name} has no learner: name a --rule`);
  return learnerSubject(experiment, learner, decisions);
}

function requestOf(experiment: Experiment, options: TuneOptions): TuningRequest {
  const decisions = integerOption('--decisions', options.decisions, 1);
  const given = options.trials === undefined ? undefined : integerOption('--trials', options.trials, 1);
  const trials = given ?? (options.rule === undefined ? LEARNER_TRIALS : undefined);
  const seed = options.seed === undefined ? experiment.evaluation.seed : integerOption('--seed', options.seed, 0);
  const each = Math.max(1, Math.floor(decisions / (trials ?? 1)));
  return { experiment, subject: subjectOf(experiment, options, each), decisions, trials, seed };
}

/** Searches the settings of one rule or learner. @throws FoliotuneError `usage` */
export function oneWork({ context, experiment, options }: TuneCall): TuneWork {
  const request = requestOf(experiment, options);
  const { name } = request.subject;
  return async (store) => {
    const progress = countedProgress(context, `tuning ${name}`);
    const report = await tuneSubject(store, request, progress.hooks);
    progress.done(`tuning ${name}: ${report.settings} settings`);
    return { json: report, text: tuningText(report, textWidth(context)) };
  };
}
