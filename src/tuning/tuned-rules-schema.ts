import { z } from 'zod';
import { batchTableSchema } from '../migration/batch-table.js';

const setting = z.record(z.string(), z.json());

/** What one search found. */
const found = z.strictObject({
  parameters: setting,
  /** Settings tried. */
  settings: z.int().min(1),
  /** Simulated decisions spent. */
  decisions: z.int().min(0),
});

const rule = z.strictObject({
  /** Tuned on all scenarios. */
  oneSetting: found,
  /** Tuned on each platform's scenarios alone; empty where there is one platform. */
  byPlatform: z.record(z.string(), found),
  /** Tuned on each scenario alone. */
  byScenario: z.record(z.string(), found),
});

/** Every rule of an experiment with its parameters tuned, and how they were found. */
export const tunedRulesSchema = z.strictObject({
  format: z.literal('foliotune-rules-1'),
  experiment: z.string(),
  /** What a person types to get the same file. */
  command: z.string(),
  /** Of the searches and their episodes. */
  seed: z.int().min(0),
  /** Simulated decisions that a rule's search might spend: on all scenarios, on a platform's. */
  budget: z.strictObject({ oneSetting: z.int().min(1), platform: z.int().min(1) }),
  /** The machines tuned on. */
  platform: z.strictObject({ name: z.string(), hash: z.string() }),
  /** How batches were cut for everybody but the kernel; as the offload series does where absent. */
  batching: batchTableSchema.optional(),
  rules: z.record(z.string(), rule),
  /** Versions of foliotune, Node and libraries, and the commit. */
  provenance: z.record(z.string(), z.string()),
});

export type TunedRulesFile = z.infer<typeof tunedRulesSchema>;
/** What was found for one rule. */
export type TunedRuleEntry = TunedRulesFile['rules'][string];
export type FoundSetting = TunedRuleEntry['oneSetting'];
