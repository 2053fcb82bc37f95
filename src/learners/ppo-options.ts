import { z } from 'zod';
import type { Choices } from '../core/choices.js';

const fraction = z.number().min(0).max(1);
const positive = z.number().positive();

/** Hyper-parameters of PPO with their defaults. One pass of data is `rolloutSteps` × lanes decisions. */
export const ppoOptionsSchema = z.strictObject({
  hiddenSizes: z.array(z.int().min(1).max(1024)).max(4).default([64, 64]).describe('units of the hidden layers'),
  rolloutSteps: z.int().min(1).default(128).describe('steps per lane between updates'),
  epochs: z.int().min(1).default(4).describe('times an update goes through its data'),
  minibatches: z.int().min(1).default(4).describe('parts the data is cut into in each epoch'),
  learningRate: positive.default(3e-4).describe('step size of Adam'),
  annealLearningRate: z.boolean().default(true).describe('lets the step size fall linearly to 0'),
  gamma: fraction.default(0.99).describe('discount per decision; 0 is a contextual bandit'),
  gaeLambda: fraction.default(0.95).describe('0 trusts the critic, 1 the sampled returns'),
  clipCoef: positive.default(0.2).describe('how far a probability ratio may move from 1'),
  clipValueLoss: z.boolean().default(false).describe('keeps values within clipCoef of the old ones'),
  normalizeAdvantages: z.boolean().default(true).describe('per minibatch, to mean 0 and deviation 1'),
  scaleRewards: z.boolean().default(true).describe('over the running deviation of returns'),
  entropyCoef: z.number().min(0).default(0.01).describe('weight of the entropy bonus'),
  valueCoef: positive.default(0.5).describe('weight of the value loss'),
  maxGradNorm: positive.default(0.5).describe('longest gradient, actor and critic together'),
});

export type PpoOptions = z.infer<typeof ppoOptionsSchema>;

/** What tuning may try; the rest of the options decide how long an update takes rather than what it learns. */
export const ppoChoices: Partial<Choices<PpoOptions>> = {
  hiddenSizes: [[32], [64], [32, 32], [64, 64], [128, 128]],
  rolloutSteps: [32, 64, 128, 256],
  epochs: [2, 4, 8],
  learningRate: [1e-4, 3e-4, 1e-3, 3e-3],
  gamma: [0, 0.5, 0.9, 0.99],
  gaeLambda: [0.8, 0.9, 0.95, 1],
  clipCoef: [0.1, 0.2, 0.3],
  entropyCoef: [0, 0.001, 0.003, 0.01, 0.03],
};
