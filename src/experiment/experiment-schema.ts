import { z } from 'zod';
import { DMA_INTERFACES } from '../platform/dma/driver.js';

const EXPERIMENT_FORMAT = 'foliotune-experiment-1';

const count = z.int().min(1);
const seed = z.int().min(0);

const learner = z.strictObject({
  /** A name of `list learners`. */
  name: z.string(),
  /** Where the policy is saved; a relative path starts where foliotune is run. */
  policy: z.string().regex(/\.json$/, 'must end in .json'),
  /** The learner's own; what is left out has its default. */
  options: z.record(z.string(), z.json()).optional(),
  /** Simulated decisions it may spend. */
  decisions: count,
  seed,
  /** Episodes stepped together. */
  lanes: count.max(1024),
});

const evaluation = z.strictObject({
  /** Episodes a scenario. */
  seeds: count.max(1000),
  seed,
});

const references = z.strictObject({
  /** Who decides the batches that a reference does not try: the first learned policy, or the tuned rule. */
  base: z.enum(['policy', 'three-parameter']),
  horizonMs: z.number().positive().max(1000),
  /** How many of greedy's cheapest actions lookahead tries. */
  width: count.max(64),
  /** Futures that lookahead draws for each. */
  samples: count.max(64),
});

/** What is trained on what, and whom it is compared with. */
export const experimentSchema = z.strictObject({
  format: z.literal(EXPERIMENT_FORMAT),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens'),
  /** Where given, every scenario must be on it. */
  platform: z.string().optional(),
  scenarios: z.array(z.string()).min(1),
  /** What a learned policy sees; all features where absent. */
  features: z.array(z.string()).min(1).optional(),
  /** What a learned policy may do; all actions where absent. */
  actions: z.array(z.string()).min(1).optional(),
  learners: z.array(learner),
  rules: z.array(z.string()),
  /** Whole settings of rules, by rule, that stand in for their authors' defaults. */
  ruleSettings: z.record(z.string(), z.record(z.string(), z.json())).optional(),
  /** Simulated decisions each rule's tuning may spend; what the learner spent where absent. */
  tuneDecisions: count.optional(),
  /**
   * Sizes of batches to compare: caps ("1 folio", "512 folios", "64MiB") and rules that decide one before unmap
   * ("by-reason"). Every tuned rule and learned policy enters once more under each, as name@cap. Needs a kernel change:
   * the offload hook runs after unmap, so that no provider can choose. The kernel keeps mainline's cap.
   */
  batchCaps: z.array(z.string()).min(1).optional(),
  /** Ways to hand folios to the DMA engine, under each of which they enter once more too, as name@interface. */
  dmaInterfaces: z.array(z.enum(DMA_INTERFACES)).min(1).optional(),
  evaluation: evaluation.default({ seeds: 5, seed: 1 }),
  references: references.default({ base: 'policy', horizonMs: 10, width: 4, samples: 2 }),
});

export type ExperimentContents = z.infer<typeof experimentSchema>;
export type LearnerEntry = ExperimentContents['learners'][number];
