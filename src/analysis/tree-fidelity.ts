import { openScenarios } from '../env/scenario-registry.js';
import { policyContender } from '../episodes/contender.js';
import { runEpisode } from '../episodes/run-episode.js';
import { evaluationSeeds } from '../episodes/seeds.js';
import { openPolicy } from '../policy/policy-file.js';
import type { PolicyFile } from '../policy/policy-schema.js';

/** Share of the states that the teacher meets on evaluation episodes in which each tree does as the teacher does. */
export async function treeFidelity(
  teacher: PolicyFile,
  trees: readonly PolicyFile[],
  scenarios: readonly string[],
  evaluation: { readonly seeds: number; readonly seed: number },
): Promise<number[]> {
  const policy = openPolicy(teacher).decideInteger;
  const students = trees.map((tree) => ({ decide: openPolicy(tree).decideInteger, agreed: 0 }));
  let states = 0;
  const watched = policyContender('learned', {
    name: teacher.name,
    decide: (features, mask) => {
      const action = policy.decide(features, mask);
      for (const student of students) if (student.decide.decide(features, mask) === action) student.agreed++;
      states++;
      return action;
    },
  });
  for (const open of await openScenarios(scenarios, teacher.batching)) {
    for (const seed of evaluationSeeds(evaluation.seed, evaluation.seeds)) runEpisode(open, seed, watched);
  }
  return students.map(({ agreed }) => agreed / states);
}
