import { z } from 'zod';
import type { Choices } from '../core/choices.js';
import { FEATURES } from '../policy/feature-table.js';

/** Hyper-parameters of learning from full information with their defaults. */
export const fullInformationOptionsSchema = z.strictObject({
  leaves: z.int().min(1).max(1024).default(256).describe('most leaves of the tree'),
  leastStates: z.int().min(1).default(10).describe('labelled states that must reach a leaf'),
  rounds: z
    .int()
    .min(1)
    .default(5)
    .describe('times a tree is grown; each drives the next round and decides in its trials'),
  stride: z.int().min(1).default(2).describe('one of so many states is labelled'),
  portfolio: z
    .int()
    .min(1)
    .default(8)
    .describe('actions that later rounds still look at: those that together lose least'),
  prices: z
    .int()
    .min(0)
    .default(24)
    .describe('prices that later rounds still look at; with 0 leaves name actions alone'),
  splits: z
    .array(z.enum(FEATURES.map(({ name }) => name)))
    .min(1)
    .optional()
    .describe('of the features that it sees those it may split on; all where absent'),
  start: z
    .enum(['rates', 'decline'])
    .default('rates')
    .describe('what decides in the first round: rates with guesses of heat by reason, or declining'),
  channelPrices: z
    .array(z.number().positive())
    .max(8)
    .default([0.1, 0.3])
    .describe('what a channel may be worth to others, besides nothing, tried in each problem [cores]'),
  pricing: z.number().min(0).max(0.5).default(0.1).describe('part of the budget that chooses among those'),
  judging: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.25)
    .describe('part of the budget that chooses among the trees of the rounds'),
});

export type FullInformationOptions = z.infer<typeof fullInformationOptionsSchema>;

/** What tuning may try: the size of the tree, and how the decisions are spent. */
export const fullInformationChoices: Partial<Choices<FullInformationOptions>> = {
  leaves: [16, 32, 64, 128, 256, 512],
  leastStates: [3, 5, 10, 20, 40],
  rounds: [2, 3, 5, 8, 12],
  stride: [1, 2, 3, 5, 8],
  portfolio: [1, 4, 8, 16, 24],
  prices: [8, 16, 24, 32],
  start: ['rates', 'decline'],
  pricing: [0, 0.1, 0.2],
};
