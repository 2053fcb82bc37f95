import { setImmediate } from 'node:timers/promises';
import { type RandomStream, randomStream } from '../../core/random.js';
import type { VectorEnvironment } from '../../env/vector-environment.js';
import { basisSize, type LinearModel } from '../../policy/model.js';
import type { LearnerHooks } from '../learner.js';
import type { LinearOptions } from './linear-options.js';
import { PendingDecisions } from './pending-decisions.js';
import { expandRow, Ridge, type RidgeFit } from './ridge.js';

/*
 * What the learners of one regression an action share (bandit, LinUCB, Thompson sampling); they differ in how they
 * explore. They regress the credited cost on the state and ignore what an action does to later states beyond what its
 * credit already holds. Rounds follow the policy they produce, so the states they learn from become the states they
 * will see.
 *
 * 1. The first round acts uniformly at random among the possible actions.
 * 2. Costs span orders of magnitude between states; regressing their logarithm makes the error relative, and leaves
 *    the order of the actions.
 * 3. A credit may arrive after later decisions; it is matched to the inputs and action of its own decision.
 * 4. Which state it is says more about the cost than which action: a regression of all samples learns that first, and
 *    each action's weights are shrunk towards it, so that few samples suffice to tell the actions apart.
 * 5. An action that was tried less than `FEWEST` times is never predicted.
 */

const FEWEST = 20;
/** Steps between two looks at what else the process was asked to do. */
const BREATH = 64;
const TINY = 1e-9;
/** Penalty of the regression of all samples; there are so many that it only keeps the solution finite. */
const POOL_RIDGE = 1;

/** A state that wants a decision, and what the last fits say about it. */
export interface LinearState {
  readonly lane: number;
  readonly step: number;
  /** φ of its inputs. */
  readonly basis: Float64Array;
  /** Predicted cost of each action; ∞ where it is not possible or was never fitted. [actions] */
  readonly predicted: Float64Array;
  /** The action of least predicted cost; −1 where none is predicted. */
  readonly best: number;
  /** A possible action of some, all equally likely. */
  uniform(among?: (action: number) => boolean): number;
}

/** How a learner chooses among the actions once they are fitted. */
export interface Explorer {
  fitted?(fits: readonly (RidgeFit | null)[]): void;
  choose(state: LinearState, random: RandomStream): number;
}

/** w·φ */
export function dot(w: Float64Array, basis: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < w.length; k++) sum += (w[k] as number) * (basis[k] as number);
  return sum;
}

/** Every action's fit: first one regression of all samples together, then each action's towards it. */
function fitActions(ridges: readonly Ridge[], options: LinearOptions): (RidgeFit | null)[] {
  const [first] = ridges;
  if (!first) return [];
  const pool = new Ridge(first.size);
  for (const ridge of ridges) pool.merge(ridge);
  const common = pool.solve(POOL_RIDGE, new Float64Array(first.size)).weights;
  return ridges.map((ridge) => (ridge.samples >= FEWEST ? ridge.solve(options.ridge, common) : null));
}

/** One training: the regressions, what is owed to past decisions, and the way actions are chosen meanwhile. */
class LinearTraining {
  readonly #env: VectorEnvironment;
  readonly #options: LinearOptions;
  readonly #explorer: Explorer;
  readonly #random: RandomStream;
  readonly #ridges: readonly Ridge[];
  readonly #pending: PendingDecisions;
  readonly #basis: Float64Array;
  readonly #predicted: Float64Array;
  readonly #actions: Int32Array;
  #fits: readonly (RidgeFit | null)[] | null = null;
  step = 0;
  #rewards = 0;
  #credited = 0;

  constructor(env: VectorEnvironment, options: LinearOptions, explorer: Explorer, seed: number, name: string) {
    const size = basisSize(options.degree, env.observationSize);
    this.#env = env;
    this.#options = options;
    this.#explorer = explorer;
    this.#random = randomStream(seed, `learners/${name}`);
    this.#ridges = Array.from({ length: env.actionCount }, () => new Ridge(size));
    this.#pending = new PendingDecisions(env.lanes, env.observationSize);
    this.#basis = new Float64Array(size);
    this.#predicted = new Float64Array(env.actionCount);
    this.#actions = new Int32Array(env.lanes);
    env.reset(seed);
  }

  /** Takes one decision in every lane and learns from the credits that arrive. */
  decide(): void {
    const env = this.#env;
    for (let lane = 0; lane < env.lanes; lane++) {
      const action = this.#choose(lane);
      this.#actions[lane] = action;
      this.#pending.keep(lane, this.step, action, env.observations);
    }
    const { credits } = env.step(this.#actions);
    for (let c = 0; c < credits.count; c++) {
      this.#learn(this.#pending.place(credits.lane[c] ?? 0, credits.step[c] ?? 0), credits.reward[c] ?? 0);
    }
    this.step++;
  }

  /** Fits anew and lets the samples fade; returns the round's mean reward. */
  endRound(): number {
    const fits = fitActions(this.#ridges, this.#options);
    this.#fits = fits;
    this.#explorer.fitted?.(fits);
    for (const ridge of this.#ridges) ridge.fade(this.#options.memory);
    const mean = this.#credited > 0 ? this.#rewards / this.#credited : Number.NaN;
    this.#rewards = 0;
    this.#credited = 0;
    return mean;
  }

  model(): LinearModel {
    const { degree } = this.#options;
    const weights = Array.from(this.#ridges, (_, action) => {
      const fit = this.#fits?.[action];
      return fit ? [...fit.weights] : null;
    });
    return { kind: 'linear', degree, inputs: this.#env.observationSize, weights };
  }

  #choose(lane: number): number {
    const { observations, observationSize, actionCount } = this.#env;
    const from = lane * actionCount;
    const uniform = (among: (action: number) => boolean = () => true): number => this.#uniform(from, among);
    if (this.#fits === null) return uniform(); // 1
    const [basis, predicted] = [this.#basis, this.#predicted];
    expandRow(this.#options.degree, observations, lane * observationSize, observationSize, basis);
    const best = this.#predict(this.#fits, from);
    return this.#explorer.choose({ lane, step: this.step, basis, predicted, best, uniform }, this.#random);
  }

  /** Writes the predictions; returns the best possible action, −1 where none was ever fitted. */
  #predict(fits: readonly (RidgeFit | null)[], from: number): number {
    let best = -1;
    for (let action = 0; action < fits.length; action++) {
      const fit = fits[action];
      this.#predicted[action] = Number.POSITIVE_INFINITY;
      if (!fit || this.#env.masks[from + action] !== 1) continue;
      const cost = dot(fit.weights, this.#basis);
      this.#predicted[action] = cost;
      if (best === -1 || cost < (this.#predicted[best] ?? 0)) best = action;
    }
    return best;
  }

  #uniform(from: number, among: (action: number) => boolean): number {
    let chosen = 0;
    let count = 0;
    for (let action = 0; action < this.#env.actionCount; action++) {
      const possible = this.#env.masks[from + action] === 1 && among(action);
      if (possible && this.#random.below(++count) === 0) chosen = action;
    }
    return chosen;
  }

  #learn(place: number, reward: number): void {
    const { degree, target } = this.#options;
    const inputs = this.#env.observationSize;
    expandRow(degree, this.#pending.inputs, place * inputs, inputs, this.#basis); // 3
    const y = target === 'log-cost' ? Math.log(Math.max(TINY, -reward)) : -reward; // 2
    this.#ridges[this.#pending.action(place)]?.add(this.#basis, y);
    this.#rewards += reward;
    this.#credited++;
  }
}

/** Trains in rounds with one way to explore. @param name of the learner, which names its random stream. */
export async function trainInRounds(
  env: VectorEnvironment,
  options: LinearOptions,
  explorer: Explorer,
  { seed, decisions, name }: { readonly seed: number; readonly decisions: number; readonly name: string },
  hooks: LearnerHooks = {},
): Promise<LinearModel> {
  const training = new LinearTraining(env, options, explorer, seed, name);
  const stepsPerRound = Math.max(1, Math.floor(decisions / env.lanes / options.rounds));
  for (let round = 0; round < options.rounds && !hooks.shouldStop?.(); round++) {
    for (let k = 0; k < stepsPerRound && !hooks.shouldStop?.(); k++) {
      training.decide();
      if (k % BREATH === 0) await setImmediate(); // lets signals and timers in
    }
    const meanReward = training.endRound();
    hooks.onProgress?.({ decisions: training.step * env.lanes, meanReward, metrics: { round: round + 1 } });
  }
  return training.model();
}
