import { z } from 'zod';
import type { Choices } from '../core/choices.js';

const fraction = z.number().min(0).max(1);
const count = z.int().min(1);

/** Hyper-parameters of DQN with their defaults. */
export const dqnOptionsSchema = z.strictObject({
  hiddenSizes: z.array(z.int().min(1).max(1024)).max(4).default([64, 64]).describe('units of the hidden layers'),
  replay: count.default(50_000).describe('decisions that are remembered, all lanes together'),
  batch: count.default(128).describe('decisions an update learns from'),
  learningStarts: z.int().min(0).default(1000).describe('decisions before the first update'),
  decisionsPerUpdate: count.default(32).describe('decisions between two updates, at least one step of every lane'),
  targetInterval: count.default(100).describe('updates between two copies to the target network'),
  learningRate: z.number().positive().default(1e-3).describe('step size of Adam'),
  gamma: fraction.default(0.99).describe('discount per decision; 0 is a contextual bandit'),
  nStep: count.max(64).default(3).describe('rewards that are summed before the target network is asked'),
  exploreEnd: fraction.default(0.05).describe('part of the decisions taken at random in the end'),
  exploreShare: fraction.default(0.5).describe('part of the training in which that falls from 1'),
  maxGradNorm: z.number().positive().default(10).describe('longest gradient'),
});

export type DqnOptions = z.infer<typeof dqnOptionsSchema>;

/** What tuning may try. */
export const dqnChoices: Partial<Choices<DqnOptions>> = {
  hiddenSizes: [[32], [64], [32, 32], [64, 64], [128, 128]],
  batch: [32, 64, 128, 256],
  decisionsPerUpdate: [8, 16, 32, 64],
  targetInterval: [50, 100, 250, 500],
  learningRate: [1e-4, 3e-4, 1e-3, 3e-3],
  gamma: [0, 0.5, 0.9, 0.99],
  nStep: [1, 3, 5],
  exploreEnd: [0.01, 0.05, 0.1],
};
