import { FIXED } from '../heuristics/fixed.js';
import type { LookaheadOptions } from '../heuristics/references/lookahead.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import { type ContenderKind, EXHAUSTIVE, KERNEL, RANDOM } from './contender.js';
import type { Variant } from './variant.js';

export type RuleParameters = Readonly<Record<string, unknown>>;

/** A rule with its parameters: one setting for all scenarios, or one for each platform or scenario. */
export interface RuleEntrant {
  readonly is: 'rule';
  readonly name: string;
  readonly rule: string;
  readonly parameters: RuleParameters;
  /** Parameters of single platforms, which replace those for all there; elsewhere those for all stand. */
  readonly byPlatform?: Readonly<Record<string, RuleParameters>>;
  /** Parameters of single scenarios, which replace the others there. */
  readonly byScenario?: Readonly<Record<string, RuleParameters>>;
  readonly variant?: Variant;
}

/** A learned policy, in integers as an engine runs it or in floating point as it was trained. */
export interface PolicyEntrant {
  readonly is: 'policy';
  readonly name: string;
  readonly form: 'integer' | 'float';
  readonly contents: PolicyFile;
  readonly variant?: Variant;
}

/** One policy for each platform; on a platform without one no provider registers, which is today's kernel. */
export interface PolicySetEntrant {
  readonly is: 'policies';
  readonly name: string;
  readonly form: 'integer' | 'float';
  readonly byPlatform: Readonly<Record<string, PolicyFile>>;
}

/** A policy some of whose features are replaced, at each decision, by those of a state drawn at random. */
export interface PermutedEntrant {
  readonly is: 'permuted';
  readonly name: string;
  readonly base: PolicyEntrant;
  /** Indices into `FEATURES`. */
  readonly features: readonly number[];
  /** What these were in states it visits. [states][features] */
  readonly pool: readonly (readonly number[])[];
}

/** Who may decide for a reference what it does not try. */
export type BaseEntrant = RuleEntrant | PolicyEntrant | PolicySetEntrant;

/** greedy or lookahead; `base` decides the batches it does not try. */
export interface ReferenceEntrant {
  readonly is: 'reference';
  readonly name: string;
  readonly base: BaseEntrant;
  readonly options: LookaheadOptions;
}

/** Who takes part in a comparison, as plain data that can be sent to another thread. */
export type Entrant =
  | { readonly is: 'kernel' | 'random' | 'fixed' | 'exhaustive'; readonly name: string }
  | RuleEntrant
  | PolicyEntrant
  | PolicySetEntrant
  | PermutedEntrant
  | ReferenceEntrant;

export const KERNEL_ENTRANT: Entrant = { is: 'kernel', name: KERNEL.name };

/** Everybody who needs neither tuning nor training. */
export const FIXED_ENTRANTS: readonly Entrant[] = [
  ...FIXED.map(({ name }): Entrant => ({ is: 'fixed', name })),
  { is: 'random', name: RANDOM.name },
];

/** The best action for each batch alone: listed among the references, but no measure, for it sees no load. */
export const EXHAUSTIVE_ENTRANT: Entrant = { is: 'exhaustive', name: EXHAUSTIVE.name };

export function referenceEntrants(base: BaseEntrant, options: LookaheadOptions): readonly ReferenceEntrant[] {
  return ['greedy', `lookahead-${options.kind}`].map((name) => ({ is: 'reference', name, base, options }));
}

/** The name a learned policy is judged by. */
export function learnedName({ learner, name }: Pick<PolicyFile, 'learner' | 'name'>): string {
  return `${learner}:${name}`;
}

/** How the floating-point form of an entrant is called. */
export const floatName = (name: string): string => `${name} (float)`;

export function policyEntrant(contents: PolicyFile, form: PolicyEntrant['form'] = 'integer'): PolicyEntrant {
  const name = learnedName(contents);
  return { is: 'policy', name: form === 'integer' ? name : floatName(name), form, contents };
}

const KINDS: Readonly<Record<Entrant['is'], ContenderKind>> = {
  kernel: 'kernel',
  random: 'fixed',
  fixed: 'fixed',
  rule: 'rule',
  policy: 'learned',
  policies: 'learned',
  permuted: 'learned',
  reference: 'reference',
  exhaustive: 'reference',
};

export function kindOf({ is }: Entrant): ContenderKind {
  return KINDS[is];
}
