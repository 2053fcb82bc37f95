import { type Entrant, kindOf } from '../episodes/entrant.js';
import type { EpisodeTask } from '../episodes/episode-task.js';
import { type EpisodeHooks, openThreads } from '../episodes/episode-threads.js';
import type { EpisodeResult } from '../episodes/run-episode.js';
import { evaluationSeeds } from '../episodes/seeds.js';
import { type Comparison, compareResults } from '../evaluation/comparison.js';
import type { GainToWin } from '../evaluation/gain-to-win.js';
import { isWrong } from '../evaluation/reference-check.js';
import type { Entered } from '../evaluation/result-table.js';
import type { BatchTable } from '../migration/batch-table.js';
import type { Evaluation } from '../store/evaluations.js';
import { lookAgain } from './reference/look-again.js';
import { measureGain } from './reference/measure-gain.js';
import { mendReferences } from './reference/mend-references.js';

export interface SuiteOptions {
  readonly scenarios: readonly string[];
  readonly entrants: readonly Entrant[];
  /** Who is judged, where that is not each of them by itself. */
  readonly judged?: readonly Entered[];
  /** Scenarios that are not judged with the others, but by themselves. */
  readonly generalisation?: readonly string[];
  /** How many evaluation seeds, and the seed that names them. */
  readonly evaluation: { readonly seeds: number; readonly seed: number };
  /** How batches are cut for everybody but the kernel; as the offload series does where absent. */
  readonly batching?: BatchTable | undefined;
}

export interface SuiteRun {
  readonly comparison: Comparison;
  /** On the scenarios that nothing was trained on; null without any. */
  readonly generalisation: Comparison | null;
  readonly results: readonly EpisodeResult[];
  readonly decisions: number;
}

/** The slow ones first and each by itself, so that no thread is left with a long task at the end. */
function tasksOf(
  scenarios: readonly string[],
  seeds: readonly number[],
  entrants: readonly Entrant[],
  batching: BatchTable | undefined,
): EpisodeTask[] {
  const slow = entrants.filter(({ is }) => is === 'reference');
  const groups = [...slow.reverse().map((one) => [one]), entrants.filter(({ is }) => is !== 'reference')];
  return groups.flatMap((group) =>
    seeds.flatMap((seed) => scenarios.map((scenario) => ({ scenario, seed, entrants: group, batching }))),
  );
}

/** What is run besides stops like the rest, and counts for no progress. */
const quietly = ({ shouldStop }: EpisodeHooks): EpisodeHooks => (shouldStop ? { shouldStop } : {});

/** Runs the tasks and measures what there is to win at the same time, so that no thread waits for the other's last task. */
async function runAndMeasure(
  scenarios: readonly string[],
  tasks: readonly EpisodeTask[],
  batching: BatchTable | undefined,
  hooks: EpisodeHooks,
): Promise<{ results: readonly EpisodeResult[]; toWin: ReadonlyMap<string, GainToWin> }> {
  const threads = openThreads();
  try {
    const [results, toWin] = await Promise.all([
      threads.run(tasks, hooks),
      measureGain(threads, scenarios, batching, quietly(hooks)),
    ]);
    return { results, toWin };
  } finally {
    threads.close();
  }
}

/** Runs every entrant on the same held-back episodes and compares them. */
export async function runSuite(options: SuiteOptions, hooks: EpisodeHooks = {}): Promise<SuiteRun> {
  const { scenarios, entrants, evaluation, generalisation = [], batching } = options;
  const seeds = evaluationSeeds(evaluation.seed, evaluation.seeds);
  const all = [...scenarios, ...generalisation];
  const entered = options.judged ?? entrants.map((entrant) => ({ name: entrant.name, kind: kindOf(entrant) }));
  const measures = entrants.filter(({ is }) => is === 'reference').map(({ name }) => name);
  const { results: first, toWin } = await runAndMeasure(all, tasksOf(all, seeds, entrants, batching), batching, hooks);
  const { seed } = evaluation;
  let results = first;
  const judge = async (names: readonly string[]): Promise<Comparison> => {
    const plan = { scenarios: names, seeds, entered, measures, toWin, seed };
    const comparison = compareResults(plan, results);
    const beaten = await lookAgain(comparison.beaten, entrants, batching, seed, quietly(hooks));
    const wrong = beaten.filter(isWrong);
    if (wrong.length === 0) return { ...comparison, beaten };
    const mended = await mendReferences(results, wrong, { entrants, seeds, batching, seed }, quietly(hooks));
    results = mended.results;
    const standing = beaten.filter((one) => !isWrong(one));
    return { ...compareResults(plan, results), beaten: [...standing, ...mended.beaten] };
  };
  return {
    comparison: await judge(scenarios),
    generalisation: generalisation.length > 0 ? await judge(generalisation) : null,
    results,
    decisions: results.reduce((sum, one) => sum + one.decisions, 0),
  };
}

/** Results as the store's rows. */
export function evaluationRows(
  runId: number,
  results: readonly EpisodeResult[],
  entrants: readonly Entrant[],
): Evaluation[] {
  const kinds = new Map(entrants.map((entrant) => [entrant.name, kindOf(entrant)]));
  return results.map(({ contender, scenario, seed, terms, cost, mib, decisions, metrics, accounts }) => ({
    runId,
    policy: contender,
    policyKind: kinds.get(contender) ?? '',
    scenario,
    seed,
    stallCoreNs: terms.stall,
    delayCoreNs: terms.delay,
    cpuCoreNs: terms.cpu,
    bandwidthCoreNs: terms.bandwidth,
    fairnessCoreNs: terms.fairness,
    totalCoreNs: cost,
    mibMoved: mib,
    metrics: { ...metrics, ...accounts?.metrics },
    decisions,
  }));
}
