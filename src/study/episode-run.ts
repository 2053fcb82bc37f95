import { Lane } from '../env/lane.js';
import { type OpenScenario, openScenarioOf, scenarioNamed } from '../env/scenario-registry.js';
import { DECLINE, dmaUpTo, workersUpTo } from '../heuristics/actions.js';
import { readBatchSizer } from '../heuristics/batch-sizers/registry.js';
import { HEURISTICS } from '../heuristics/registry.js';
import { REASONS } from '../migration/vocabulary.js';
import { featureIndex } from '../policy/feature-table.js';
import type { Simulator } from '../sim/simulator.js';
import type { Batching } from '../sim/state/sim-state.js';
import type { EpisodePolicy, EpisodeSettings } from './episode-settings.js';

/*
 * Whole episodes under a policy that is one migrator for everything, one a reason, or a rule. The seed is that of the episode:
 * whatever decides meets the same arrivals and tenants.
 */

/** Who decides in an episode, and what a batch may hold. */
type Conduct = Pick<EpisodeSettings, 'policy' | 'batch'>;

type Choose = (features: Int32Array, mask: Uint8Array) => number;

const MIB = 2 ** 20;
const REASON = featureIndex('reason');

function migratorNamed(name: string): Choose {
  const [kind = '', count = ''] = name.split('-');
  if (kind === 'dcbm') return (_, mask) => dmaUpTo(Number(count), mask);
  if (kind === 'mtcopy') return (_, mask) => workersUpTo(Number(count), 'pull', 'temporal', mask);
  return () => DECLINE;
}

/** A rule as at the beginning of an episode. */
function ruleNamed(name: string): Choose {
  const rule = HEURISTICS.get(name);
  const policy = rule.create(rule.defaults);
  return (features, mask) => policy.decide(features, mask);
}

function batchingOf({ policy, batch }: Conduct): Batching {
  if (policy === 'kernel') return 'mainline';
  return batch === undefined ? 'offload' : readBatchSizer(batch, 'batch');
}

function chooserOf(policy: EpisodePolicy): Choose {
  if (policy === 'kernel') return () => DECLINE;
  if (typeof policy === 'string') return HEURISTICS.has(policy) ? ruleNamed(policy) : migratorNamed(policy);
  const otherwise = migratorNamed(policy.otherwise);
  const byReason = REASONS.map((reason) => {
    const own = policy[reason];
    return own === undefined ? otherwise : migratorNamed(own);
  });
  return (features, mask) => (byReason[features[REASON] ?? 0] ?? otherwise)(features, mask);
}

/** Size of a flood's calls over the rate it offers [ms]. */
function floodGapMs(parameters: Readonly<Record<string, unknown>>, floodGBps: number): number {
  return (Number(parameters.floodMiB) * MIB) / floodGBps / 1e6;
}

/**
 * The settings' scenario with its replaced members.
 * @throws FoliotuneError `file-invalid` where a parameter does not fit its workload.
 */
export async function openEpisodes(settings: EpisodeSettings): Promise<OpenScenario> {
  const registered = scenarioNamed(settings.scenario);
  const parameters = { ...(registered.parameters as Record<string, unknown>), ...settings.parameters };
  const { floodGBps, attribution } = settings;
  return openScenarioOf({
    ...registered,
    ...(attribution === undefined ? {} : { attribution }),
    platform: settings.platform ?? registered.platform,
    parameters: floodGBps === undefined ? parameters : { ...parameters, floodGapMs: floodGapMs(parameters, floodGBps) },
  });
}

/** Runs the episode of a seed to its end. */
export function runStudyEpisode(open: OpenScenario, conduct: Conduct, seed: number): Simulator {
  const choose = chooserOf(conduct.policy);
  const lane = new Lane(open, open.episode(seed), batchingOf(conduct));
  while (!lane.done) {
    lane.step(choose(lane.features, lane.mask));
    lane.sim.settled.clear();
  }
  return lane.sim;
}
