import { setImmediate } from 'node:timers/promises';
import { at, FoliotuneError } from '../core/errors.js';
import { hashSeed, type RandomStream, randomStream } from '../core/random.js';
import type { Counterfactuals } from '../env/counterfactuals.js';
import type { VectorEnvironment } from '../env/vector-environment.js';
import { ACTIONS } from '../policy/action-table.js';
import { FEATURES } from '../policy/feature-table.js';
import { createFloatPolicy } from '../policy/float-policy.js';
import type { TreeModel } from '../policy/model.js';
import type { Policy } from '../policy/policy.js';
import {
  type FullInformationOptions,
  fullInformationChoices,
  fullInformationOptionsSchema,
} from './full-information-options.js';
import type { Learner, LearnerHooks } from './learner.js';
import { Choices } from './tree/choices.js';
import { costOnEpisodes, decisionIn } from './tree/cost-on-episodes.js';
import { growTree } from './tree/grow-tree.js';
import { type LabelledState, leastCost } from './tree/labelled-state.js';
import { ProblemLabels } from './tree/problem-labels.js';

/*
 * Learning from full information: where the state can be copied, every action can be tried in it, so nothing has to be
 * explored. What remains is cost-sensitive classification of the states that the policy itself visits (AggreVaTe: Ross
 * and Bagnell 2014, arXiv:1406.5979, with the policy that is learned in place of the expert, as in the roll-out
 * classification of Lagoudakis and Parr 2003):
 *
 *     label   c(s, a) = credited cost of action a in s, tried on a copy; π_{r−1} decides what follows
 *     visit   s ~ π_{r−1};  in round 1 the cheapest action tried, for there is no policy yet
 *     fit     π_r = the tree of least Σ_s (c(s, π(s)) − min_a c(s, a)) over the states of the rounds so far
 *
 * 1. Every scenario's costs are measured in what there is to gain in it, and each weighs the same, but for those that a
 *    tree made worse than today's kernel (`problem-labels.ts`).
 * 2. A state weighs what a wrong action costs there; where all cost the same, nothing is to be learned.
 * 3. One state of `stride` is labelled, for its neighbours resemble it; scenarios of short episodes are caught up with.
 * 4. After the first round a portfolio of choices is tried instead of all: most are nowhere much better.
 * 5. Labels of the first round grow the first tree alone: in its trials declining decided what follows.
 * 6. Decisions taken on copies are simulated decisions like any other, and spend the budget.
 * 7. What one decision costs says little about what it does to the next ones, and trees of like labels differ there. So
 *    a part of the budget lets the tree of each round decide the same episodes, and the one that costs least is kept.
 */
export const fullInformation: Learner<FullInformationOptions, TreeModel> = {
  name: 'full-information',
  summary: 'a tree grown on what each action would have cost in the states it visits (Ross and Bagnell 2014)',
  defaults: fullInformationOptionsSchema.parse({}),
  schema: fullInformationOptionsSchema,
  choices: fullInformationChoices,
  train,
};

/** The tree of a round, as what is handed over and as who decides. */
interface Candidate {
  readonly model: TreeModel;
  readonly policy: Policy;
}

const ALL_FEATURES = FEATURES.map(({ name }) => name);
/** Steps between two looks at what else the process was asked to do. */
const BREATH = 16;

/** One training: the labels so far, the policy that drives, and what was spent. */
class Training {
  readonly candidates: Candidate[] = [];
  readonly #env: VectorEnvironment;
  readonly #copies: Counterfactuals;
  readonly #options: FullInformationOptions;
  readonly #seed: number;
  readonly #random: RandomStream;
  readonly #actions: Int32Array;
  readonly #rewards: Float64Array;
  readonly #choices: Choices;
  readonly #labels: ProblemLabels;
  /** Whether the labels give way to the next one. */
  #stale = false;
  #driver: Policy | null = null;
  /** What there is to gain in each problem, by the labels so far. */
  #units: number[] = [];
  #steps = 0;
  #reward = 0;
  #credited = 0;

  constructor(env: VectorEnvironment, copies: Counterfactuals, options: FullInformationOptions, seed: number) {
    this.#env = env;
    this.#copies = copies;
    this.#options = options;
    this.#seed = seed;
    this.#random = randomStream(seed, 'learners/full-information');
    const kernel = Float64Array.from({ length: copies.problems }, (_, problem) => copies.kernelCost(problem));
    this.#labels = new ProblemLabels(kernel);
    this.#actions = new Int32Array(env.lanes);
    this.#rewards = new Float64Array(env.actionCount);
    this.#choices = new Choices(options.prices > 0 ? copies.observed : []);
    env.reset(seed);
  }

  /** Simulated decisions so far, on copies too. */
  get spent(): number {
    return this.#steps * this.#env.lanes + this.#copies.trialDecisions; // 6
  }

  /** Labels some lanes' states and takes one decision in every lane. */
  decide(): void {
    for (let lane = 0; lane < this.#env.lanes; lane++) this.#actions[lane] = this.#visit(lane);
    const { credits } = this.#env.step(this.#actions);
    for (let c = 0; c < credits.count; c++) this.#reward += at(credits.reward, c);
    this.#credited += credits.count;
    this.#steps++;
  }

  /** Grows the tree of the labels so far; from now on it drives, and decides in trials. */
  endRound(): { meanReward: number; metrics: Record<string, number> } {
    const { leaves, leastStates, portfolio, prices, splits } = this.#options;
    const states = this.#labels.inScoreLost(); // 1
    this.#units = this.#labels.units();
    const tree = growTree(states, {
      leaves,
      leastStates,
      features: this.#copies.observed.filter((feature) => !splits || splits.includes(at(ALL_FEATURES, feature))),
      prices: this.#choices.prices,
    }); // 2
    const model = tree.model(leaves);
    this.#driver = createFloatPolicy({ name: 'tree', features: ALL_FEATURES, model });
    this.#copies.follow(this.#driver);
    this.#labels.emphasise(this.#driver);
    this.#stale = this.candidates.length === 0; // 5
    this.candidates.push({ model, policy: this.#driver });
    if (this.candidates.length === 1) this.#choices.narrow(states, portfolio, prices); // 4
    const meanReward = this.#credited > 0 ? this.#reward / this.#credited : Number.NaN;
    [this.#reward, this.#credited] = [0, 0];
    const metrics = {
      round: this.candidates.length,
      labelledStates: states.length,
      trialDecisions: this.#copies.trialDecisions,
      leaves: tree.leaves,
      scoreLost: tree.cost(leaves) / states.length,
    };
    return { meanReward, metrics };
  }

  /** The tree that does best on the same episodes, with `decisions` for all of them together. 7 */
  async best(decisions: number, shouldStop: () => boolean): Promise<TreeModel> {
    // The first tree knows least; it is there for a training that was stopped before it had another.
    const candidates = this.candidates.length > 1 ? this.candidates.slice(1) : this.candidates;
    const steps = Math.floor(decisions / candidates.length / this.#env.lanes);
    let best = { model: at(candidates, candidates.length - 1).model, cost: Number.POSITIVE_INFINITY };
    if (candidates.length === 1 || steps < 1) return best.model;
    const seed = hashSeed(this.#seed, 'learners/full-information/judging');
    for (const { model, policy } of candidates) {
      if (shouldStop()) break;
      const cost = await costOnEpisodes(this.#env, this.#copies, policy, seed, steps, this.#units);
      this.#steps += steps;
      if (cost < best.cost) best = { model, cost };
    }
    return best.model;
  }

  #visit(lane: number): number {
    if (this.#driver === null) return cheapest(this.#label(lane));
    const chance = this.#labels.chance(at(this.#copies.problem, lane), this.#options.stride);
    if (this.#random.uniform() < chance) this.#label(lane); // 3
    return decisionIn(this.#env, this.#copies, lane, this.#driver);
  }

  #label(lane: number): LabelledState {
    const features = this.#copies.features.slice(lane * FEATURES.length, (lane + 1) * FEATURES.length);
    const possible = this.#env.masks.slice(lane * ACTIONS.length, (lane + 1) * ACTIONS.length);
    const tried = new Float64Array(ACTIONS.length);
    const costs = this.#choices.costs(features, possible, (among) => {
      this.#copies.tryActions(lane, among, this.#rewards);
      this.#rewards.forEach((reward, action) => {
        tried[action] = -reward;
      });
      return tried;
    });
    const label = { features, costs, possible, tried };
    if (this.#stale) this.#labels.clear();
    this.#stale = false;
    this.#labels.add(at(this.#copies.problem, lane), label);
    return label;
  }
}

/** The action of least cost, the lowest index among equals. */
function cheapest({ costs }: LabelledState): number {
  const least = leastCost({ costs });
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
  const training = new Training(env, copies, options, seed);
  const shouldStop = (): boolean => hooks.shouldStop?.() ?? false;
  const atFirst = training.spent;
  const toLabel = Math.max(0, decisions - atFirst) * (1 - options.judging);
  for (let round = 1; round <= options.rounds && (round === 1 || !shouldStop()); round++) {
    let step = 0;
    do {
      training.decide();
      if (++step % BREATH === 0) await setImmediate(); // lets signals and timers in
    } while (training.spent < atFirst + toLabel * (round / options.rounds) && !shouldStop());
    const report = training.endRound();
    hooks.onProgress?.({ decisions: training.spent, ...report });
  }
  return training.best(decisions - training.spent, shouldStop);
}
