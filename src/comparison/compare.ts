import type { EpisodeHooks } from '../episodes/episode-threads.js';
import type { Comparison } from '../evaluation/comparison.js';
import type { Experiment } from '../experiment/experiment-file.js';
import { provenance } from '../experiment/provenance.js';
import { type RunSubject, recordRun } from '../experiment/run-record.js';
import type { Store } from '../store/store.js';
import { tuneRules } from '../tuning/tune-rules.js';
import { type Disclosures, disclosuresOf } from './disclosure/disclosures.js';
import { type LearnedGroup, trainingDecisions } from './learned-group.js';
import { everybody, judged, type LineUp, lineUp } from './line-up.js';
import { evaluationRows, runSuite, type SuiteRun } from './run-suite.js';
import type { SavedRules } from './saved-rules.js';
import { type Contests, contestsOf } from './verdict/contests.js';

/** Budget of each rule's tuning where no learner sets one. */
const TUNE_DECISIONS = 60_000;

export interface CompareHooks extends EpisodeHooks {
  /** Called when a part of the work begins. */
  onPart?(part: 'tuning' | 'episodes'): void;
}

/** Who comes to a comparison with what was learned or tuned before it. */
export interface Prepared {
  readonly groups: readonly LearnedGroup[];
  /** The rules are tuned where there are none. */
  readonly savedRules?: SavedRules | undefined;
}

export interface CompareReport {
  readonly runId: number;
  readonly experiment: string;
  readonly comparison: Comparison;
  /** The same on scenarios that nothing was trained or tuned on; null without any. */
  readonly generalisation: Comparison | null;
  readonly contests: Contests;
  readonly disclosures: Disclosures;
}

/** Tunes the rules with as many decisions as the experiment says, or else as the learner had. */
async function tunedNow(experiment: Experiment, groups: readonly LearnedGroup[], hooks: CompareHooks) {
  const { rules, scenarios, ruleSettings: settings, evaluation, batching } = experiment;
  const learned = groups.map(trainingDecisions);
  const budget = experiment.tuneDecisions ?? (learned.length > 0 ? Math.max(...learned) : TUNE_DECISIONS);
  hooks.onPart?.('tuning');
  return tuneRules({ rules, scenarios, budget, settings, seed: evaluation.seed, batching }, hooks);
}

async function subjectOf(experiment: Experiment, savedRules: SavedRules | undefined): Promise<RunSubject> {
  const { name, evaluation } = experiment;
  const note = savedRules ? `rules read from ${savedRules.origin.file} (${savedRules.origin.hash})` : '';
  const made = await provenance(false);
  return { kind: 'compare', experiment: name, config: experiment, seed: evaluation.seed, provenance: made, note };
}

/** Everybody's episodes, on the suite and on what nothing was trained or tuned on. */
function runLineUp(experiment: Experiment, line: LineUp, hooks: CompareHooks): Promise<SuiteRun> {
  const { scenarios, generalisation, evaluation, batching } = experiment;
  hooks.onPart?.('episodes');
  const plan = { scenarios, generalisation, evaluation, batching, entrants: everybody(line), judged: judged(line) };
  return runSuite(plan, hooks);
}

/** Without the float forms, which no engine runs: what they cost is disclosed. */
function withoutFloatForms(comparison: Comparison, { floatForms }: LineUp): Comparison {
  const names = floatForms.map(({ name }) => name);
  return { ...comparison, policies: comparison.policies.filter(({ name }) => !names.includes(name)) };
}

/**
 * Everybody on the held-back episodes: who takes part, their runs, the comparison, who wins against whom, and what a
 * reader must know. All of it is recorded.
 * @throws FoliotuneError `check-failed` when it is told to stop.
 */
export async function compareExperiment(
  store: Store,
  experiment: Experiment,
  { groups, savedRules }: Prepared,
  hooks: CompareHooks = {},
): Promise<CompareReport> {
  const subject = await subjectOf(experiment, savedRules);
  const isStopped = () => hooks.shouldStop?.() ?? false;
  return recordRun(store, subject, isStopped, async (runId) => {
    const tuned = savedRules?.tuned ?? (await tunedNow(experiment, groups, hooks));
    const line = lineUp(experiment, tuned, groups);

    const { comparison, generalisation, results, decisions } = await runLineUp(experiment, line, hooks);
    const trials = tuned.flatMap((rule) => rule.trials);
    store.transaction(() => {
      for (const trial of trials) store.tuningTrials.add({ runId, ...trial });
      store.evaluations.add(evaluationRows(runId, results, everybody(line)));
    });

    const result: CompareReport = {
      ...{ runId, experiment: experiment.name },
      comparison: withoutFloatForms(comparison, line),
      generalisation: generalisation && withoutFloatForms(generalisation, line),
      contests: contestsOf(line, comparison, generalisation, experiment),
      disclosures: await disclosuresOf(experiment, line, tuned, savedRules?.origin, comparison),
    };
    // What was read had been spent by another run.
    const tuning = trials.reduce((sum, trial) => sum + trial.decisions, 0);
    return { result, decisions: decisions + tuning, status: 'finished' };
  });
}
