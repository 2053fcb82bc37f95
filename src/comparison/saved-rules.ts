import { resolve } from 'node:path';
import { z } from 'zod';
import { contentHash } from '../core/canonical-json.js';
import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { parseWith } from '../core/schema.js';
import type { RuleParameters } from '../episodes/entrant.js';
import type { Experiment } from '../experiment/experiment-file.js';
import { platformsOf } from '../experiment/machines.js';
import { HEURISTICS } from '../heuristics/registry.js';
import type { TunedRule } from '../tuning/tune-rules.js';
import { readTunedRules } from '../tuning/tuned-rules-file.js';
import type { FoundSetting, TunedRuleEntry, TunedRulesFile } from '../tuning/tuned-rules-schema.js';

/** Where settings of rules were read, and how they had been found. */
export interface RulesOrigin extends Pick<TunedRulesFile, 'command' | 'seed' | 'budget' | 'platform' | 'batching'> {
  /** As the experiment names it. */
  readonly file: string;
  /** Of the contents. */
  readonly hash: string;
}

/** An experiment's rules as a file has them. */
export interface SavedRules {
  readonly origin: RulesOrigin;
  readonly tuned: readonly TunedRule[];
}

type Named = Pick<Experiment, 'name' | 'scenarios' | 'rules' | 'ruleSettings' | 'tunedRules'>;

const commandHint = ({ name }: Named): string => `foliotune tune ${name} --rules --decisions N`;

function readFile(experiment: Named, file: string): TunedRulesFile {
  try {
    return readTunedRules(file);
  } catch (error) {
    if (!(error instanceof FoliotuneError) || error.code !== 'file-unreadable') throw error;
    const hint = `make it first: ${commandHint(experiment)}`;
    throw new FoliotuneError(error.code, 'cannot read the tuned rules', { file, hint }, { cause: error });
  }
}

interface Place {
  readonly experiment: Named;
  readonly file: string;
}

/** The file has what the experiment has, no more and no less: else it was made for another one. */
function checkSame(given: object, wanted: readonly string[], what: string, path: string, place: Place): void {
  const names = Object.keys(given);
  for (const name of names.filter((one) => !wanted.includes(one))) {
    const rule = `${place.experiment.name} has no ${what} "${name}"`;
    throw new FoliotuneError('file-invalid', rule, { file: place.file, path, hint: nameHint(name, wanted) });
  }
  for (const name of wanted.filter((one) => !names.includes(one))) {
    const hint = `tune again: ${commandHint(place.experiment)}`;
    throw new FoliotuneError('file-invalid', `lacks ${what} "${name}"`, { file: place.file, path, hint });
  }
}

/** Every setting fits its rule's schema. */
function checkSettings(rule: string, { oneSetting, byPlatform, byScenario }: TunedRuleEntry, file: string): void {
  const { schema } = HEURISTICS.get(rule);
  const all: readonly (readonly [string, FoundSetting])[] = [
    ['oneSetting', oneSetting],
    ...Object.entries(byPlatform).map(([name, found]) => [`byPlatform.${name}`, found] as const),
    ...Object.entries(byScenario).map(([name, found]) => [`byScenario.${name}`, found] as const),
  ];
  for (const [where, { parameters }] of all) {
    const key = `rules.${rule}.${where}.parameters`;
    parseWith(z.strictObject({ [key]: schema }), { [key]: parameters }, file);
  }
}

function checkContents({ rules }: TunedRulesFile, place: Place): void {
  const { scenarios, rules: names } = place.experiment;
  const platforms = platformsOf(scenarios);
  checkSame(rules, names, 'rule', 'rules', place);
  for (const [rule, entry] of Object.entries(rules)) {
    checkSame(entry.byPlatform, platforms.length > 1 ? platforms : [], 'platform', `rules.${rule}.byPlatform`, place);
    checkSame(entry.byScenario, scenarios, 'scenario', `rules.${rule}.byScenario`, place);
    checkSettings(rule, entry, place.file);
  }
}

function valuesOf<T>(found: Readonly<Record<string, FoundSetting>>, value: (one: FoundSetting) => T) {
  return Object.fromEntries(Object.entries(found).map(([name, one]) => [name, value(one)]));
}

function tunedRule(rule: string, entry: TunedRuleEntry, defaults: RuleParameters): TunedRule {
  const { oneSetting, byPlatform, byScenario } = entry;
  const parametersOf = ({ parameters }: FoundSetting): RuleParameters => parameters;
  const spentOn = ({ decisions }: FoundSetting): number => decisions;
  return {
    ...{ rule, defaults, oneSetting: oneSetting.parameters },
    byPlatform: valuesOf(byPlatform, parametersOf),
    byScenario: valuesOf(byScenario, parametersOf),
    settings: oneSetting.settings,
    decisions: oneSetting.decisions,
    ownSearches: { byPlatform: valuesOf(byPlatform, spentOn), byScenario: valuesOf(byScenario, spentOn) },
    trials: [],
  };
}

/**
 * The tuned rules of the file that an experiment names; undefined where it names none.
 * @throws FoliotuneError `file-unreadable` with the command that makes the file, or `file-invalid` where it has other
 * rules, platforms or scenarios than the experiment, or a setting that does not fit its rule.
 */
export function readSavedRules(experiment: Named, cwd: string): SavedRules | undefined {
  const { tunedRules, rules, ruleSettings = {} } = experiment;
  if (tunedRules === undefined) return undefined;
  const file = resolve(cwd, tunedRules);
  const contents = readFile(experiment, file);
  checkContents(contents, { experiment, file });
  const { command, seed, budget, platform, batching } = contents;
  const tuned = rules.flatMap((rule) => {
    const entry = contents.rules[rule];
    return entry ? [tunedRule(rule, entry, ruleSettings[rule] ?? HEURISTICS.get(rule).defaults)] : [];
  });
  const origin = { file: tunedRules, hash: contentHash(contents), command, seed, budget, platform, batching };
  return { origin, tuned };
}
