import { contentHash } from '../core/canonical-json.js';
import { at } from '../core/errors.js';
import { openScenarios } from '../env/scenario-registry.js';
import { type Entrant, KERNEL_ENTRANT, kindOf, type RuleEntrant, referenceEntrants } from '../episodes/entrant.js';
import { type EpisodeHooks, type EpisodeThreads, openThreads } from '../episodes/episode-threads.js';
import { compareResults } from '../evaluation/comparison.js';
import type { ScoreSummary } from '../evaluation/standing.js';
import type { Experiment } from '../experiment/experiment-file.js';
import { platformOf } from '../experiment/machines.js';
import { provenance } from '../experiment/provenance.js';
import { recordRun } from '../experiment/run-record.js';
import { threeParameter } from '../heuristics/rules/three-parameter.js';
import { ACTION_TABLE_HASH } from '../policy/action-table.js';
import { FEATURE_TABLE_HASH } from '../policy/feature-table.js';
import type { Store } from '../store/store.js';
import { earlierRun } from './earlier-run.js';
import { measureCells } from './measure.js';
import type { Parameters } from './propose.js';
import { type TuningEpisodes, tuningEpisodes } from './scale.js';
import { type Problem, Search, type TrialCell } from './search.js';
import type { TuningSubject } from './subject.js';
import { openTrialRecord } from './trial-record.js';

/** A setting with its score on the tuning episodes, on which it was chosen. */
export interface ScoredSetting {
  readonly parameters: Parameters;
  readonly score: ScoreSummary;
}

export interface TuningReport {
  readonly runId: number;
  readonly experiment: string;
  readonly subject: Pick<TuningSubject, 'kind' | 'name'>;
  readonly settings: number;
  /** Simulated decisions of the search, training included. */
  readonly decisions: number;
  /** Episodes that an earlier, stopped search had run. */
  readonly remembered: number;
  readonly defaults: ScoredSetting;
  readonly best: ScoredSetting;
  readonly episodes: number;
  /** What to put into the experiment file. */
  readonly inExperiment: Readonly<Record<string, unknown>>;
}

export interface TuningRequest {
  readonly experiment: Experiment;
  readonly subject: TuningSubject;
  /** Simulated decisions for all trials together. */
  readonly decisions: number;
  readonly trials: number | undefined;
  readonly seed: number;
}

/** Everything a search follows from: two runs that agree in it are one search. */
async function configOf({ experiment, subject, decisions, trials, seed }: TuningRequest): Promise<unknown> {
  const { scenarios, features, actions, learners, batching } = experiment;
  const { kind, name, defaults, choices, training } = subject;
  const machine = platformOf(await openScenarios(scenarios)).hash;
  const learner = kind === 'learner' ? learners.find((one) => one.name === name) : undefined;
  const search = { kind, name, defaults, choices, training, decisions, trials: trials ?? null, seed };
  const tables = { features: FEATURE_TABLE_HASH, actions: ACTION_TABLE_HASH };
  return { search, experiment: contentHash({ scenarios, features, actions, learner, batching }), machine, tables };
}

function problemOf({ subject, decisions, trials, seed }: TuningRequest, episodes: TuningEpisodes): Problem {
  const { name: label, defaults, choices, training } = subject;
  const { kernelCosts, worth } = episodes;
  const shared = {
    label,
    defaults,
    choices,
    kernelCosts,
    worth,
    seed,
    oneSetting: true,
    decisions: episodes.decisions,
  };
  // Where settings are trained the episodes are the smaller part: their number is the budget.
  if (training > 0) return { ...shared, budget: Number.POSITIVE_INFINITY, most: trials ?? 1 };
  return { ...shared, budget: decisions, ...(trials === undefined ? {} : { most: trials }) };
}

/** Scores of settings on the tuning episodes, by the same greedy reference for all. */
async function scoreSettings(
  entrants: readonly Entrant[],
  { scenarios, seeds, batching }: TuningEpisodes,
  seed: number,
  threads: EpisodeThreads,
  hooks: EpisodeHooks,
): Promise<ScoreSummary[]> {
  const { name: rule, defaults: parameters } = threeParameter;
  const base: RuleEntrant = { is: 'rule', name: rule, rule, parameters: { ...parameters } };
  const options = { kind: 'resampled', horizonMs: 1, width: 1, samples: 1 } as const;
  const greedy = at(referenceEntrants(base, options), 0);
  const all = [KERNEL_ENTRANT, greedy, ...entrants];
  const tasks = scenarios.flatMap((scenario) => seeds.map((one) => ({ scenario, seed: one, entrants: all, batching })));
  const results = await threads.run(tasks, hooks);
  const entered = all.map((one) => ({ name: one.name, kind: kindOf(one) }));
  const { policies } = compareResults({ scenarios, seeds, entered, measures: [greedy.name], seed }, results);
  return policies.slice(2).map(({ score }) => score);
}

async function search(
  request: TuningRequest,
  store: Store,
  runId: number,
  threads: EpisodeThreads,
  hooks: EpisodeHooks,
) {
  const { experiment, subject, decisions, trials, seed } = request;
  const episodes = await tuningEpisodes(experiment.scenarios, seed, threads, hooks, experiment.batching);
  const problem = problemOf(request, episodes);
  const total = subject.training > 0 ? (trials ?? 1) : decisions;
  const entrantOf = ({ setting, parameters }: TrialCell) => subject.entrant(`${subject.name}#${setting}`, parameters);
  const record = openTrialRecord(store, runId);
  const measure = record.measured(subject.name, episodes, (cells) =>
    measureCells(cells, entrantOf, episodes, threads, hooks),
  );
  const found = new Search(problem, async (cells) => {
    const costs = await measure(cells);
    hooks.onProgress?.(Math.min(total, subject.training > 0 ? found.tried.length : found.spent), total);
    return costs;
  });
  await found.run();
  return { found, episodes, remembered: record.remembered() };
}

/**
 * Searches the settings of a rule or a learner on tuning episodes, and goes on with the same search where it was
 * stopped: what comes out is the same.
 * @throws FoliotuneError `check-failed` when it is told to stop; what was tried is kept.
 */
export async function tuneSubject(
  store: Store,
  request: TuningRequest,
  hooks: EpisodeHooks = {},
): Promise<TuningReport> {
  const { experiment, subject, seed } = request;
  const made = await provenance(subject.kind === 'learner');
  const config = await configOf(request);
  const resumes = earlierRun(store, config, seed, made.gitCommit);
  const run = { kind: 'tune', experiment: experiment.name, config, seed, provenance: made, resumes } as const;
  const threads = openThreads();
  const isStopped = () => hooks.shouldStop?.() ?? false;
  try {
    return await recordRun(store, run, isStopped, async (runId) => {
      const { found, episodes, remembered } = await search(request, store, runId, threads, hooks);
      const settings = [subject.defaults, at(found.tried, found.best()).parameters];
      const entrants = await Promise.all(settings.map((one, k) => subject.entrant(`${subject.name}/${k}`, one)));
      const stop = hooks.shouldStop ? { shouldStop: hooks.shouldStop } : {};
      const scores = await scoreSettings(entrants, episodes, seed, threads, stop);
      const [defaults, best] = settings.map((parameters, k) => ({ parameters, score: at(scores, k) }));
      const decisions = found.spent + subject.training * found.tried.length;
      const result: TuningReport = {
        ...{ runId, experiment: experiment.name, subject: { kind: subject.kind, name: subject.name } },
        ...{ settings: found.tried.length, decisions, remembered },
        defaults: at([defaults], 0) as ScoredSetting,
        best: at([best], 0) as ScoredSetting,
        episodes: episodes.seeds.length * episodes.scenarios.length,
        inExperiment: subject.inExperiment(at(settings, 1)),
      };
      return { result, decisions, status: 'finished' };
    });
  } finally {
    threads.close();
  }
}
