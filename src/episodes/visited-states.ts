import { openScenarios } from '../env/scenario-registry.js';
import type { LoadedPolicy } from '../policy/policy-file.js';
import { policyContender } from './contender.js';
import { runEpisode } from './run-episode.js';
import { evaluationSeeds } from './seeds.js';

/** The features of every state in which the integer policy decided, on evaluation episodes. */
export async function visitedStates(
  policy: LoadedPolicy,
  scenarios: readonly string[],
  evaluation: { readonly seeds: number; readonly seed: number },
): Promise<Int32Array[]> {
  const visited: Int32Array[] = [];
  const { name } = policy.contents;
  const watched = policyContender('learned', {
    name,
    decide: (features, mask) => {
      visited.push(features.slice());
      return policy.decideInteger.decide(features, mask);
    },
  });
  for (const open of await openScenarios(scenarios, policy.contents.batching)) {
    for (const seed of evaluationSeeds(evaluation.seed, evaluation.seeds)) runEpisode(open, seed, watched);
  }
  return visited;
}
