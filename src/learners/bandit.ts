import { randomStream } from '../core/random.js';
import type { VectorEnvironment } from '../env/vector-environment.js';
import { basisSize, type LinearModel } from '../policy/model.js';
import { type BanditOptions, banditOptionsSchema } from './bandit-options.js';
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

async function train(
  env: VectorEnvironment,
  options: BanditOptions,
  seed: number,
  decisions: number,
  hooks: LearnerHooks = {},
): Promise<LinearModel> {
  const { lanes, observationSize: inputs, actionCount } = env;
  const random = randomStream(seed, 'learners/bandit');
  const ridges = Array.from({ length: actionCount }, () => new Ridge(basisSize(options.degree, inputs)));
  const chooser = new Chooser(actionCount);
  const pending = new Pending(lanes, inputs);
  const basis = new Float64Array(ridges[0]?.size ?? 1);
  const actions = new Int32Array(lanes);
  const stepsPerRound = Math.max(1, Math.floor(decisions / lanes / options.rounds));
  let step = 0;
  let fitted = false;

  const uniform = (from: number, among: (action: number) => boolean): number => {
    let chosen = 0;
    let count = 0;
    for (let action = 0; action < actionCount; action++) {
      if (env.masks[from + action] === 1 && among(action) && random.below(++count) === 0) chosen = action;
    }
    return chosen;
  };

  const choose = (lane: number): number => {
    const from = lane * actionCount;
    if (!fitted) return uniform(from, () => true);
    const draw = random.uniform();
    if (draw < options.explore / 2) return uniform(from, () => true);
    expandBasis(options.degree, env.observations, lane * inputs, inputs, basis);
    const best = chooser.best(basis, env.masks, from);
    if (best === -1) return uniform(from, () => true);
    if (draw >= options.explore) return best;
    const bound = (chooser.predicted[best] ?? 0) + options.near;
    return uniform(from, (action) => (chooser.predicted[action] ?? Number.POSITIVE_INFINITY) <= bound);
  };

  const learn = (lane: number, at: number, reward: number): void => {
    const place = pending.place(lane, at);
    expandBasis(options.degree, pending.inputs, place * inputs, inputs, basis);
    const y = options.target === 'log-cost' ? Math.log(Math.max(TINY, -reward)) : -reward;
    ridges[pending.action(place)]?.add(basis, y);
  };

  env.reset(seed);
  for (let round = 0; round < options.rounds; round++) {
    let rewards = 0;
    let credited = 0;
    for (let k = 0; k < stepsPerRound && !hooks.shouldStop?.(); k++, step++) {
      for (let lane = 0; lane < lanes; lane++) {
        actions[lane] = choose(lane);
        pending.keep(lane, step, actions[lane] ?? 0, env.observations);
      }
      const { credits } = env.step(actions);
      for (let c = 0; c < credits.count; c++) {
        learn(credits.lane[c] ?? 0, credits.step[c] ?? 0, credits.reward[c] ?? 0);
        rewards += credits.reward[c] ?? 0;
        credited++;
      }
    }
    chooser.weights = fitActions(ridges, options);
    fitted = true;
    for (const ridge of ridges) ridge.fade(options.memory);
    const meanReward = credited > 0 ? rewards / credited : Number.NaN;
    hooks.onProgress?.({ decisions: step * lanes, meanReward, metrics: { round: round + 1 } });
    if (hooks.shouldStop?.()) break;
  }
  return modelOf(chooser, options.degree, inputs);
}

export const bandit: Learner<BanditOptions, LinearModel> = {
  name: 'bandit',
  summary: 'contextual bandit: ridge regression of the credited cost, one an action (Langford and Zhang 2007)',
  defaults: banditOptionsSchema.parse({}),
  schema: banditOptionsSchema,
  train,
};
