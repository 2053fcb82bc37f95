import { z } from 'zod';
import type { Choices } from '../core/choices.js';
import { linearChoices, linearOptions, linearOptionsAfter } from './linear/linear-options.js';

/** Hyper-parameters of the contextual bandit with their defaults. */
export const banditOptionsSchema = z.strictObject({
  ...linearOptions,
  explore: z.number().min(0).max(1).default(0.3).describe('part of the decisions of later rounds taken at random'),
  near: z.number().min(0).default(0.5).describe('exploring decisions try actions predicted within this many log units'),
  ...linearOptionsAfter,
});

export type BanditOptions = z.infer<typeof banditOptionsSchema>;

/** What tuning may try: how the decisions are spent and how far the model is trusted. */
export const banditChoices: Partial<Choices<BanditOptions>> = {
  ...linearChoices,
  explore: [0.1, 0.2, 0.3, 0.5],
  near: [0.25, 0.5, 1, 2],
};
