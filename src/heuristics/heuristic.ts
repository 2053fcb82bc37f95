import type { z } from 'zod';
import type { Choices } from '../core/choices.js';
import type { Registered } from '../core/registry.js';
import { type Availability, FEATURES, featureIndex } from '../policy/feature-table.js';
import type { Policy } from '../policy/policy.js';

/**
 * A rule that a person writes: a few parameters and a policy over the same features and actions as a learned one.
 * `defaults` are what its author would ship; `choices` span what tuning may try.
 */
export interface Heuristic<P = Record<string, unknown>> extends Registered {
  readonly summary: string;
  /** The features it looks at, whatever its parameters. What it may do at all it is told by the mask. */
  readonly reads: readonly string[];
  /** Of `reads`, what the hook applies by itself: a provider registers the reasons it takes and sees no others. */
  readonly registered?: readonly string[];
  readonly schema: z.ZodType<P>;
  readonly defaults: P;
  readonly choices: Choices<P>;
  /** A policy at the beginning of an episode: one that keeps state is made anew for each. */
  create(parameters: P): Policy;
}

/** From what every hook has to what none has. */
const CLASSES: readonly Availability[] = ['hook', 'provider', 'kernel-change', 'simulator'];

/** The least available class among the features a rule must be given. */
export function neededAvailability({ reads, registered = [] }: Pick<Heuristic, 'reads' | 'registered'>): Availability {
  const given = reads.filter((name) => !registered.includes(name));
  const classes = given.map((name) => CLASSES.indexOf(FEATURES[featureIndex(name)]?.availability ?? 'simulator'));
  return CLASSES[Math.max(0, ...classes)] ?? 'simulator';
}
