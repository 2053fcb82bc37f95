import { randomStream } from '../core/random.js';
import { type Entrant, KERNEL_ENTRANT, type PermutedEntrant, policyEntrant } from '../episodes/entrant.js';
import { type EpisodeHooks, runTasks } from '../episodes/episode-threads.js';
import { evaluationSeeds } from '../episodes/seeds.js';
import { visitedStates } from '../episodes/visited-states.js';
import { FEATURES, featureIndex } from '../policy/feature-table.js';
import type { LoadedPolicy } from '../policy/policy-file.js';
import { mean } from '../statistics/mean.js';
import { bootstrapInterval, type Interval } from '../statistics/stratified-bootstrap.js';
import { RelativeCosts } from './relative-costs.js';

/*
 * Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019), by cost: the policy decides whole episodes
 * with one feature replaced, at every decision, by its value in a state drawn at random from those the policy visits on
 * all scenarios. What that costs more is what the policy makes of the feature. The mask stays the true one. Features
 * that tell nearly the same are also replaced together, from one state, for one can stand in for another.
 */
export interface Importance {
  /** A feature, or what a set of them is called. */
  readonly name: string;
  readonly features: readonly string[];
  /** Additional cost as a fraction of the kernel's, mean over the scenarios, with its 95 % interval. */
  readonly increase: Interval;
}

/** States that are drawn from. */
const POOL = 2048;

/** Features that are replaced together, of those the policy looks at. */
const SETS: Readonly<Record<string, readonly string[]>> = {
  'what the batch is': ['reason', 'mode', 'folio_order', 'nr_folios', 'batch_kib', 'pmd_mapped'],
  'what is idle': ['src_idle_cpus', 'dst_idle_cpus', 'src_load', 'dst_load'],
  'state of the engine': ['dma_channels', 'dma_free', 'dma_outstanding_kib', 'copies_in_flight'],
  'traffic on the way': ['route_mbps', 'src_mbps', 'dst_mbps'],
  "the machine's rates": [
    'worker_mbps',
    'channel_mbps',
    'workers_mbps',
    'two_channels_mbps',
    'channels_mbps',
    'dma_setup_us',
    'dma_waits',
  ],
  'what the hook lacks': FEATURES.filter(({ availability }) => availability === 'kernel-change').map(
    ({ name }) => name,
  ),
};

function setsOf({ contents: { features } }: LoadedPolicy): [string, readonly string[]][] {
  const together = Object.entries(SETS).map(([name, members]): [string, string[]] => [
    name,
    members.filter((member) => features.includes(member)),
  ]);
  return [
    ...features.map((name): [string, string[]] => [name, [name]]),
    ...together.filter(([, members]) => members.length > 1),
  ];
}

function poolOf(visited: readonly Int32Array[], seed: number): number[][] {
  const random = randomStream(seed, 'permutation/pool');
  return Array.from({ length: Math.min(POOL, visited.length) }, () => [
    ...(visited[random.below(visited.length)] ?? []),
  ]);
}

/** What each feature of a policy is worth to it, the most important first. */
export async function permutationImportance(
  policy: LoadedPolicy,
  scenarios: readonly string[],
  evaluation: { readonly seeds: number; readonly seed: number },
  hooks: EpisodeHooks = {},
): Promise<Importance[]> {
  const own = policyEntrant(policy.contents);
  const visited = await visitedStates(policy, scenarios, { ...evaluation, seeds: 1 });
  const pool = poolOf(visited, evaluation.seed);
  const sets = setsOf(policy);
  const permuted = sets.map(
    ([name, features]): PermutedEntrant => ({
      is: 'permuted',
      name: `${own.name} without ${name}`,
      base: own,
      features: features.map(featureIndex),
      pool: pool.map((state) => features.map((feature) => state[featureIndex(feature)] ?? 0)),
    }),
  );
  const entrants: Entrant[] = [KERNEL_ENTRANT, own, ...permuted];
  const seeds = evaluationSeeds(evaluation.seed, evaluation.seeds);
  const tasks = scenarios.flatMap((scenario) => seeds.map((seed) => ({ scenario, seed, entrants })));
  const costs = new RelativeCosts(scenarios, seeds, await runTasks(tasks, hooks));
  const importances = sets.map(([name, features], k) => {
    const table = costs.difference([own.name], [permuted[k]?.name ?? '']);
    const increase = bootstrapInterval((drawn) => mean(drawn.flat()), table, { seed: evaluation.seed });
    return { name, features, increase };
  });
  return importances.sort((a, b) => b.increase.estimate - a.increase.estimate);
}
