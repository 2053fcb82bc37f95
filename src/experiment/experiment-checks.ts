import { normalize } from 'node:path';
import { z } from 'zod';
import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { parseWith } from '../core/schema.js';
import { scenarioNamed } from '../env/scenario-registry.js';
import { HEURISTICS } from '../heuristics/registry.js';
import { ACTIONS } from '../policy/action-table.js';
import { FEATURES } from '../policy/feature-table.js';
import type { ExperimentContents } from './experiment-schema.js';
import { fileStem, patternComplaint } from './policy-pattern.js';
import { checkVariants } from './variants.js';

/*
 * What a schema cannot say of an experiment: names are known and there once, parts fit together, and no two policies
 * share a file. Each check throws FoliotuneError `file-invalid` naming file, path, rule, value and the nearest valid name.
 */

/** Every name is known, and none is there twice. */
function checkNames(given: readonly string[], known: readonly string[], what: string, key: string, file: string): void {
  given.forEach((name, index) => {
    const place = { file, path: `${key}.${index}` };
    if (!known.includes(name)) {
      throw new FoliotuneError('file-invalid', `unknown ${what} "${name}"`, { ...place, hint: nameHint(name, known) });
    }
    if (given.indexOf(name) !== index) {
      throw new FoliotuneError('file-invalid', `${what} "${name}" is listed twice`, place);
    }
  });
}

function checkPlatform({ platform, scenarios }: ExperimentContents, file: string): void {
  scenarios.forEach((name, index) => {
    const own = scenarioNamed(name).platform;
    if (platform === undefined || own === platform) return;
    const rule = `is on platform "${own}", but the experiment is on "${platform}"`;
    throw new FoliotuneError('file-invalid', rule, { file, path: `scenarios.${index}` });
  });
}

/** Every setting fits its rule's schema, and the rule is listed. */
function checkRuleSettings({ rules, ruleSettings = {} }: ExperimentContents, file: string): void {
  for (const [rule, setting] of Object.entries(ruleSettings)) {
    const key = `ruleSettings.${rule}`;
    if (!rules.includes(rule)) {
      const hint = nameHint(rule, rules);
      throw new FoliotuneError('file-invalid', `"${rule}" is not among the rules`, { file, path: key, hint });
    }
    parseWith(z.strictObject({ [key]: HEURISTICS.get(rule).schema }), { [key]: setting }, file);
  }
}

/** Rules that are read are not tuned. */
function checkTunedRules({ tunedRules, tuneDecisions }: ExperimentContents, file: string): void {
  if (tunedRules === undefined || tuneDecisions === undefined) return;
  const rule = `has no effect beside "tunedRules": nothing is tuned, got ${tuneDecisions}`;
  throw new FoliotuneError('file-invalid', rule, { file, path: 'tuneDecisions', hint: 'leave one of them out' });
}

/** Two learners must not write one file, nor two trainings of one. */
function checkPolicyFiles({ scenarios, learners, policies }: ExperimentContents, file: string): void {
  const platforms = [...new Set(scenarios.map((name) => scenarioNamed(name).platform))];
  const stem = platforms.map(fileStem).find((one, index, all) => all.indexOf(one) !== index);
  learners.forEach(({ policy, per }, index) => {
    if (per !== undefined && stem !== undefined) {
      const rule = `two platforms are called "${stem}", and would share a policy's file`;
      throw new FoliotuneError('file-invalid', rule, { file, path: `learners.${index}.per` });
    }
    if (learners.findIndex((other) => normalize(other.policy) === normalize(policy)) === index) return;
    const rule = `"${policy}" is another learner's policy too`;
    throw new FoliotuneError('file-invalid', rule, { file, path: `learners.${index}.policy` });
  });
  for (const [key, groups] of Object.entries({ learners, policies })) {
    groups.forEach((group, index) => {
      const complaint = patternComplaint(group);
      if (complaint) throw new FoliotuneError('file-invalid', complaint, { file, path: `${key}.${index}.policy` });
    });
  }
}

function checkSeeds({ learners }: ExperimentContents, file: string): void {
  learners.forEach(({ seed, seeds = [] }, index) => {
    const place = { file, path: `learners.${index}.seeds` };
    if ((seed === undefined) === (seeds.length === 0)) {
      throw new FoliotuneError('file-invalid', 'wants either "seed" or "seeds"', place);
    }
    if (new Set(seeds).size !== seeds.length) throw new FoliotuneError('file-invalid', 'a seed is listed twice', place);
  });
}

/** Known bases, valid variations, nothing twice, and nothing generalised to that was trained on. */
function checkScenarios({ scenarios, generalisation, learners }: ExperimentContents, file: string): void {
  const more = learners.map(({ alsoOn = [] }, index) => [`learners.${index}.alsoOn`, alsoOn] as const);
  for (const [key, names] of [...Object.entries({ scenarios, generalisation }), ...more]) {
    names.forEach((name, index) => {
      const place = { file, path: `${key}.${index}` };
      try {
        scenarioNamed(name);
      } catch (error) {
        if (!(error instanceof FoliotuneError)) throw error;
        throw new FoliotuneError('file-invalid', error.message, { ...error.place, ...place });
      }
    });
  }
  const all = [...scenarios, ...generalisation];
  checkNames(scenarios, all, 'scenario', 'scenarios', file);
  checkNames(generalisation, all, 'scenario', 'generalisation', file);
  generalisation.forEach((name, index) => {
    if (!scenarios.includes(name) && !more.some(([, names]) => names.includes(name))) return;
    const rule = `"${name}" is trained on, it shows no generalisation`;
    throw new FoliotuneError('file-invalid', rule, { file, path: `generalisation.${index}` });
  });
}

/** @param file what messages call the experiment. */
export function checkContents(contents: ExperimentContents, file: string): void {
  const featureNames = FEATURES.map(({ name }) => name);
  const actionNames = ACTIONS.map(({ name }) => name);
  checkScenarios(contents, file);
  checkNames(contents.rules, HEURISTICS.names, 'rule', 'rules', file);
  checkNames(contents.features ?? [], featureNames, 'feature', 'features', file);
  checkNames(contents.actions ?? [], actionNames, 'action', 'actions', file);
  checkRuleSettings(contents, file);
  checkTunedRules(contents, file);
  contents.learners.forEach(({ features = [], actions = [] }, index) => {
    checkNames(features, featureNames, 'feature', `learners.${index}.features`, file);
    checkNames(actions, actionNames, 'action', `learners.${index}.actions`, file);
  });
  checkPlatform(contents, file);
  checkSeeds(contents, file);
  checkVariants(contents, file);
  checkPolicyFiles(contents, file);
}
