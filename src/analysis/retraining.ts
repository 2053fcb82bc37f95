import { createMigrationEnvironment } from '../env/migration-environment.js';
import { openScenarios } from '../env/scenario-registry.js';
import { KERNEL_ENTRANT, type PolicyEntrant } from '../episodes/entrant.js';
import { type EpisodeHooks, runTasks } from '../episodes/episode-threads.js';
import { evaluationSeeds } from '../episodes/seeds.js';
import { LEARNERS } from '../learners/registry.js';
import { FEATURES } from '../policy/feature-table.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import { mean } from '../statistics/mean.js';
import { bootstrapInterval, type Interval } from '../statistics/stratified-bootstrap.js';
import { RelativeCosts } from './relative-costs.js';

/*
 * What the features are worth to whoever could not have them: the same learner is trained again, with the same
 * scenarios, options and decisions, without one feature, and with only those that the hook, or the hook and its
 * provider, know today. Each of these sets is trained with several seeds, and held beside the same seeds trained with
 * everything.
 */
export interface Removal {
  readonly name: string;
  readonly features: readonly string[];
  /** Additional cost over training with everything, as a fraction of the kernel's, with its 95 % interval. */
  readonly increase: Interval;
}

export interface RetrainingPlan {
  readonly scenarios: readonly string[];
  readonly seeds: readonly number[];
  readonly decisions: number;
  readonly lanes: number;
  readonly options: unknown;
  readonly evaluation: { readonly seeds: number; readonly seed: number };
  /** Whether each feature is left out by itself, beside the two sets. */
  readonly each: boolean;
}

interface FeatureSet {
  readonly name: string;
  readonly features: readonly string[];
}

const EVERYTHING = 'everything';

function featureSetsOf({ features }: PolicyFile, each: boolean): FeatureSet[] {
  const known = (...where: string[]): string[] =>
    features.filter((name) => where.includes(FEATURES.find((feature) => feature.name === name)?.availability ?? ''));
  const single = features.map((name) => ({
    name: `without ${name}`,
    features: features.filter((other) => other !== name),
  }));
  const sets = [
    { name: EVERYTHING, features },
    { name: 'hook and provider only', features: known('hook', 'provider') },
    { name: 'hook only', features: known('hook') },
  ];
  const all = [...sets, ...(each ? single : [])].filter((one) => one.features.length > 0);
  // A policy that sees only what the hook knows is its own second set.
  return all.filter(({ name, features: own }) => name === EVERYTHING || own.length < features.length);
}

async function trained(
  policy: PolicyFile,
  { name, features }: FeatureSet,
  seed: number,
  plan: RetrainingPlan,
): Promise<PolicyEntrant> {
  const learner = LEARNERS.get(policy.learner);
  const { scenarios, lanes, options, decisions } = plan;
  const { actions, batching } = policy;
  const env = createMigrationEnvironment(await openScenarios(scenarios, batching), {
    ...{ lanes, features, actions },
  });
  const model = await learner.train(env, learner.schema.parse(options), seed, decisions);
  const { guard: _, ...rest } = policy;
  const contents = { ...rest, features: [...features], model };
  return { is: 'policy', name: `${name} s${seed}`, form: 'integer', contents };
}

/** Trains on every set of features with every seed and judges all on the same held-back episodes, the dearest first. */
export async function retrainWithout(
  policy: PolicyFile,
  plan: RetrainingPlan,
  hooks: EpisodeHooks & { onTraining?(done: number, total: number): void } = {},
): Promise<{ readonly removals: readonly Removal[]; readonly entrants: readonly PolicyEntrant[] }> {
  const sets = featureSetsOf(policy, plan.each);
  const entrants: PolicyEntrant[] = [];
  for (const set of sets) {
    for (const seed of plan.seeds) {
      entrants.push(await trained(policy, set, seed, plan));
      hooks.onTraining?.(entrants.length, sets.length * plan.seeds.length);
    }
  }
  const { scenarios, evaluation } = plan;
  const seeds = evaluationSeeds(evaluation.seed, evaluation.seeds);
  const everybody = [KERNEL_ENTRANT, ...entrants];
  const tasks = scenarios.flatMap((scenario) => seeds.map((seed) => ({ scenario, seed, entrants: everybody })));
  const costs = new RelativeCosts(scenarios, seeds, await runTasks(tasks, hooks));
  const names = (set: string): string[] => plan.seeds.map((seed) => `${set} s${seed}`);
  const removals = sets
    .filter(({ name }) => name !== EVERYTHING)
    .map(({ name, features }) => {
      const table = costs.difference(names(EVERYTHING), names(name));
      const options = { seed: evaluation.seed, runs: plan.seeds.length };
      return { name, features, increase: bootstrapInterval((drawn) => mean(drawn.flat()), table, options) };
    });
  return { removals: removals.sort((a, b) => b.increase.estimate - a.increase.estimate), entrants };
}
