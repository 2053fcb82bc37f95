import { z } from 'zod';
import { DMA_INTERFACES } from '../platform/dma/driver.js';

const EXPERIMENT_FORMAT = 'foliotune-experiment-1';

const count = z.int().min(1);
const seed = z.int().min(0);

/** What a group of policies is, trained here or not. */
const group = {
  /** How its policies are called together; the file's name where absent. */
  as: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens')
    .optional(),
  /**
   * Where the policy is saved; a relative path starts where foliotune is run. `{seed}` and `{platform}` stand for each of
   * several.
   */
  policy: z.string().regex(/\.json$/, 'must end in .json'),
  /** One policy for each platform of the scenarios; one for all where absent. */
  per: z.literal('platform').optional(),
  /** Seeds of the trainings. */
  seeds: z.array(seed).min(1).optional(),
};

const learner = z.strictObject({
  /** A name of `list learners`. */
  name: z.string(),
  ...group,
  /** The learner's own; what is left out has its default. */
  options: z.record(z.string(), z.json()).optional(),
  /** Simulated decisions it may spend. */
  decisions: count,
  /** Of a single training; either this or `seeds`. */
  seed: seed.optional(),
  /** Episodes stepped together. */
  lanes: count.max(1024),
  /** Scenarios it is trained on besides the experiment's, e.g. those on machines that are a little different. */
  alsoOn: z.array(z.string()).optional(),
  /** What its policies see and may do; the experiment's where absent. */
  features: z.array(z.string()).min(1).optional(),
  actions: z.array(z.string()).min(1).optional(),
  /** Whether its policies fall back outside the range they were trained on. */
  guard: z.boolean().optional(),
  /** Where its policies may be loaded: on the machines of their training alone, or anywhere where absent. */
  machines: z.literal('trained').optional(),
  /** Whether its policies act only where that surely pays: made so that no training scenario is harmed, if that can be. */
  reluctant: z.boolean().optional(),
});

/** Policies that were made otherwise, e.g. by `distill`. */
const saved = z.strictObject({ ...group, as: z.string() });

const evaluation = z.strictObject({
  /** Episodes a scenario. */
  seeds: count.max(1000),
  seed,
});

const references = z.strictObject({
  /** Who decides the batches that a reference does not try: the first learned policy, or the tuned rule. */
  base: z.enum(['policy', 'three-parameter']),
  horizonMs: z.number().positive().max(1000),
  /** How many of greedy's cheapest actions lookahead tries, besides the base's own. */
  width: count.max(64),
  /** Futures that lookahead draws for each. */
  samples: count.max(64),
  /** Arrivals that lookahead looks at, at most; all within the horizon where absent. */
  arrivals: count.optional(),
});

/** What is trained on what, and whom it is compared with. */
export const experimentSchema = z.strictObject({
  format: z.literal(EXPERIMENT_FORMAT),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens'),
  /** Where given, every scenario must be on it. */
  platform: z.string().optional(),
  scenarios: z.array(z.string()).min(1),
  /** Scenarios that nothing is trained or tuned on: judged by themselves. */
  generalisation: z.array(z.string()).default([]),
  /** Scenarios that get a verdict of their own, by the name of the part; `*` stands for any characters. */
  parts: z.record(z.string(), z.array(z.string()).min(1)).default({}),
  /** What a learned policy sees; all features where absent. */
  features: z.array(z.string()).min(1).optional(),
  /** What a learned policy may do; all actions where absent. */
  actions: z.array(z.string()).min(1).optional(),
  learners: z.array(learner),
  /** Saved policies that take part beside the learners' own. */
  policies: z.array(saved).default([]),
  rules: z.array(z.string()),
  /** Whole settings of rules, by rule, that stand in for their authors' defaults. */
  ruleSettings: z.record(z.string(), z.record(z.string(), z.json())).optional(),
  /**
   * File of tuned rules that `tune --rules` wrote: then `compare` reads their settings instead of tuning. A relative
   * path starts where foliotune is run.
   */
  tunedRules: z
    .string()
    .regex(/\.json$/, 'must end in .json')
    .optional(),
  /** Simulated decisions each rule's tuning in a comparison may spend; what the learner spent where absent. */
  tuneDecisions: count.optional(),
  /**
   * Sizes of batches to compare: caps ("1 folio", "512 folios", "64MiB") and rules that decide one before unmap
   * ("by-reason"). Every tuned rule and learned policy enters once more under each, as name@cap. Needs a kernel change:
   * the offload hook runs after unmap, so that no provider can choose. The kernel keeps mainline's cap.
   */
  batchCaps: z.array(z.string()).min(1).optional(),
  /**
   * How batches are cut for everybody but the kernel, which keeps mainline's: a batch sizer's name, a cap, a table by
   * reason and mapping, or the file of one; a relative path starts where foliotune is run, a shipped experiment's
   * at foliotune's own folder. Needs a kernel change.
   */
  batching: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  /** Ways to hand folios to the DMA engine, under each of which they enter once more too, as name@interface. */
  dmaInterfaces: z.array(z.enum(DMA_INTERFACES)).min(1).optional(),
  evaluation: evaluation.default({ seeds: 5, seed: 1 }),
  references: references.default({ base: 'policy', horizonMs: 10, width: 4, samples: 2 }),
});

export type ExperimentContents = z.infer<typeof experimentSchema>;
export type LearnerEntry = ExperimentContents['learners'][number];
/** What names a group of policy files. */
export type PolicyGroup = Pick<LearnerEntry, 'as' | 'policy' | 'per' | 'seeds' | 'seed'>;
