import {
  type Contender,
  type ContenderKind,
  decisionsOf,
  EXHAUSTIVE,
  FIXED_CONTENDERS,
  KERNEL,
  policyContender,
  RANDOM,
  references,
} from '../evaluation/contender.js';
import { FIXED } from '../heuristics/fixed.js';
import type { LookaheadOptions } from '../heuristics/references/lookahead.js';
import { HEURISTICS } from '../heuristics/registry.js';
import { createFloatPolicy } from '../policy/float-policy.js';
import type { Policy } from '../policy/policy.js';
import { openPolicy } from '../policy/policy-file.js';
import type { PolicyFile } from '../policy/policy-schema.js';

export type RuleParameters = Readonly<Record<string, unknown>>;

/** A rule with its parameters: one setting for all scenarios, or one for each. */
export interface RuleEntrant {
  readonly is: 'rule';
  readonly name: string;
  readonly rule: string;
  readonly parameters: RuleParameters;
  /** Parameters of single scenarios, which replace the others there. */
  readonly byScenario?: Readonly<Record<string, RuleParameters>>;
}

/** A learned policy, in integers as an engine runs it or in floating point as it was trained. */
export interface PolicyEntrant {
  readonly is: 'policy';
  readonly name: string;
  readonly form: 'integer' | 'float';
  readonly contents: PolicyFile;
}

/** greedy or lookahead; `base` decides the batches it does not try. */
export interface ReferenceEntrant {
  readonly is: 'reference';
  readonly name: string;
  readonly base: RuleEntrant | PolicyEntrant;
  readonly options: LookaheadOptions;
}

/** Who takes part in a comparison, as plain data that can be sent to another thread. */
export type Entrant =
  | { readonly is: 'kernel' | 'random' | 'fixed' | 'exhaustive'; readonly name: string }
  | RuleEntrant
  | PolicyEntrant
  | ReferenceEntrant;

export const KERNEL_ENTRANT: Entrant = { is: 'kernel', name: KERNEL.name };

/** Everybody who needs neither tuning nor training. */
export const FIXED_ENTRANTS: readonly Entrant[] = [
  ...FIXED.map(({ name }): Entrant => ({ is: 'fixed', name })),
  { is: 'random', name: RANDOM.name },
];

/** The best action for each batch alone: listed among the references, but no measure, for it sees no load. */
export const EXHAUSTIVE_ENTRANT: Entrant = { is: 'exhaustive', name: EXHAUSTIVE.name };

export function referenceEntrants(
  base: RuleEntrant | PolicyEntrant,
  options: LookaheadOptions,
): readonly ReferenceEntrant[] {
  return ['greedy', `lookahead-${options.kind}`].map((name) => ({ is: 'reference', name, base, options }));
}

/** The name a learned policy is judged by. */
export function learnedName({ learner, name }: Pick<PolicyFile, 'learner' | 'name'>): string {
  return `${learner}:${name}`;
}

export function policyEntrant(contents: PolicyFile, form: PolicyEntrant['form'] = 'integer'): PolicyEntrant {
  const name = learnedName(contents);
  return { is: 'policy', name: form === 'integer' ? name : `${name} (float)`, form, contents };
}

const KINDS: Readonly<Record<Entrant['is'], ContenderKind>> = {
  kernel: 'kernel',
  random: 'fixed',
  fixed: 'fixed',
  rule: 'rule',
  policy: 'learned',
  reference: 'reference',
  exhaustive: 'reference',
};

export function kindOf({ is }: Entrant): ContenderKind {
  return KINDS[is];
}

function rulePolicy(rule: string, parameters: RuleParameters): Policy {
  const heuristic = HEURISTICS.get(rule);
  return heuristic.create(heuristic.schema.parse(parameters));
}

/** A rule that keeps state begins every episode anew. */
function ruleContender({ name, rule, parameters, byScenario = {} }: RuleEntrant): Contender {
  return {
    name,
    kind: 'rule',
    batching: 'offload',
    begin: ({ scenario }) => decisionsOf(rulePolicy(rule, byScenario[scenario.name] ?? parameters)),
  };
}

function learnedPolicy({ contents, form }: PolicyEntrant): Policy {
  return form === 'integer' ? openPolicy(contents).decideInteger : createFloatPolicy(contents);
}

function named(contenders: readonly Contender[], name: string): Contender {
  const found = contenders.find((contender) => contender.name === name);
  if (!found) throw new Error(`no contender is called ${name}`);
  return found;
}

/** The contender that plain data stands for. */
export function contenderOf(entrant: Entrant): Contender {
  switch (entrant.is) {
    case 'kernel':
      return KERNEL;
    case 'exhaustive':
      return EXHAUSTIVE;
    case 'random':
      return RANDOM;
    case 'fixed':
      return named(FIXED_CONTENDERS, entrant.name);
    case 'rule':
      return ruleContender(entrant);
    case 'policy':
      return policyContender('learned', learnedPolicy(entrant), entrant.name);
    case 'reference': {
      const { base, options } = entrant;
      const policy = base.is === 'rule' ? rulePolicy(base.rule, base.parameters) : learnedPolicy(base);
      return named(references(policy, options), entrant.name);
    }
    default:
      return entrant satisfies never;
  }
}
