import { setImmediate } from 'node:timers/promises';
import { at, FoliotuneError } from '../core/errors.js';
import { hashSeed, type RandomStream, randomStream } from '../core/random.js';
import type { Counterfactuals } from '../env/counterfactuals.js';
import type { VectorEnvironment } from '../env/vector-environment.js';
import { FEATURES } from '../policy/feature-table.js';
import { createFloatPolicy } from '../policy/float-policy.js';
import type { TreeModel } from '../policy/model.js';
import type { Policy } from '../policy/policy.js';
import { ALONE, type Crew } from './crew.js';
import {
  type FullInformationOptions,
  fullInformationChoices,
  fullInformationOptionsSchema,
} from './full-information-options.js';
import type { Learner, LearnerHooks } from './learner.js';
import { channelPrices } from './tree/channel-prices.js';
import { LeafChoices } from './tree/choices.js';
import { costsOfEach, decisionIn, type Stage } from './tree/cost-on-episodes.js';
import { type GrownTree, growTree } from './tree/grow-tree.js';
import { LabelTrials, type OpenLabel } from './tree/label-trials.js';
import { cheapestCost, type LabelledState } from './tree/labelled-state.js';
import { ProblemLabels } from './tree/problem-labels.js';
import { startingTree } from './tree/starting-tree.js';

/*
 * Learning from full information: where the state can be copied, every action can be tried in it, so nothing has to be
 * explored. What remains is cost-sensitive classification of the states that the policy itself visits (AggreVaTe: Ross
 * and Bagnell 2014, arXiv:1406.5979, with the policy that is learned in place of the expert, as in the roll-out
 * classification of Lagoudakis and Parr 2003):
 *
 *     label   c(s, a) = credited cost of action a in s, tried on a copy; π_{r−1} decides what follows
 *     visit   s ~ π_{r−1};  π_0 is a tree of guesses (`starting-tree.ts`), or else the cheapest action tried
 *     fit     π_r = the tree of least Σ_s (c(s, π(s)) − min_a c(s, a)) over the states of the rounds so far
 *
 * 1. Every scenario's costs are measured in what there is to gain in it, and each weighs the same, but for those that a
 *    tree made worse than today's kernel (`problem-labels.ts`).
 * 2. A state weighs what a wrong action costs there; where all cost the same, nothing is to be learned.
 * 3. One state of `stride` is labelled, for its neighbours resemble it; scenarios of short episodes are caught up with.
 * 4. After the first round a portfolio of choices is tried instead of all: most are nowhere much better.
 * 5. Where there are no guesses to begin with, labels of the first round grow the first tree alone: in its trials declining
 *    decided what follows.
 * 6. Decisions taken on copies are simulated decisions like any other, and spend the budget.
 * 7. What one decision costs says little about what it does to the next ones, and trees of like labels differ there. So
 *    a part of the budget lets π_0 and the tree of each round decide the same episodes, and the one that costs least is kept.
 * 8. So it does of the channels that it takes: another part finds what they are worth in each problem (`channel-prices.ts`).
 * 9. Trials, and the episodes of 7 and 8, are shared by all threads that run this training (`crew.ts`).
 */
export const fullInformation: Learner<FullInformationOptions, TreeModel> = {
  name: 'full-information',
  summary: 'a tree grown on what each action would have cost in the states it visits (Ross and Bagnell 2014)',
  defaults: fullInformationOptionsSchema.parse({}),
  schema: fullInformationOptionsSchema,
  shares: true,
  choices: fullInformationChoices,
  train,
};

/** The tree of a round, as what is handed over and as who decides. */
interface Candidate {
  readonly model: TreeModel;
  readonly policy: Policy;
}

function candidateOf(model: TreeModel): Candidate {
  return { model, policy: createFloatPolicy({ name: 'tree', features: ALL_FEATURES, model }) };
}

const ALL_FEATURES = FEATURES.map(({ name }) => name);
/** Steps between two looks at what else the process was asked to do. */
const BREATH = 16;

/** One training: the labels so far, the policy that drives, and what was spent. */
class FullInformationTraining {
  readonly candidates: Candidate[] = [];
  readonly #env: VectorEnvironment;
  readonly #copies: Counterfactuals;
  readonly #options: FullInformationOptions;
  readonly #seed: number;
  readonly #random: RandomStream;
  readonly #actions: Int32Array;
  readonly #choices: LeafChoices;
  readonly #crew: Crew;
  readonly #trials: LabelTrials;
  readonly #labels: ProblemLabels;
  /** What it begins with; null where there is nothing to guess by. */
  readonly #start: Candidate | null;
  /** What a channel is worth in each problem, as far as that is known [cores]. */
  #channelPrices: readonly number[] = [];
  /** Whether the labels give way to the next one. */
  #stale = false;
  #driver: Policy | null = null;
  /** What there is to gain in each problem, by the labels so far. */
  #units: number[] = [];
  #steps = 0;
  #trialDecisions: number;
  #reward = 0;
  #credited = 0;

  constructor(
    env: VectorEnvironment,
    copies: Counterfactuals,
    options: FullInformationOptions,
    seed: number,
    crew: Crew,
  ) {
    this.#env = env;
    this.#copies = copies;
    this.#options = options;
    this.#seed = seed;
    this.#random = randomStream(seed, 'learners/full-information');
    const kernel = Float64Array.from({ length: copies.problems }, (_, problem) => copies.kernelCost(problem));
    this.#labels = new ProblemLabels(kernel);
    this.#actions = new Int32Array(env.lanes);
    this.#choices = new LeafChoices(options.prices > 0 ? copies.observed : []);
    this.#crew = crew;
    this.#trials = new LabelTrials(env, copies, this.#choices, crew);
    this.#trialDecisions = copies.trialDecisions;
    env.reset(seed);
    this.#start = this.#startingTree();
    if (this.#start) this.#drive(this.#start);
  }

  /** Simulated decisions so far, on copies too. */
  get spent(): number {
    return this.#steps * this.#env.lanes + this.#trialDecisions; // 6
  }

  /** Of them, those on copies, whichever thread took them. */
  get trialDecisions(): number {
    return this.#trialDecisions;
  }

  /** Labels some lanes' states and takes one decision in every lane. */
  async decide(): Promise<void> {
    const labels = this.#openLabels();
    this.#trialDecisions += await this.#trials.run(labels); // 9
    for (let lane = 0; lane < this.#env.lanes; lane++) {
      this.#actions[lane] = this.#driver
        ? decisionIn(this.#env, this.#copies, lane, this.#driver)
        : cheapest(at(labels, lane));
    }
    const { credits } = this.#env.step(this.#actions);
    for (let c = 0; c < credits.count; c++) this.#reward += at(credits.reward, c);
    this.#credited += credits.count;
    this.#steps++;
  }

  /** Grows the tree of the labels so far; from now on it drives, and decides in trials. */
  endRound(): { meanReward: number; metrics: Record<string, number> } {
    const { leaves, portfolio, prices } = this.#options;
    const states = this.#labels.inScoreLost(this.#channelPrices); // 1
    this.#units = this.#labels.units();
    const tree = this.#grow(states);
    const candidate = candidateOf(tree.model(leaves));
    this.#drive(candidate);
    this.#labels.emphasise(candidate.policy);
    this.#stale = this.candidates.length === 0 && this.#start === null; // 5
    this.candidates.push(candidate);
    if (this.candidates.length === 1) {
      this.#choices.narrow(states, portfolio, prices); // 4
      this.#labels.narrow((choice) => this.#choices.isLooked(choice));
    }
    const meanReward = this.#credited > 0 ? this.#reward / this.#credited : Number.NaN;
    [this.#reward, this.#credited] = [0, 0];
    const metrics = {
      round: this.candidates.length,
      labelledStates: states.length,
      trialDecisions: this.#trialDecisions,
      leaves: tree.leaves,
      scoreLost: tree.cost(leaves) / states.length,
    };
    return { meanReward, metrics };
  }

  /** Finds what a channel is worth in each problem, with `decisions`. 8 */
  async priceChannels(decisions: number): Promise<void> {
    const tries = [0, ...this.#options.channelPrices];
    const steps = Math.floor(decisions / tries.length / this.#env.lanes);
    const driver = this.#driver;
    if (steps < 1 || driver === null) return;
    const seed = hashSeed(this.#seed, 'learners/full-information/pricing');
    const costs = await costsOfEach(this.#crew, tries.length, this.#stage(seed, steps), (k) => {
      const prices = new Array<number>(this.#copies.problems).fill(at(tries, k));
      return candidateOf(this.#grow(this.#labels.inScoreLost(prices)).model(this.#options.leaves)).policy;
    });
    this.#steps += steps * tries.length;
    this.#channelPrices = channelPrices(tries, costs, this.#labels.units());
    this.#env.reset(hashSeed(this.#seed, 'learners/full-information/after pricing'));
    this.#copies.follow(driver);
  }

  /** The tree that does best on the same episodes, with `decisions` for all of them together. 7 */
  async best(decisions: number, shouldStop: () => boolean): Promise<TreeModel> {
    // The first tree knows least; it is there for a training that was stopped before it had another.
    const grown = this.candidates.length > 1 ? this.candidates.slice(1) : this.candidates;
    const candidates = this.#start ? [this.#start, ...grown] : grown;
    const steps = Math.floor(decisions / candidates.length / this.#env.lanes);
    const { model: last } = at(candidates, candidates.length - 1);
    if (candidates.length === 1 || steps < 1) return last;
    const seed = hashSeed(this.#seed, 'learners/full-information/judging');
    const judged = await costsOfEach(this.#crew, candidates.length, this.#stage(seed, steps), (k) =>
      shouldStop() ? null : at(candidates, k).policy,
    );
    let best = { model: last, cost: Number.POSITIVE_INFINITY };
    judged.forEach((costs, k) => {
      const cost = costs.total(this.#units, (problem) => this.#copies.kernelCost(problem));
      if (!Number.isNaN(cost)) this.#steps += steps;
      if (cost < best.cost) best = { model: at(candidates, k).model, cost };
    });
    return best.model;
  }

  /** Features that it may split on. */
  #splits(): number[] {
    const { splits } = this.#options;
    return this.#copies.observed.filter((feature) => !splits || splits.includes(at(ALL_FEATURES, feature)));
  }

  #startingTree(): Candidate | null {
    const { start, prices } = this.#options;
    if (start === 'decline' || prices === 0) return null;
    const model = startingTree(this.#copies.observed, this.#splits());
    return model && candidateOf(model);
  }

  #stage(seed: number, steps: number): Stage {
    return { env: this.#env, copies: this.#copies, seed, steps };
  }

  #drive({ policy }: Candidate): void {
    this.#driver = policy;
    this.#copies.follow(policy);
  }

  #grow(states: readonly LabelledState[]): GrownTree {
    const { leaves, leastStates } = this.#options;
    return growTree(states, { leaves, leastStates, features: this.#splits(), prices: this.#choices.prices }); // 2
  }

  /** Opens labels of this step, in the lanes' order: of every lane where they drive. */
  #openLabels(): OpenLabel[] {
    const labels: OpenLabel[] = [];
    for (let lane = 0; lane < this.#env.lanes; lane++) {
      const problem = at(this.#copies.problem, lane);
      const isDriven = this.#driver !== null;
      if (isDriven && this.#random.uniform() >= this.#labels.chance(problem, this.#options.stride)) continue; // 3
      if (this.#stale) this.#labels.clear();
      this.#stale = false;
      const label = this.#trials.open(lane);
      this.#labels.add(problem, label);
      labels.push(label);
    }
    return labels;
  }
}

/** The action of least cost, the lowest index among equals. */
function cheapest({ costs }: LabelledState): number {
  const least = cheapestCost({ costs });
  return costs.indexOf(least);
}

async function train(
  env: VectorEnvironment,
  options: FullInformationOptions,
  seed: number,
  decisions: number,
  hooks: LearnerHooks = {},
): Promise<TreeModel> {
  const copies = env.counterfactuals;
  if (!copies) throw new FoliotuneError('usage', 'full-information wants an environment whose state can be copied');
  const training = new FullInformationTraining(env, copies, options, seed, hooks.crew ?? ALONE);
  const shouldStop = (): boolean => hooks.shouldStop?.() ?? false;
  const atFirst = training.spent;
  const pricing = options.channelPrices.length > 0 ? options.pricing : 0;
  const toLabel = Math.max(0, decisions - atFirst) * Math.max(0, 1 - options.judging - pricing);
  const toPrice = decisions * pricing;
  const pricedIn = Math.ceil(options.rounds / 2);
  /** Decisions spent otherwise than on rounds. */
  let before = 0;
  for (let round = 1; round <= options.rounds && (round === 1 || !shouldStop()); round++) {
    let step = 0;
    do {
      await training.decide();
      if (++step % BREATH === 0) await setImmediate(); // lets signals and timers in
    } while (training.spent < atFirst + before + toLabel * (round / options.rounds) && !shouldStop());
    if (round === pricedIn && round > 1 && pricing > 0 && !shouldStop()) {
      await training.priceChannels(toPrice);
      before = toPrice;
    }
    const report = training.endRound();
    hooks.onProgress?.({ decisions: training.spent, ...report });
  }
  const model = await training.best(decisions - training.spent, shouldStop);
  hooks.onSpent?.({ decisions: training.spent, trialDecisions: training.trialDecisions });
  return model;
}
