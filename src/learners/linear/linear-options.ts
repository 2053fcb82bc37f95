import { z } from 'zod';
import type { Choices } from '../../core/choices.js';

/** What all learners of one regression an action have in common, with their defaults. */
export const linearOptions = {
  degree: z
    .union([z.literal(1), z.literal(2)])
    .default(2)
    .describe('1: linear in the inputs, 2: with all their products'),
  ridge: z.number().positive().default(100).describe('pull of an action towards what all samples say, in decisions'),
  rounds: z.int().min(1).default(8).describe('times the model is fitted anew; the first round explores at random'),
};
export const linearOptionsAfter = {
  memory: z.number().min(0).max(1).default(0.8).describe('weight of a round in the next one: old rounds fade'),
  target: z
    .enum(['log-cost', 'cost'])
    .default('log-cost')
    .describe('what is regressed; log-cost wants negative rewards'),
};

const schema = z.strictObject({ ...linearOptions, ...linearOptionsAfter });
export type LinearOptions = z.infer<typeof schema>;

/** What tuning may try of them. */
export const linearChoices: Partial<Choices<LinearOptions>> = {
  degree: [1, 2],
  ridge: [10, 30, 100, 300, 1000],
  rounds: [2, 4, 8, 16],
  memory: [0.5, 0.8, 1],
};
