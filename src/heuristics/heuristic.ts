import type { z } from 'zod';
import type { RandomStream } from '../core/random.js';
import type { Registered } from '../core/registry.js';
import type { Policy } from '../policy/policy.js';

/** Values a parameter may take while a rule is tuned. */
export type Choices<P> = { readonly [K in keyof P]: readonly P[K][] };

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

/** One random setting of a rule's parameters. */
export function drawParameters<P>(choices: Choices<P>, random: RandomStream): P {
  const drawn = Object.entries<readonly unknown[]>(choices).map(([key, values]) => [
    key,
    values[random.below(values.length)],
  ]);
  return Object.fromEntries(drawn) as P;
}
