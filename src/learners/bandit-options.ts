import { z } from 'zod';
import type { Choices } from '../core/choices.js';

/** Hyper-parameters of the contextual bandit with their defaults. */
export const banditOptionsSchema = z.strictObject({
  degree: z
    .union([z.literal(1), z.literal(2)])
    .default(2)
    .describe('1: linear in the inputs, 2: with all their products'),
  ridge: z.number().positive().default(100).describe('pull of an action towards what all samples say, in decisions'),
  rounds: z.int().min(1).default(8).describe('times the model is fitted anew; the first round explores at random'),
  explore: z.number().min(0).max(1).default(0.3).describe('part of the decisions of later rounds taken at random'),
  near: z.number().min(0).default(0.5).describe('exploring decisions try actions predicted within this many log units'),
  memory: z.number().min(0).max(1).default(0.8).describe('weight of a round in the next one: old rounds fade'),
  target: z
    .enum(['log-cost', 'cost'])
    .default('log-cost')
    .describe('what is regressed; log-cost wants negative rewards'),
});

export type BanditOptions = z.infer<typeof banditOptionsSchema>;

/** What tuning may try: how the decisions are spent and how far the model is trusted. */
export const banditChoices: Partial<Choices<BanditOptions>> = {
  degree: [1, 2],
  ridge: [10, 30, 100, 300, 1000],
  rounds: [2, 4, 8, 16],
  explore: [0.1, 0.2, 0.3, 0.5],
  near: [0.25, 0.5, 1, 2],
  memory: [0.5, 0.8, 1],
};
