import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { at } from '../core/errors.js';
import { type RandomStream, randomStream } from '../core/random.js';
import type { VectorEnvironment } from '../env/vector-environment.js';
import type { MlpModel } from '../policy/model.js';
import { type Adam, clipGlobalNorm, createAdam } from './gradient/adam.js';
import { selectBackend } from './gradient/backend.js';
import { type Advantages, estimateAdvantages, explainedVariance, normalize } from './gradient/gae.js';
import { gather, type Minibatch, shuffle } from './gradient/minibatch.js';
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
import { createReturnScale, type ReturnScale } from './gradient/return-scale.js';
import { createCollector, type Rollout } from './gradient/rollout.js';
import { tidyNumbers } from './gradient/tidy-numbers.js';
import type { Learner, LearnerHooks } from './learner.js';
import { type PpoOptions, ppoChoices, ppoOptionsSchema } from './ppo-options.js';

/**
 * Proximal policy optimisation with a clipped objective (Schulman et al. 2017, arXiv:1707.06347, eq. 7 and 9):
 *
 *     L = −E[min(ρ·A, clip(ρ, 1−ε, 1+ε)·A)] + c_v·½·E[(V − R)²] − c_e·E[H],   ρ = π(a|s) ÷ π_old(a|s)
 *
 * The details that make it work, numbered as they appear below; [n] is detail n of Huang et al. 2022, "The 37
 * implementation details of PPO".
 *
 *  1. Several lanes are stepped together and do not stop between roll-outs [1].
 *  2. Orthogonal weights, gain √2, 0.01 for the actor's output and 1 for the critic's; biases 0 [2].
 *  3. Adam with ε = 1e-5 [3]; its step size falls linearly to 0 [4].
 *  4. GAE with bootstraps [5]; a truncated episode bootstraps too, late rewards are waited for: see `gae.ts`.
 *  5. Rewards over the running deviation of returns: see `return-scale.ts` [continuous 5, 6].
 *  6. Minibatches of a fresh permutation in each epoch [6]; advantages normalised in each minibatch [7].
 *  7. Clipped objective [8]; the value loss is clipped only on request, it does not help (Andrychowicz et al. 2021) [9].
 *  8. One loss with an entropy bonus [10]; gradients of both networks clipped together by their norm [11].
 *  9. Actor and critic share no layer [13]; relu instead of tanh, for integers can do it exactly.
 * 10. Impossible actions get −1e8 added to their logits (Huang & Ontañón 2022, arXiv:2006.14171) [masks 1].
 */
export const ppo: Learner<PpoOptions, MlpModel> = {
  name: 'ppo',
  summary: 'proximal policy optimisation with a clipped objective and action masks (Schulman et al. 2017)',
  defaults: ppoOptionsSchema.parse({}),
  schema: ppoOptionsSchema,
  choices: ppoChoices,
  train,
};

interface Agent {
  readonly actor: Network;
  readonly critic: Network;
  readonly optimizer: Adam;
  readonly returnScale: ReturnScale;
  readonly options: PpoOptions;
}

async function train(
  env: VectorEnvironment,
  options: PpoOptions,
  seed: number,
  decisions: number,
  hooks: LearnerHooks = {},
): Promise<MlpModel> {
  await selectBackend();
  const agent = createAgent(env, options, seed);
  const steps = Math.max(1, Math.min(options.rolloutSteps, Math.floor(decisions / env.lanes)));
  const updates = Math.max(1, Math.floor(decisions / (steps * env.lanes)));
  const shuffling = randomStream(seed, 'ppo shuffling');
  env.reset(seed);
  const collect = createCollector(env, steps, randomStream(seed, 'ppo actions')); // 1
  for (let update = 0; update < updates; update++) {
    const learningRate = options.learningRate * (options.annealLearningRate ? 1 - update / updates : 1); // 3
    const rollout = collect(agent.actor);
    const metrics = { ...learn(agent, rollout, env, learningRate, shuffling), learningRate };
    hooks.onProgress?.({ decisions: (update + 1) * steps * env.lanes, meanReward: meanReward(rollout), metrics });
    if (hooks.shouldStop?.()) break;
    await setImmediate(); // lets signals and timers in
  }
  return toMlpModel(agent.actor);
}

function createAgent(env: VectorEnvironment, options: PpoOptions, seed: number): Agent {
  const hidden = [env.observationSize, ...options.hiddenSizes];
  const actor = createNetwork([...hidden, env.actionCount], 0.01, randomStream(seed, 'ppo actor')); // 2, 9
  const critic = createNetwork([...hidden, 1], 1, randomStream(seed, 'ppo critic'));
  return {
    actor,
    critic,
    optimizer: createAdam([...parameterArrays(actor), ...parameterArrays(critic)]),
    returnScale: createReturnScale(env.lanes, options.gamma),
    options,
  };
}

/** Mean of the rewards known at the end of a roll-out. */
function meanReward({ rewards, arrived }: Rollout): number {
  return rewards.reduce((sum, reward) => sum + reward, 0) / arrived.reduce((sum, known) => sum + known, 0);
}

/** What is measured in every minibatch; an update reports the means. */
const MEASURES = ['policyLoss', 'valueLoss', 'entropy', 'approxKl', 'clipFraction', 'gradNorm'] as const;

/** One update: all epochs over one roll-out. */
function learn(
  agent: Agent,
  rollout: Rollout,
  { observationSize, actionCount }: VectorEnvironment,
  learningRate: number,
  random: RandomStream,
): Record<string, number> {
  const values = forwardMany(agent.critic, rollout.observations, rollout.actions.length);
  const targets = computeTargets(agent, rollout, values);
  const rows = Int32Array.from(rollout.actions.keys()).filter((row) => rollout.arrived[row] === 1);
  const sums = new Float64Array(MEASURES.length);
  const parts = Math.min(agent.options.minibatches, rows.length);
  for (let epoch = 0; epoch < agent.options.epochs; epoch++) {
    shuffle(rows, random); // 6
    for (let part = 0; part < parts; part++) {
      const chosen = rows.subarray((rows.length * part) / parts, (rows.length * (part + 1)) / parts);
      const batch = gather(chosen, rollout, values, targets, observationSize, actionCount);
      if (agent.options.normalizeAdvantages) normalize(batch.advantages); // 6
      descend(agent, batch, learningRate).forEach((value, k) => {
        (sums[k] as number) += value;
      });
    }
  }
  const known = (all: ArrayLike<number>): Float64Array => Float64Array.from(rows, (row) => at(all, row));
  return {
    ...Object.fromEntries(MEASURES.map((name, k) => [name, at(sums, k) / (agent.options.epochs * parts)])),
    explainedVariance: explainedVariance(known(targets.returns), known(values)),
    lateShare: 1 - rows.length / rollout.actions.length,
  };
}

/** Advantages and returns of a roll-out. `values`: [rows] */
function computeTargets({ critic, options, returnScale }: Agent, rollout: Rollout, values: Float32Array): Advantages {
  const { steps, lanes, observations, truncated, finalObservations } = rollout;
  const size = observations.length / (steps * lanes);
  const finalValues = new Float64Array(steps * lanes);
  truncated.forEach((cut, row) => {
    const last = finalObservations.subarray(row * size, (row + 1) * size);
    if (cut) finalValues.set(forward(critic, last, 1), row);
  });
  const rewards = options.scaleRewards ? returnScale.scale(rollout) : rollout.rewards; // 5
  const lastValues = forward(critic, rollout.lastObservations, lanes);
  return estimateAdvantages({ ...rollout, rewards, values, finalValues, lastValues }, options.gamma, options.gaeLambda); // 4
}

/** One step down the gradient of the loss. Returns the `MEASURES`. */
function descend({ actor, critic, optimizer, options }: Agent, batch: Minibatch, learningRate: number): number[] {
  const { gradients, measures } = lossGradients(actor, critic, batch, options);
  const norm = clipGlobalNorm(gradients, options.maxGradNorm); // 8
  optimizer.step(gradients, learningRate);
  return [...measures, norm];
}

/** dL/dθ for the actor's parameters, then the critic's, and what the loss is made of. */
export function lossGradients(
  actor: Network,
  critic: Network,
  batch: Minibatch,
  options: PpoOptions,
): { gradients: Float32Array[]; measures: Float32Array; loss: number } {
  return tidyNumbers(() => {
    const [ofActor, ofCritic] = [toTensors(actor), toTensors(critic)];
    let measures = tf.tensor1d([]);
    const loss = (...parameters: tf.Tensor[]): tf.Scalar => {
      const tensors = parameters as tf.Tensor2D[];
      const terms = losses(tensors.slice(0, ofActor.length), tensors.slice(ofActor.length), batch, options);
      measures = tf.keep(tf.stack(terms) as tf.Tensor1D);
      const [policyLoss, valueLoss, entropy] = terms;
      const bonus = tf.mul(entropy, -options.entropyCoef);
      return tf.addN([policyLoss, tf.mul(valueLoss, options.valueCoef), bonus]) as tf.Scalar; // 8
    };
    const { grads, value } = tf.valueAndGrads(loss)([...ofActor, ...ofCritic]);
    const kept = measures.dataSync<'float32'>();
    measures.dispose();
    return { gradients: grads.map((g) => g.dataSync<'float32'>()), measures: kept, loss: at(value.dataSync(), 0) };
  });
}

type Terms = [policyLoss: tf.Scalar, valueLoss: tf.Scalar, entropy: tf.Scalar, approxKl: tf.Scalar, clipped: tf.Scalar];

function losses(actor: tf.Tensor2D[], critic: tf.Tensor2D[], batch: Minibatch, options: PpoOptions): Terms {
  const n = batch.returns.length;
  const x = tf.tensor2d(batch.observations, [n, batch.observations.length / n]);
  const values = tf.reshape(tensorForward(critic, x), [n]) as tf.Tensor1D;
  const { logProbabilities, entropy } = evaluateActions(tensorForward(actor, x), batch);
  const logRatio = tf.sub(logProbabilities, tf.tensor1d(batch.logProbabilities));
  const ratio = tf.exp(logRatio);
  const advantages = tf.tensor1d(batch.advantages);
  const { clipCoef } = options;
  const clippedRatio = tf.clipByValue(ratio, 1 - clipCoef, 1 + clipCoef);
  const objective = tf.minimum(tf.mul(ratio, advantages), tf.mul(clippedRatio, advantages)); // 7
  return [
    tf.neg(tf.mean<tf.Scalar>(objective)),
    valueLoss(values, batch, options),
    tf.mean(entropy),
    // Schulman 2020, "Approximating KL divergence", k3: never negative, little spread.
    tf.mean<tf.Scalar>(tf.sub(tf.sub(ratio, 1), logRatio)),
    tf.mean(tf.cast(tf.greater(tf.abs(tf.sub(ratio, 1)), clipCoef), 'float32')),
  ];
}

/**
 * log π(a|s) and H of the masked distribution. [n] each
 * With Z = Σ exp(z): log Z = z_a − log p_a, so that H = log Z − Σ p·z wants no logarithm of every probability. The chosen
 * logit is read out by a one-hot product: TensorFlow.js has no gradient of `gather` on this backend.
 */
function evaluateActions(
  logits: tf.Tensor2D,
  batch: Minibatch,
): { logProbabilities: tf.Tensor1D; entropy: tf.Tensor1D } {
  const masked = tf.add(logits, tf.tensor2d(batch.penalties, logits.shape)); // 10
  const chosen = tf.tensor2d(batch.actions, logits.shape);
  const p = tf.softmax(masked);
  // 1e-30 keeps the logarithm finite where a probability fell below what 32 bits can say.
  const logProbabilities: tf.Tensor1D = tf.log(tf.add<tf.Tensor1D>(tf.sum(tf.mul(p, chosen), 1), 1e-30));
  const logZ = tf.sub(tf.sum(tf.mul(masked, chosen), 1), logProbabilities);
  const entropy: tf.Tensor1D = tf.sub(logZ, tf.sum(tf.mul(p, masked), 1));
  return { logProbabilities, entropy };
}

/** ½·E[(V − R)²], or the larger one of it and the same with V held near its old value. */
function valueLoss(values: tf.Tensor1D, batch: Minibatch, { clipValueLoss, clipCoef }: PpoOptions): tf.Scalar {
  const returns = tf.tensor1d(batch.returns);
  const errors = tf.square(tf.sub(values, returns));
  if (!clipValueLoss) return tf.mul(tf.mean(errors), 0.5);
  const old = tf.tensor1d(batch.values);
  const near = tf.add(old, tf.clipByValue(tf.sub(values, old), -clipCoef, clipCoef));
  return tf.mul(tf.mean(tf.maximum(errors, tf.square(tf.sub(near, returns)))), 0.5);
}
