import { randomStream } from '../core/random.js';
import type { OpenScenario } from '../env/scenario-registry.js';
import { HEURISTICS } from '../heuristics/registry.js';
import { tableSizer } from '../migration/batch-table.js';
import { FEATURES } from '../policy/feature-table.js';
import { createFloatPolicy } from '../policy/float-policy.js';
import type { Policy } from '../policy/policy.js';
import { openPolicy } from '../policy/policy-file.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import {
  type Contender,
  DEFAULT_BASE,
  deciderOf,
  EXHAUSTIVE,
  FIXED_CONTENDERS,
  KERNEL,
  policyContender,
  RANDOM,
  references,
} from './contender.js';
import { parametersOn } from './deciding-on.js';
import type {
  BaseEntrant,
  Entrant,
  PermutedEntrant,
  PolicyEntrant,
  PolicySetEntrant,
  ReferenceEntrant,
  RuleEntrant,
  RuleParameters,
} from './entrant.js';
import { contenderBy, whereLoaded } from './loaded-on.js';
import { contenderUnder } from './variant.js';

function rulePolicy(rule: string, parameters: RuleParameters): Policy {
  const heuristic = HEURISTICS.get(rule);
  return heuristic.create(heuristic.schema.parse(parameters));
}

/** A rule that keeps state begins every episode anew. */
function ruleContender(entrant: RuleEntrant): Contender {
  return {
    ...{ name: entrant.name, kind: 'rule' },
    begin: ({ scenario }) => deciderOf(rulePolicy(entrant.rule, parametersOn(entrant, scenario))),
  };
}

/** A set is the policy of the scenario's platform, and today's kernel where it has none. */
function setContender({ name, form, byPlatform }: PolicySetEntrant): Contender {
  const contenders = new Map(
    Object.entries(byPlatform).map(([platform, contents]) => [
      platform,
      learnedContender({ is: 'policy', name, form, contents }),
    ]),
  );
  return contenderBy({ name, kind: 'learned' }, ({ scenario }) => contenders.get(scenario.platform) ?? KERNEL);
}

/** The base of a reference on a scenario; the default one where the set has no policy for its platform. */
function basePolicies(base: BaseEntrant): (open: OpenScenario) => Policy {
  if (base.is === 'policies') {
    const { byPlatform, form } = base;
    const policies = new Map(
      Object.entries(byPlatform).map(([platform, contents]) => [platform, learnedPolicy({ contents, form })]),
    );
    return ({ scenario }) => policies.get(scenario.platform) ?? DEFAULT_BASE;
  }
  if (base.is === 'rule') return ({ scenario }) => rulePolicy(base.rule, parametersOn(base, scenario));
  const policy = learnedPolicy(base);
  return () => policy;
}

function permutedContender({ name, base, features, pool }: PermutedEntrant): Contender {
  const policy = learnedPolicy(base);
  const contender: Contender = {
    ...underOwnBatching(policyContender('learned', policy, name), base.contents),
    begin: (_open, _sim, seed) => {
      const random = randomStream(seed, `permuted/${features.join()}`);
      const seen = new Int32Array(FEATURES.length);
      return (state, mask) => {
        const drawn = pool[random.below(pool.length)] ?? [];
        seen.set(state);
        features.forEach((feature, k) => {
          seen[feature] = drawn[k] ?? 0;
        });
        return policy.decide(seen, mask);
      };
    },
  };
  return whereLoaded(contender, base.contents);
}

function referenceContender({ name, base, options }: ReferenceEntrant): Contender {
  const baseOf = basePolicies(base);
  return {
    ...named(references(DEFAULT_BASE, options), name),
    begin: (open, sim, seed) => named(references(baseOf(open), options), name).begin(open, sim, seed),
  };
}

/** A policy meets batches as it was trained on, whatever the others meet. */
function underOwnBatching(contender: Contender, { batching }: PolicyFile): Contender {
  return batching ? { ...contender, batching: tableSizer(batching) } : contender;
}

function learnedPolicy({ contents, form }: Pick<PolicyEntrant, 'contents' | 'form'>): Policy {
  return form === 'integer' ? openPolicy(contents).decideInteger : createFloatPolicy(contents);
}

function named(contenders: readonly Contender[], name: string): Contender {
  const found = contenders.find((contender) => contender.name === name);
  if (!found) throw new Error(`no contender is called ${name}`);
  return found;
}

function learnedContender(entrant: PolicyEntrant): Contender {
  const { name, contents, variant } = entrant;
  const own = underOwnBatching(policyContender('learned', learnedPolicy(entrant), name), contents);
  return whereLoaded(contenderUnder(own, variant), contents);
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
      return contenderUnder(ruleContender(entrant), entrant.variant);
    case 'policy':
      return learnedContender(entrant);
    case 'policies':
      return setContender(entrant);
    case 'permuted':
      return permutedContender(entrant);
    case 'reference':
      return referenceContender(entrant);
    default:
      return entrant satisfies never;
  }
}
