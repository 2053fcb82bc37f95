import type { LearnedGroup } from '../comparison/learned-group.js';
import { lineUp } from '../comparison/line-up.js';
import { FoliotuneError } from '../core/errors.js';
import { scenarioNamed } from '../env/scenario-registry.js';
import { type Entrant, FIXED_ENTRANTS, KERNEL_ENTRANT } from '../episodes/entrant.js';
import type { EpisodeTask } from '../episodes/episode-task.js';
import { type EpisodeHooks, runTasks } from '../episodes/episode-threads.js';
import { checkLoaded } from '../episodes/loaded-on.js';
import type { EpisodeResult } from '../episodes/run-episode.js';
import { evaluationSeeds } from '../episodes/seeds.js';
import type { Experiment } from '../experiment/experiment-file.js';
import { mean } from '../statistics/mean.js';
import { bootstrapInterval, type Interval } from '../statistics/stratified-bootstrap.js';
import { suiteScore } from '../statistics/suite-score.js';
import { type TunedRule, tuneRules } from '../tuning/tune-rules.js';
import { type Assumption, assumptionsOfPlatform, inWorld } from './assumptions.js';
import { RelativeCosts } from './relative-costs.js';

/*
 * Which assumption the verdict hangs on. The saved policies, and the rule that is best as things are assumed, are judged
 * again in worlds in which one assumed number is wrong by a factor, for good or ill; neither is trained or tuned anew:
 * they were shipped. The gain is what the policy costs less than the rule, per MiB, as a fraction of the kernel's cost in
 * that world: interquartile mean over scenarios and trainings with its 95 % interval.
 *
 *   verdict   gain where the interval lies above 0, loss where it lies below, else none
 *   flips     the verdict is another than as things are assumed
 */
export interface World {
  readonly assumption: Assumption | null;
  /** Real value ÷ assumed value; 1 as things are assumed. */
  readonly factor: number;
  readonly gain: Interval;
  readonly verdict: 'gain' | 'none' | 'loss';
  readonly flips: boolean;
}

export interface Sensitivity {
  readonly policy: string;
  readonly rule: string;
  readonly platform: string;
  readonly scenarios: readonly string[];
  /** As things are assumed. */
  readonly nominal: World;
  /** Those that flip first, then by how far the gain moves. */
  readonly worlds: readonly World[];
}

export interface SensitivityOptions {
  readonly platform: string;
  readonly factors: readonly number[];
  readonly evaluation: { readonly seeds: number; readonly seed: number };
  /** Rules that were tuned before, or simulated decisions that tuning each of them now may spend. */
  readonly rules: readonly TunedRule[] | number;
}

function verdictOf({ low, high }: Interval): World['verdict'] {
  if (low > 0) return 'gain';
  return high < 0 ? 'loss' : 'none';
}

/** The rule or fixed migrator of least mean cost relative to the kernel's, one setting for all. */
function bestRule(candidates: readonly Entrant[], costs: RelativeCosts): Entrant {
  const ranked = candidates.map((entrant) => {
    const table = costs.difference([KERNEL_ENTRANT.name], [entrant.name]);
    return { entrant, cost: mean(table.map(mean)) };
  });
  return ranked.reduce((a, b) => (b.cost < a.cost ? b : a)).entrant;
}

/** Everybody who needs one setting only, with rules that were tuned as things are assumed. */
async function rulesOf(
  experiment: Experiment,
  group: LearnedGroup,
  scenarios: readonly string[],
  { rules: given, evaluation }: SensitivityOptions,
  hooks: EpisodeHooks,
): Promise<Entrant[]> {
  const { rules, batching } = experiment;
  const tuned =
    typeof given === 'number'
      ? await tuneRules({ rules, scenarios, budget: given, seed: evaluation.seed, batching }, hooks)
      : given;
  return [KERNEL_ENTRANT, ...FIXED_ENTRANTS, ...lineUp(experiment, tuned, [group]).oneSetting];
}

/** The same episodes of several scenarios for everybody who is given. */
function tasksOf(
  scenarios: readonly string[],
  seeds: readonly number[],
  entrants: readonly Entrant[],
  batching: Experiment['batching'],
): EpisodeTask[] {
  return scenarios.flatMap((scenario) => seeds.map((seed) => ({ scenario, seed, entrants, batching })));
}

/** What one policy, all its trainings together, costs less than one rule. */
class Duel {
  readonly #learned: readonly string[];
  readonly #rule: string;
  readonly #seeds: readonly number[];
  readonly #seed: number;

  constructor(learned: readonly string[], rule: string, seeds: readonly number[], seed: number) {
    this.#learned = learned;
    this.#rule = rule;
    this.#seeds = seeds;
    this.#seed = seed;
  }

  gain(scenarios: readonly string[], results: readonly EpisodeResult[]): Interval {
    const table = new RelativeCosts(scenarios, this.#seeds, results).difference(this.#learned, [this.#rule]);
    const options = { seed: this.#seed, runs: this.#learned.length };
    return bootstrapInterval((drawn) => suiteScore(drawn, options.runs), table, options);
  }
}

/** Every assumption with every factor, and what the scenarios are called there. */
function worldsOf(platform: string, scenarios: readonly string[], factors: readonly number[]) {
  return assumptionsOfPlatform(platform).flatMap((assumption) =>
    factors.map((factor) => ({
      ...{ assumption, factor },
      names: scenarios.map((scenario) => inWorld(scenario, assumption, factor)),
    })),
  );
}

/** Judges one policy, all its trainings together, in every world. @throws FoliotuneError when told to stop. */
export async function sensitivityOf(
  experiment: Experiment,
  group: LearnedGroup,
  options: SensitivityOptions,
  hooks: EpisodeHooks = {},
): Promise<Sensitivity> {
  const { platform, factors, evaluation } = options;
  const scenarios = experiment.scenarios.filter((name) => scenarioNamed(name).platform === platform);
  if (scenarios.length === 0)
    throw new FoliotuneError('usage', `no scenario is on ${platform}`, { path: '--platform' });
  for (const { entrant } of group.members) if (entrant.is === 'policy') checkLoaded(entrant.contents, scenarios);
  const quiet = hooks.shouldStop ? { shouldStop: hooks.shouldStop } : {};
  const candidates = await rulesOf(experiment, group, scenarios, options, quiet);
  const learned = group.members.map(({ entrant }) => entrant);
  const seeds = evaluationSeeds(evaluation.seed, evaluation.seeds);
  const first = await runTasks(tasksOf(scenarios, seeds, [...candidates, ...learned], experiment.batching), quiet);
  const rule = bestRule(candidates, new RelativeCosts(scenarios, seeds, first));
  const names = learned.map(({ name }) => name);
  const duel = new Duel(names, rule.name, seeds, evaluation.seed);
  const asAssumed = duel.gain(scenarios, first);
  const nominal = { assumption: null, factor: 1, gain: asAssumed, verdict: verdictOf(asAssumed), flips: false };

  const cells = worldsOf(platform, scenarios, factors);
  const entrants = [KERNEL_ENTRANT, ...(rule.is === 'kernel' ? [] : [rule]), ...learned];
  const tasks = cells.flatMap((cell) => tasksOf(cell.names, seeds, entrants, experiment.batching));
  const results = await runTasks(tasks, hooks);
  const each = results.length / cells.length;
  const worlds = cells.map(({ assumption, factor, names: own }, k): World => {
    const gain = duel.gain(own, results.slice(k * each, (k + 1) * each));
    const verdict = verdictOf(gain);
    return { assumption, factor, gain, verdict, flips: verdict !== nominal.verdict };
  });
  const moved = ({ gain }: World): number => Math.abs(gain.estimate - asAssumed.estimate);
  worlds.sort((a, b) => Number(b.flips) - Number(a.flips) || moved(b) - moved(a));
  return { policy: group.name, rule: rule.name, platform, scenarios, nominal, worlds };
}
