import { type Entrant, KERNEL_ENTRANT, policyEntrant } from '../episodes/entrant.js';
import { type EpisodeHooks, runTasks } from '../episodes/episode-threads.js';
import type { EpisodeResult } from '../episodes/run-episode.js';
import { tuningSeeds } from '../episodes/seeds.js';
import { TOLERATED } from '../evaluation/harm.js';
import { costPerMiB } from '../evaluation/score.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import { MARGINS, reluctantModel, scoringModel } from '../policy/reluctance.js';
import { mean } from '../statistics/mean.js';

/*
 * The least margin (policy/reluctance.ts) with which a policy costs no more than 1.01 of today's kernel on any of its
 * training scenarios, on tuning episodes: neither those it was trained on nor those it is judged by. Where no margin is
 * enough, the one of least harm, the sum over the scenarios of what passes 1.01: a scenario that no margin helps must not
 * decide for the others. The decisions this takes count as training.
 */
const EPISODES = 2;

export interface Reluctance {
  readonly model: PolicyFile['model'];
  readonly margin: number;
  /** The worst ratio to the kernel's cost that is left. */
  readonly worst: number;
  /** Simulated decisions spent on finding it. */
  readonly decisions: number;
}

/** Ratios of mean costs, policy to kernel. [scenarios] */
function ratiosTo(scenarios: readonly string[], kernel: readonly EpisodeResult[], own: readonly EpisodeResult[]) {
  const costOn = (results: readonly EpisodeResult[], scenario: string): number =>
    mean(results.filter((one) => one.scenario === scenario).map(costPerMiB));
  return scenarios.map((scenario) => costOn(own, scenario) / costOn(kernel, scenario));
}

/** @throws FoliotuneError for a model without scores, or when told to stop. */
export async function findReluctance(
  policy: PolicyFile,
  scenarios: readonly string[],
  hooks: EpisodeHooks = {},
): Promise<Reluctance> {
  const model = scoringModel(policy.model);
  const seeds = tuningSeeds(policy.training.seed, EPISODES);
  const run = (entrant: Entrant): Promise<EpisodeResult[]> =>
    runTasks(
      scenarios.flatMap((scenario) => seeds.map((seed) => ({ scenario, seed, entrants: [entrant] }))),
      hooks,
    );
  const kernel = await run(KERNEL_ENTRANT);
  let best: (Omit<Reluctance, 'decisions'> & { readonly harm: number }) | undefined;
  let decisions = 0;
  for (const margin of MARGINS[model.kind]) {
    const tried = reluctantModel(model, margin, policy.features);
    const results = await run(policyEntrant({ ...policy, model: tried as PolicyFile['model'] }));
    decisions += results.reduce((sum, one) => sum + one.decisions, 0);
    const ratios = ratiosTo(scenarios, kernel, results);
    const harm = ratios.reduce((sum, ratio) => sum + Math.max(0, ratio - 1 - TOLERATED), 0);
    const worst = Math.max(...ratios);
    if (!best || harm < best.harm) best = { model: tried as PolicyFile['model'], margin, worst, harm };
    if (harm === 0) break;
  }
  const { harm: _, ...found } = best ?? { model: policy.model, margin: 0, worst: Number.NaN, harm: 0 };
  return { ...found, decisions };
}
