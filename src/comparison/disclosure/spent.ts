import { canonicalJson } from '../../core/canonical-json.js';
import type { TunedRule } from '../../tuning/tune-rules.js';
import { type LearnedGroup, trainingDecisions, trialDecisions } from '../learned-group.js';
import { perPlatformName, perScenarioName, tunedName } from '../line-up.js';

/** Simulated decisions that somebody's parameters were found with. */
export interface Spent {
  readonly name: string;
  /** All of each of its trainings, on copies of the simulator too. */
  readonly decisions: number;
  /** Of them, those taken on copies to try actions. */
  readonly trialDecisions: number;
  readonly trainings: number;
  /** Settings that were tried, the author's own among them, and whether that one was kept; of a single search alone. */
  readonly settings?: { readonly tried: number; readonly own: boolean };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** A rule's search; several where platforms and scenarios were searched by themselves, all of a kind together. */
function spentOnRule({ rule, decisions, ownSearches, settings, oneSetting, defaults }: TunedRule): Spent[] {
  const { byPlatform = {}, byScenario = {} } = ownSearches ?? {};
  const own = canonicalJson(oneSetting) === canonicalJson(defaults);
  const searches: readonly (readonly [string, readonly number[]])[] = [
    [tunedName(rule), [decisions]],
    [perPlatformName(rule), Object.values(byPlatform)],
    [perScenarioName(rule), Object.values(byScenario)],
  ];
  return searches
    .filter(([, each]) => each.length > 0)
    .map(([name, each]) => ({
      ...{ name, decisions: sum(each), trialDecisions: 0, trainings: 1 },
      ...(name === tunedName(rule) && { settings: { tried: settings, own } }),
    }));
}

export function spentBy(groups: readonly LearnedGroup[], tuned: readonly TunedRule[]): Spent[] {
  const learned = groups.map((group) => ({
    ...{ name: group.name, decisions: trainingDecisions(group), trialDecisions: trialDecisions(group) },
    trainings: group.members.length,
  }));
  return [...learned, ...tuned.flatMap(spentOnRule)];
}
