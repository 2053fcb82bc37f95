import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { at } from '../core/errors.js';
import { type RandomStream, randomStream } from '../core/random.js';
import type { VectorEnvironment } from '../env/vector-environment.js';
import type { MlpModel } from '../policy/model.js';
import { type DqnOptions, dqnChoices, dqnOptionsSchema } from './dqn-options.js';
import { type Adam, clipGlobalNorm, createAdam } from './gradient/adam.js';
import { selectBackend } from './gradient/backend.js';
import { greedyActions } from './gradient/masked-categorical.js';
import {
  createNetwork,
  forward,
  forwardMany,
  type Network,
  parameterArrays,
  tensorForward,
  toMlpModel,
  toTensors,
} from './gradient/network.js';
import { Replay, type ReplayBatch } from './gradient/replay.js';
import { tidyNumbers } from './gradient/tidy-numbers.js';
import type { Learner, LearnerHooks } from './learner.js';

/**
 * Deep Q-learning (Mnih et al. 2015) with a double estimate (van Hasselt et al. 2016, arXiv:1509.06461), n-step returns
 * (Hessel et al. 2018, arXiv:1710.02298) and rescaled values (Pohlen et al. 2018, arXiv:1805.11593, proposition A.2):
 *
 *     y = h(Σ_{k<n} γᵏ·r_k + γⁿ·h⁻¹(Q'(s_n, argmax_{a possible} Q(s_n, a))))      L = E[huber(Q(s, a) − y)]
 *     h(x) = sign(x)·(√(|x| + 1) − 1) + ε·x
 *
 * 1. Decisions are remembered and drawn at random; late rewards find their own decision (`replay.ts`).
 * 2. With a falling probability a possible action is taken at random, else the possible action of greatest Q.
 * 3. Q chooses the next action and the target network Q', a copy of it now and then, says what it is worth.
 * 4. A truncated episode is bootstrapped from its last observation, a terminated one is not.
 * 5. Costs span orders of magnitude: h keeps the dear states from drowning the others.
 */
export const dqn: Learner<DqnOptions, MlpModel> = {
  name: 'dqn',
  summary: 'double deep Q-learning with n-step returns and action masks (van Hasselt et al. 2016)',
  defaults: dqnOptionsSchema.parse({}),
  schema: dqnOptionsSchema,
  choices: dqnChoices,
  train,
};

interface Agent {
  readonly network: Network;
  /** Q', of the same shape. */
  readonly target: Network;
  readonly optimizer: Adam;
  readonly options: DqnOptions;
  updates: number;
}

const EPSILON = 1e-2;
/** Decisions between two reports. */
const REPORT = 4096;

/** h of the header: compresses what is large, keeps signs. */
export function rescale(x: number): number {
  return Math.sign(x) * (Math.sqrt(Math.abs(x) + 1) - 1) + EPSILON * x;
}

/** h⁻¹. */
export function unscale(y: number): number {
  const root = Math.sqrt(1 + 4 * EPSILON * (Math.abs(y) + 1 + EPSILON));
  return Math.sign(y) * (((root - 1) / (2 * EPSILON)) ** 2 - 1);
}

async function train(
  env: VectorEnvironment,
  options: DqnOptions,
  seed: number,
  decisions: number,
  hooks: LearnerHooks = {},
): Promise<MlpModel> {
  await selectBackend();
  const agent = createAgent(env, options, seed);
  const [exploring, drawing] = [randomStream(seed, 'dqn exploring'), randomStream(seed, 'dqn replay')];
  const replay = new Replay(env, Math.max(options.nStep + 1, Math.floor(options.replay / env.lanes)));
  const steps = Math.max(1, Math.floor(decisions / env.lanes));
  const [interval, reporting] = [options.decisionsPerUpdate, REPORT].map((n) => Math.max(1, Math.floor(n / env.lanes)));
  const report = new Report();
  env.reset(seed);
  for (let step = 1; step <= steps; step++) {
    const falling = (1 - options.exploreEnd) * (step / steps / Math.max(options.exploreShare, 1e-9));
    const explore = Math.max(options.exploreEnd, 1 - falling);
    report.rewards(decide(env, agent, replay, explore, exploring)); // 1
    if (step * env.lanes >= options.learningStarts && step % (interval ?? 1) === 0) {
      report.loss(learn(agent, replay, env.actionCount, drawing));
      await setImmediate(); // lets signals and timers in
    }
    if (step % (reporting ?? 1) === 0 || step === steps) {
      hooks.onProgress?.({ decisions: step * env.lanes, ...report.take(explore) });
    }
    if (hooks.shouldStop?.()) break;
  }
  return toMlpModel(agent.network);
}

function createAgent(env: VectorEnvironment, options: DqnOptions, seed: number): Agent {
  const sizes = [env.observationSize, ...options.hiddenSizes, env.actionCount];
  const network = createNetwork(sizes, 1, randomStream(seed, 'dqn network'));
  const target = createNetwork(sizes, 1, randomStream(seed, 'dqn network'));
  return { network, target, optimizer: createAdam(parameterArrays(network)), options, updates: 0 };
}

/** What happened since the last report. */
class Report {
  #reward = 0;
  #credited = 0;
  #loss = 0;
  #updates = 0;

  rewards({ sum, count }: { sum: number; count: number }): void {
    this.#reward += sum;
    this.#credited += count;
  }

  loss(value: number | null): void {
    if (value === null) return;
    this.#loss += value;
    this.#updates++;
  }

  take(explore: number): { meanReward: number; metrics: Record<string, number> } {
    const metrics = { loss: this.#updates > 0 ? this.#loss / this.#updates : Number.NaN, explore };
    const meanReward = this.#credited > 0 ? this.#reward / this.#credited : Number.NaN;
    [this.#reward, this.#credited, this.#loss, this.#updates] = [0, 0, 0, 0];
    return { meanReward, metrics };
  }
}

/** Takes one decision in every lane and remembers it. Returns the rewards that arrived. */
function decide(
  env: VectorEnvironment,
  { network }: Agent,
  replay: Replay,
  explore: number,
  random: RandomStream,
): { sum: number; count: number } {
  const actions = new Int32Array(env.lanes);
  greedyActions(forward(network, env.observations, env.lanes), env.masks, actions);
  for (let lane = 0; lane < env.lanes; lane++) {
    if (random.uniform() < explore) actions[lane] = uniformAction(env, lane, random); // 2
  }
  replay.begin(env.observations, env.masks, actions);
  const result = env.step(actions);
  replay.end(result);
  const { reward, count } = result.credits;
  return { sum: reward.subarray(0, count).reduce((sum, one) => sum + one, 0), count };
}

function uniformAction({ masks, actionCount }: VectorEnvironment, lane: number, random: RandomStream): number {
  let [chosen, count] = [0, 0];
  for (let action = 0; action < actionCount; action++) {
    if (masks[lane * actionCount + action] === 1 && random.below(++count) === 0) chosen = action;
  }
  return chosen;
}

/** One update; null while the replay is not ready. Returns the loss. */
function learn(agent: Agent, replay: Replay, actionCount: number, random: RandomStream): number | null {
  const { network, target, optimizer, options } = agent;
  const batch = replay.sample(options.batch, options.nStep, options.gamma, random);
  if (batch === null) return null;
  const { gradients, loss } = lossGradients(network, batch, targetsOf(agent, batch), actionCount);
  clipGlobalNorm(gradients, options.maxGradNorm);
  optimizer.step(gradients, options.learningRate);
  if (++agent.updates % options.targetInterval === 0) {
    const current = parameterArrays(network);
    for (const [k, array] of parameterArrays(target).entries()) array.set(at(current, k)); // 3
  }
  return loss;
}

/** y of the header. [n] */
function targetsOf({ network, target }: Agent, batch: ReplayBatch): Float32Array {
  const { returns, discounts, nextObservations, nextMasks } = batch;
  const n = returns.length;
  if (discounts.every((discount) => discount === 0)) return Float32Array.from(returns, rescale);
  const chosen = new Int32Array(n);
  greedyActions(forwardMany(network, nextObservations, n), nextMasks, chosen); // 3
  const values = forwardMany(target, nextObservations, n);
  const width = values.length / n;
  return Float32Array.from(returns, (sum, k) => {
    const next = unscale(at(values, k * width + at(chosen, k)));
    return rescale(sum + (at(discounts, k) === 0 ? 0 : at(discounts, k) * next)); // 4, 5
  });
}

/** dL/dθ, and L: the Huber loss of the chosen actions' values. */
function lossGradients(
  network: Network,
  { observations, actions }: ReplayBatch,
  targets: Float32Array,
  actionCount: number,
): { gradients: Float32Array[]; loss: number } {
  return tidyNumbers(() => {
    const n = targets.length;
    const oneHot = new Float32Array(n * actionCount);
    actions.forEach((action, k) => {
      oneHot[k * actionCount + action] = 1;
    });
    const x = tf.tensor2d(observations, [n, observations.length / n]);
    const taken = tf.tensor2d(oneHot, [n, actionCount]);
    const loss = (...parameters: tf.Tensor[]): tf.Scalar => {
      const q = tf.sum(tf.mul(tensorForward(parameters as tf.Tensor2D[], x), taken), 1);
      const error = tf.abs(tf.sub(q, tf.tensor1d(targets)));
      const small = tf.minimum(error, 1);
      return tf.mean(tf.sub(tf.mul(error, small), tf.mul(tf.square(small), 0.5)));
    };
    const { grads, value } = tf.valueAndGrads(loss)(toTensors(network));
    return { gradients: grads.map((g) => g.dataSync<'float32'>()), loss: at(value.dataSync(), 0) };
  });
}
