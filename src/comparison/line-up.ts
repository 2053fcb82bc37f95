import { FoliotuneError } from '../core/errors.js';
import {
  type BaseEntrant,
  type Entrant,
  EXHAUSTIVE_ENTRANT,
  FIXED_ENTRANTS,
  floatName,
  KERNEL_ENTRANT,
  kindOf,
  type PolicyEntrant,
  type RuleEntrant,
  type RuleParameters,
  referenceEntrants,
} from '../episodes/entrant.js';
import type { Entered } from '../evaluation/result-table.js';
import type { Experiment } from '../experiment/experiment-file.js';
import { underVariants } from '../experiment/variants.js';
import type { LookaheadOptions } from '../heuristics/references/lookahead.js';
import type { TunedRule } from '../tuning/tune-rules.js';
import type { GroupMember, LearnedGroup } from './learned-group.js';

/** How a rule is called with its parameters tuned: once, for each platform, for each scenario. */
export const tunedName = (rule: string): string => `${rule}/tuned`;
export const perPlatformName = (rule: string): string => `${rule}/tuned-per-platform`;
export const perScenarioName = (rule: string): string => `${rule}/tuned-per-scenario`;

/** Who meets in a comparison, by the part they play in it. */
export interface LineUp {
  /** Rules as an expert would ship them: defaults and one tuned setting. */
  readonly oneSetting: readonly RuleEntrant[];
  /** Rules that may be set for each platform; none where there is one platform. */
  readonly perPlatform: readonly RuleEntrant[];
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

function entered({ rule, defaults, oneSetting, byPlatform, byScenario }: TunedRule) {
  const called = (name: string, parameters: RuleParameters): RuleEntrant => ({ is: 'rule', name, rule, parameters });
  return {
    asGiven: called(rule, defaults),
    tuned: called(tunedName(rule), oneSetting),
    perPlatform: { ...called(perPlatformName(rule), oneSetting), byPlatform },
    perScenario: { ...called(perScenarioName(rule), oneSetting), byScenario },
  };
}

/** @throws FoliotuneError where the rule that is to be the base is not among the experiment's. */
function baseRule(oneSetting: readonly RuleEntrant[], rule: string): RuleEntrant {
  const found = oneSetting.find(({ name }) => name === tunedName(rule));
  if (found) return found;
  const hint = `list "${rule}" under "rules"`;
  throw new FoliotuneError('usage', `the references need the rule "${rule}" as their base`, { hint });
}

/** A policy that is trained once is judged in floating point, too; of several only their changed decisions are counted. */
export function standsAlone({ members }: LearnedGroup): boolean {
  return members.length === 1 && members[0]?.entrant.is === 'policy';
}

/** The policy of a training that is one for everything. */
function aloneIn({ entrant }: GroupMember): PolicyEntrant[] {
  return entrant.is === 'policy' ? [entrant] : [];
}

export function lineUp(
  experiment: Pick<Experiment, 'references' | 'batchCaps' | 'dmaInterfaces'>,
  tuned: readonly TunedRule[],
  learned: readonly LearnedGroup[],
): LineUp {
  const { references } = experiment;
  const rules = tuned.map(entered);
  const oneSetting = rules.flatMap(({ asGiven, tuned: one }) => [asGiven, one]);
  const first = references.base === 'policy' ? learned[0]?.members[0]?.entrant : undefined;
  const base: BaseEntrant = first ?? baseRule(oneSetting, 'three-parameter');
  const { horizonMs, width, samples, arrivals } = references;
  const options: LookaheadOptions = { kind: 'resampled', horizonMs, width, samples, arrivals };
  const alone = learned.filter(standsAlone).flatMap(({ members }) => members.flatMap(aloneIn));
  return {
    oneSetting,
    perPlatform: rules
      .map(({ perPlatform }) => perPlatform)
      .filter(({ byPlatform }) => Object.keys(byPlatform).length > 1),
    perScenario: rules.map(({ perScenario }) => perScenario),
    learned,
    floatForms: alone.map((one) => ({ ...one, name: floatName(one.name), form: 'float' })),
    variants: underVariants([...rules.map(({ tuned: one }) => one), ...alone], experiment),
    references: referenceEntrants(base, options),
    base: base.name,
  };
}

/** The rules, each followed by its settings for each platform and each scenario. */
function rulesOf({ oneSetting, perPlatform, perScenario }: LineUp): readonly RuleEntrant[] {
  return oneSetting.flatMap((one) => {
    const own = [...perPlatform, ...perScenario].filter(({ rule }) => rule === one.rule);
    return [one, ...(one.name === tunedName(one.rule) ? own : [])];
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
