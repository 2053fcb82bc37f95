import { z } from 'zod';

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
