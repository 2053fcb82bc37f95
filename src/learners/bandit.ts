import { setImmediate } from 'node:timers/promises';
import { type RandomStream, randomStream } from '../core/random.js';
import type { VectorEnvironment } from '../env/vector-environment.js';
import { basisSize, type LinearModel } from '../policy/model.js';
import { type BanditOptions, banditChoices, banditOptionsSchema } from './bandit-options.js';
import type { Learner, LearnerHooks } from './learner.js';
import { expandBasis, Ridge } from './ridge.js';

/*
 * Contextual bandit: one regression an action of the credited cost on the state, and the action with the least
 * predicted cost (Langford and Zhang 2007, epsilon-greedy in rounds). It ignores what an action does to later states
 * beyond what its credit already holds. Rounds follow the policy they produce, so the states it learns from become the
 * states it will see.
 *
 * 1. The first round acts uniformly at random among the possible actions.
 * 2. Later rounds act greedily but for a part `explore` of the decisions: half of these uniformly, half among the
 *    actions predicted within `near` of the best, where a better estimate can change the choice.
 * 3. Costs span orders of magnitude between states; regressing their logarithm makes the error relative, and leaves
 *    the order of the actions.
 * 4. A credit may arrive after later decisions; it is matched to the inputs and action of its own decision.
 * 5. Which state it is says more about the cost than which action: a regression of all samples learns that first, and
 *    each action's weights are shrunk towards it, so that few samples suffice to tell the actions apart.
 * 6. An action that was tried less than `FEWEST` times is never predicted.
 */

const FEWEST = 20;
/** Steps between two looks at what else the process was asked to do. */
const BREATH = 64;
const TINY = 1e-9;
/** Penalty of the regression of all samples; there are so many that it only keeps the solution finite. */
const POOL_RIDGE = 1;

/** Inputs and action of decisions whose credit has not arrived: a ring for each lane. */
class Pending {
  readonly #capacity: number;
  readonly #inputs: number;
  readonly #action: Int32Array;
  readonly #x: Float32Array;

  constructor(lanes: number, inputs: number, capacity = 256) {
    this.#capacity = capacity;
    this.#inputs = inputs;
    this.#action = new Int32Array(lanes * capacity);
    this.#x = new Float32Array(lanes * capacity * inputs);
  }

  place(lane: number, step: number): number {
    return lane * this.#capacity + (step % this.#capacity);
  }

  keep(lane: number, step: number, action: number, observations: Float32Array): void {
    const place = this.place(lane, step);
    this.#action[place] = action;
    const from = lane * this.#inputs;
    this.#x.set(observations.subarray(from, from + this.#inputs), place * this.#inputs);
  }

  action(place: number): number {
    return this.#action[place] ?? 0;
  }

  get inputs(): Float32Array {
    return this.#x;
  }
}

/** Predicts and chooses with the weights of the last fit. */
class Chooser {
  weights: (Float64Array | null)[];
  readonly predicted: Float64Array;

  constructor(actions: number) {
    this.weights = new Array<Float64Array | null>(actions).fill(null);
    this.predicted = new Float64Array(actions);
  }

  /** Best possible action, or −1 where none was ever fitted; leaves the predictions behind. */
  best(basis: Float64Array, masks: Uint8Array, from: number): number {
    let best = -1;
    for (let action = 0; action < this.weights.length; action++) {
      const w = this.weights[action];
      this.predicted[action] = Number.POSITIVE_INFINITY;
      if (!w || masks[from + action] !== 1) continue;
      let sum = 0;
      for (let k = 0; k < w.length; k++) sum += (w[k] as number) * (basis[k] as number);
      this.predicted[action] = sum;
      if (best === -1 || sum < (this.predicted[best] ?? 0)) best = action;
    }
    return best;
  }
}

function modelOf(chooser: Chooser, degree: 1 | 2, inputs: number): LinearModel {
  return { kind: 'linear', degree, inputs, weights: chooser.weights.map((w) => (w ? [...w] : null)) };
}

/** Weights of every action: first one regression of all samples together, then each action's towards it. */
function fitActions(ridges: readonly Ridge[], options: BanditOptions): (Float64Array | null)[] {
  const [first] = ridges;
  if (!first) return [];
  const pool = new Ridge(first.size);
  for (const ridge of ridges) pool.merge(ridge);
  const common = pool.solve(POOL_RIDGE, new Float64Array(first.size));
  return ridges.map((ridge) => (ridge.samples >= FEWEST ? ridge.solve(options.ridge, common) : null));
}

/** One training: the regressions, what is owed to past decisions, and the way actions are chosen meanwhile. */
class Training {
  readonly #env: VectorEnvironment;
  readonly #options: BanditOptions;
  readonly #random: RandomStream;
  readonly #ridges: readonly Ridge[];
  readonly #pending: Pending;
  readonly #basis: Float64Array;
  readonly #actions: Int32Array;
  readonly chooser: Chooser;
  step = 0;
  #fitted = false;
  #rewards = 0;
  #credited = 0;

  constructor(env: VectorEnvironment, options: BanditOptions, seed: number) {
    const size = basisSize(options.degree, env.observationSize);
    this.#env = env;
    this.#options = options;
    this.#random = randomStream(seed, 'learners/bandit');
    this.#ridges = Array.from({ length: env.actionCount }, () => new Ridge(size));
    this.#pending = new Pending(env.lanes, env.observationSize);
    this.#basis = new Float64Array(size);
    this.#actions = new Int32Array(env.lanes);
    this.chooser = new Chooser(env.actionCount);
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
    this.chooser.weights = fitActions(this.#ridges, this.#options);
    this.#fitted = true;
    for (const ridge of this.#ridges) ridge.fade(this.#options.memory);
    const mean = this.#credited > 0 ? this.#rewards / this.#credited : Number.NaN;
    this.#rewards = 0;
    this.#credited = 0;
    return mean;
  }

  #choose(lane: number): number {
    const { explore, degree, near } = this.#options;
    const { masks, observations, observationSize, actionCount } = this.#env;
    const from = lane * actionCount;
    const draw = this.#fitted ? this.#random.uniform() : 0;
    if (draw < explore / 2) return this.#uniform(from, () => true);
    expandBasis(degree, observations, lane * observationSize, observationSize, this.#basis);
    const best = this.chooser.best(this.#basis, masks, from);
    if (best === -1) return this.#uniform(from, () => true);
    if (draw >= explore) return best;
    const bound = (this.chooser.predicted[best] ?? 0) + near;
    return this.#uniform(from, (action) => (this.chooser.predicted[action] ?? Number.POSITIVE_INFINITY) <= bound);
  }

  /** A possible action among some, all equally likely. */
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
    expandBasis(degree, this.#pending.inputs, place * inputs, inputs, this.#basis);
    const y = target === 'log-cost' ? Math.log(Math.max(TINY, -reward)) : -reward;
    this.#ridges[this.#pending.action(place)]?.add(this.#basis, y);
    this.#rewards += reward;
    this.#credited++;
  }
}

async function train(
  env: VectorEnvironment,
  options: BanditOptions,
  seed: number,
  decisions: number,
  hooks: LearnerHooks = {},
): Promise<LinearModel> {
  const training = new Training(env, options, seed);
  const stepsPerRound = Math.max(1, Math.floor(decisions / env.lanes / options.rounds));
  for (let round = 0; round < options.rounds && !hooks.shouldStop?.(); round++) {
    for (let k = 0; k < stepsPerRound && !hooks.shouldStop?.(); k++) {
      training.decide();
      if (k % BREATH === 0) await setImmediate(); // lets signals and timers in
    }
    const meanReward = training.endRound();
    hooks.onProgress?.({ decisions: training.step * env.lanes, meanReward, metrics: { round: round + 1 } });
  }
  return modelOf(training.chooser, options.degree, env.observationSize);
}

export const bandit: Learner<BanditOptions, LinearModel> = {
  name: 'bandit',
  summary: 'contextual bandit: ridge regression of the credited cost, one an action (Langford and Zhang 2007)',
  defaults: banditOptionsSchema.parse({}),
  schema: banditOptionsSchema,
  choices: banditChoices,
  train,
};
