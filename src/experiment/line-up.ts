import { FoliotuneError } from '../core/errors.js';
import type { LookaheadOptions } from '../heuristics/references/lookahead.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import {
  type Entrant,
  EXHAUSTIVE_ENTRANT,
  FIXED_ENTRANTS,
  KERNEL_ENTRANT,
  policyEntrant,
  type RuleEntrant,
  referenceEntrants,
} from './entrant.js';
import type { Experiment } from './experiment-file.js';
import type { TunedRule } from './tune-rules.js';
import { underVariants } from './variants.js';

/** How a rule is called with its parameters tuned. */
const TUNED = '/tuned';
const TUNED_PER_SCENARIO = '/tuned-per-scenario';

/** Who meets in a comparison, by the part they play in it. */
export interface LineUp {
  /** Rules as an expert would ship them: defaults and one tuned setting. */
  readonly oneSetting: readonly RuleEntrant[];
  readonly perScenario: readonly RuleEntrant[];
  /** Learned policies in the form that is exported, and in the form that was trained. */
  readonly learned: readonly Entrant[];
  readonly floatForms: readonly Entrant[];
  /** Tuned rules and learned policies under what the experiment opens: no part of a verdict. */
  readonly variants: readonly Entrant[];
  readonly references: readonly Entrant[];
  /** Who decides for the references what they do not try. */
  readonly base: string;
}

function entered({ rule, defaults, oneSetting, byScenario }: TunedRule): [RuleEntrant, RuleEntrant, RuleEntrant] {
  return [
    { is: 'rule', name: rule, rule, parameters: defaults },
    { is: 'rule', name: rule + TUNED, rule, parameters: oneSetting },
    { is: 'rule', name: rule + TUNED_PER_SCENARIO, rule, parameters: oneSetting, byScenario },
  ];
}

/** @throws FoliotuneError where the rule that is to be the base is not among the experiment's. */
function baseRule(oneSetting: readonly RuleEntrant[], rule: string): RuleEntrant {
  const found = oneSetting.find(({ name }) => name === rule + TUNED);
  if (found) return found;
  const hint = `list "${rule}" under "rules"`;
  throw new FoliotuneError('usage', `the references need the rule "${rule}" as their base`, { hint });
}

export function lineUp(
  experiment: Pick<Experiment, 'references' | 'batchCaps' | 'dmaInterfaces'>,
  tuned: readonly TunedRule[],
  policies: readonly PolicyFile[],
): LineUp {
  const { references } = experiment;
  const rules = tuned.map(entered);
  const oneSetting = rules.flatMap((settings) => settings.slice(0, 2));
  const learned = policies.map((contents) => policyEntrant(contents));
  const first = references.base === 'policy' ? learned[0] : undefined;
  const base = first ?? baseRule(oneSetting, 'three-parameter');
  const { horizonMs, width, samples } = references;
  const options: LookaheadOptions = { kind: 'resampled', horizonMs, width, samples };
  return {
    oneSetting,
    perScenario: rules.map(([, , perScenario]) => perScenario),
    learned,
    floatForms: policies.map((contents) => policyEntrant(contents, 'float')),
    variants: underVariants([...rules.map(([, oneTuned]) => oneTuned), ...learned], experiment),
    references: referenceEntrants(base, options),
    base: base.name,
  };
}

/** Everybody, in the order of the tables. */
export function everybody(line: LineUp): readonly Entrant[] {
  const { oneSetting, perScenario, learned, floatForms, variants, references } = line;
  const rules = oneSetting.flatMap((one) => {
    const own = one.name.endsWith(TUNED) ? perScenario.filter(({ rule }) => rule === one.rule) : [];
    return [one, ...own];
  });
  return [
    KERNEL_ENTRANT,
    ...FIXED_ENTRANTS,
    ...rules,
    ...learned,
    ...variants,
    ...floatForms,
    EXHAUSTIVE_ENTRANT,
    ...references,
  ];
}
