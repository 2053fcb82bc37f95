import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Experiment } from '../../../src/experiment/experiment-file.js';
import type { TunedRulesFile } from '../../../src/tuning/tuned-rules-schema.js';
import type { Checkout } from '../checkout.js';

/** Scenarios of one machine: volatile load, faults, and CPU accounts. */
const PLATFORM = 'zen3-ptdma';
const SCENARIOS = ['zen3-ptdma/tiering-churn-v2', 'zen3-ptdma/faults-light-v2', 'zen3-ptdma/quota-light-v2'];

export function readJson<T>(checkout: Checkout, ...path: string[]): T {
  return JSON.parse(readFileSync(join(checkout.root, ...path), 'utf8')) as T;
}

export function writeJson(folder: string, name: string, contents: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(contents));
  return file;
}

function only<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

/** The suite's tuned rules as a file for the subset: its platform's setting is the one for all of it. */
function rulesFor(checkout: Checkout, folder: string): string {
  const saved = readJson<TunedRulesFile>(checkout, 'models', 'suite', 'rules.json');
  const rules = Object.entries(saved.rules).map(([name, rule]) => [
    name,
    { oneSetting: rule.byPlatform[PLATFORM], byPlatform: {}, byScenario: only(rule.byScenario, SCENARIOS) },
  ]);
  return writeJson(folder, 'rules.json', { ...saved, rules: Object.fromEntries(rules) });
}

/**
 * Part of the shipped suite as an experiment that trains and tunes nothing: the checkout's own policies, its tuned rules
 * and the references on three scenarios, one episode each.
 * @returns the file.
 */
export function writeSuiteSubset(checkout: Checkout, folder: string): string {
  const { format, rules, references } = readJson<Experiment & { format: string }>(
    checkout,
    'experiments',
    'suite.json',
  );
  const policy = (name: string) => join(checkout.root, 'models', 'suite', `${name}-s1.json`);
  return writeJson(folder, 'subset.json', {
    ...{ format, rules, references, name: 'bench-subset', scenarios: SCENARIOS, learners: [] },
    policies: ['universal', 'provider', 'hook-only'].map((as) => ({ as, policy: policy(as) })),
    batching: join(checkout.root, 'models', 'suite', 'batch-table.json'),
    tunedRules: rulesFor(checkout, folder),
    evaluation: { seeds: 1, seed: 101 },
  });
}
