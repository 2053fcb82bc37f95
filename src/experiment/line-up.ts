import { FoliotuneError } from '../core/errors.js';
import type { Entered } from '../evaluation/result-table.js';
import type { LookaheadOptions } from '../heuristics/references/lookahead.js';
import {
  type BaseEntrant,
  type Entrant,
  EXHAUSTIVE_ENTRANT,
  FIXED_ENTRANTS,
  KERNEL_ENTRANT,
  kindOf,
  policyEntrant,
  type RuleEntrant,
  referenceEntrants,
} from './entrant.js';
import type { Experiment } from './experiment-file.js';
import type { LearnedGroup } from './learned-group.js';
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
  /** Learned policies in the form that is exported, and those that stand alone in the form that was trained. */
  readonly learned: readonly LearnedGroup[];
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

/** A policy that is trained once is judged in floating point, too; of several only their changed decisions are counted. */
export function standsAlone({ members }: LearnedGroup): boolean {
  return members.length === 1 && members[0]?.entrant.is === 'policy';
}

export function lineUp(
  experiment: Pick<Experiment, 'references' | 'batchCaps' | 'dmaInterfaces'>,
  tuned: readonly TunedRule[],
  learned: readonly LearnedGroup[],
): LineUp {
  const { references } = experiment;
  const rules = tuned.map(entered);
  const oneSetting = rules.flatMap((settings) => settings.slice(0, 2));
  const first = references.base === 'policy' ? learned[0]?.members[0]?.entrant : undefined;
  const base: BaseEntrant = first ?? baseRule(oneSetting, 'three-parameter');
  const { horizonMs, width, samples, arrivals } = references;
  const options: LookaheadOptions = { kind: 'resampled', horizonMs, width, samples, arrivals };
  const alone = learned.filter(standsAlone).flatMap(({ members }) => members.flatMap(({ files }) => files));
  return {
    oneSetting,
    perScenario: rules.map(([, , perScenario]) => perScenario),
    learned,
    floatForms: alone.map((contents) => policyEntrant(contents, 'float')),
    variants: underVariants(
      [...rules.map(([, oneTuned]) => oneTuned), ...alone.map((contents) => policyEntrant(contents))],
      experiment,
    ),
    references: referenceEntrants(base, options),
    base: base.name,
  };
}

/** The rules, each followed by its setting for each scenario. */
function rulesOf({ oneSetting, perScenario }: LineUp): readonly RuleEntrant[] {
  return oneSetting.flatMap((one) => {
    const own = one.name.endsWith(TUNED) ? perScenario.filter(({ rule }) => rule === one.rule) : [];
    return [one, ...own];
  });
}

/** Everybody who runs. */
export function everybody(line: LineUp): readonly Entrant[] {
  const learned = line.learned.flatMap(({ members }) => members.map(({ entrant }) => entrant));
  const learners = [...learned, ...line.floatForms, EXHAUSTIVE_ENTRANT, ...line.references];
  return [KERNEL_ENTRANT, ...FIXED_ENTRANTS, ...rulesOf(line), ...line.variants, ...learners];
}

/** Everybody who is judged, in the order of the tables: the trainings of a policy together. */
export function judged(line: LineUp): readonly Entered[] {
  const single = (entrant: Entrant): Entered => ({ name: entrant.name, kind: kindOf(entrant) });
  const groups = line.learned.map(({ name, members }): Entered => {
    if (members.length === 1 && members[0]?.entrant.name === name) return { name, kind: 'learned' };
    return { name, kind: 'learned', members: members.map(({ entrant }) => entrant.name) };
  });
  return [
    ...[KERNEL_ENTRANT, ...FIXED_ENTRANTS, ...rulesOf(line)].map(single),
    ...groups,
    ...line.variants.map(single),
    ...[...line.floatForms, EXHAUSTIVE_ENTRANT, ...line.references].map(single),
  ];
}
