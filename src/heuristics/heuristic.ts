import type { z } from 'zod';
import type { Choices } from '../core/choices.js';
import type { Registered } from '../core/registry.js';
import type { Policy } from '../policy/policy.js';

/**
 * A rule that a person writes: a few parameters and a policy over the same features and actions as a learned one.
 * `defaults` are what its author would ship; `choices` span what tuning may try.
 */
export interface Heuristic<P = Record<string, unknown>> extends Registered {
  readonly summary: string;
  readonly schema: z.ZodType<P>;
  readonly defaults: P;
  readonly choices: Choices<P>;
  create(parameters: P): Policy;
}
