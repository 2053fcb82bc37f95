import { resolve } from 'node:path';
import { FoliotuneError } from '../core/errors.js';
import { openScenarios } from '../env/scenario-registry.js';
import type { Comparison } from '../evaluation/comparison.js';
import { best, type Scored, type Verdict, verdictOn } from '../evaluation/verdict.js';
import { loadPlatform } from '../platform/load.js';
import { quantitiesOf } from '../platform/quantities.js';
import { loadPolicy } from '../policy/policy-file.js';
import type { PolicyFile } from '../policy/policy-schema.js';
import type { Store } from '../store/store.js';
import { type Entrant, FIXED_ENTRANTS, KERNEL_ENTRANT, learnedName } from './entrant.js';
import type { EpisodeHooks } from './episode-threads.js';
import type { Experiment } from './experiment-file.js';
import { everybody, type LineUp, lineUp } from './line-up.js';
import { provenance } from './provenance.js';
import { type QuantisationCost, quantisationCost } from './quantisation-cost.js';
import { evaluationRows, runSuite } from './run-comparison.js';
import { recordRun } from './run-record.js';
import { platformOf } from './train.js';
import { type TunedRule, tuneRules } from './tune-rules.js';
import { variantNotes } from './variants.js';

/** Budget of each rule's tuning where no learner sets one. */
const TUNE_DECISIONS = 60_000;

export interface CompareHooks extends EpisodeHooks {
  /** Called when a part of the work begins. */
  onPart?(part: 'tuning' | 'episodes'): void;
}

/** How much of a platform is measured, and how much is not. */
export interface PlatformTrust {
  readonly platform: string;
  readonly quantities: number;
  /** Numbers by their origin: measured, specified, fitted, assumed. */
  readonly byKind: Readonly<Record<string, number>>;
}

/** Simulated decisions that somebody's parameters were found with. */
export interface Spent {
  readonly name: string;
  /** All of them, on copies of the simulator too. */
  readonly decisions: number;
  /** Of them, those taken on copies to try actions. */
  readonly trialDecisions: number;
}

export interface CompareReport {
  readonly runId: number;
  readonly experiment: string;
  readonly comparison: Comparison;
  readonly verdict: Verdict;
  /** The best rule where each scenario may have its own setting; null without rules or scores. */
  readonly bestPerScenarioRule: { readonly name: string; readonly iqm: number } | null;
  readonly tuned: readonly TunedRule[];
  readonly spent: readonly Spent[];
  readonly quantisation: readonly QuantisationCost[];
  readonly references: Experiment['references'] & { readonly baseName: string };
  readonly trust: readonly PlatformTrust[];
  readonly notes: readonly string[];
}

/** The policies that an experiment's training wrote. @throws FoliotuneError where one is missing or unusable. */
export function readPolicies(experiment: Experiment, cwd: string): PolicyFile[] {
  return experiment.learners.map(({ policy }) => {
    const file = resolve(cwd, policy);
    try {
      return loadPolicy(file).contents;
    } catch (error) {
      if (!(error instanceof FoliotuneError) || error.code !== 'file-unreadable') throw error;
      const hint = `train it first: foliotune train ${experiment.name}`;
      throw new FoliotuneError(error.code, 'cannot read the policy', { file, hint }, { cause: error });
    }
  });
}

function platformTrust(name: string): PlatformTrust {
  const quantities = quantitiesOf(loadPlatform(name));
  const byKind: Record<string, number> = {};
  for (const { quantity } of quantities) byKind[quantity.kind] = (byKind[quantity.kind] ?? 0) + 1;
  return { platform: name, quantities: quantities.length, byKind };
}

/** Policies that meet another machine than they were trained on. */
async function platformNotes(policies: readonly PolicyFile[], scenarios: readonly string[]): Promise<string[]> {
  const here = platformOf(await openScenarios(scenarios));
  return policies
    .filter(({ platform }) => platform.hash !== here.hash)
    .map((policy) => {
      const trained = `${policy.platform.name} (${policy.platform.hash})`;
      return `${learnedName(policy)} was trained on ${trained}, this is ${here.name} (${here.hash})`;
    });
}

function scored(comparison: Comparison, entrants: readonly Entrant[]): Scored[] {
  return entrants.map(({ name }) => ({ name, scores: comparison.scores.get(name) ?? [] }));
}

/** Whoever needs one setting only: a migrator for everything is a rule too, and so is today's kernel. */
function opponents({ oneSetting }: LineUp): readonly Entrant[] {
  return [KERNEL_ENTRANT, ...FIXED_ENTRANTS, ...oneSetting];
}

function bestPerScenario(comparison: Comparison, { perScenario }: LineUp): CompareReport['bestPerScenarioRule'] {
  const found = best(scored(comparison, perScenario).filter(({ scores }) => scores.length > 0));
  const iqm = comparison.policies.find(({ name }) => name === found?.name)?.score.iqm ?? null;
  return found && iqm !== null ? { name: found.name, iqm } : null;
}

/** Without the float forms, which no engine runs: what they cost is said by `quantisation`. */
function withoutFloatForms(comparison: Comparison, { floatForms }: LineUp): Comparison {
  const names = floatForms.map(({ name }) => name);
  return { ...comparison, policies: comparison.policies.filter(({ name }) => !names.includes(name)) };
}

function spentBy(policies: readonly PolicyFile[], tuned: readonly TunedRule[]): Spent[] {
  return [
    ...policies.map((policy) => {
      const { decisions, trialDecisions } = policy.training;
      return { name: learnedName(policy), decisions, trialDecisions: trialDecisions ?? 0 };
    }),
    ...tuned.map(({ rule, decisions }) => ({ name: `${rule}/tuned`, decisions, trialDecisions: 0 })),
  ];
}

/** Tunes the rules, runs everybody on the held-back episodes, records all of it and draws the verdict. */
export async function compareExperiment(
  store: Store,
  experiment: Experiment,
  policies: readonly PolicyFile[],
  hooks: CompareHooks = {},
): Promise<CompareReport> {
  const { name, scenarios, rules, ruleSettings: settings, evaluation, references } = experiment;
  const learned = policies.map(({ training }) => training.decisions);
  const budget = experiment.tuneDecisions ?? (learned.length > 0 ? Math.max(...learned) : TUNE_DECISIONS);
  const made = await provenance(false);
  const notes = [...(await platformNotes(policies, scenarios)), ...variantNotes(experiment)];
  const trust = [...new Set((await openScenarios(scenarios)).map(({ scenario }) => scenario.platform))];
  const subject = { kind: 'compare', experiment: name, config: experiment, seed: evaluation.seed, provenance: made };
  const isStopped = () => hooks.shouldStop?.() ?? false;
  return recordRun(store, { ...subject, kind: 'compare' }, isStopped, async (runId) => {
    hooks.onPart?.('tuning');
    const tuned = await tuneRules({ rules, scenarios, budget, settings, seed: evaluation.seed }, hooks);
    const line = lineUp(experiment, tuned, policies);
    const entrants = everybody(line);
    hooks.onPart?.('episodes');
    const { comparison, results, decisions } = await runSuite({ scenarios, entrants, evaluation }, hooks);
    store.transaction(() => {
      for (const trial of tuned.flatMap(({ trials }) => trials)) store.tuningTrials.add({ runId, ...trial });
      store.evaluations.add(evaluationRows(runId, results, entrants));
    });
    const quantisation: QuantisationCost[] = [];
    for (const policy of policies) quantisation.push(await quantisationCost(policy, comparison, evaluation));
    const result: CompareReport = {
      runId,
      experiment: name,
      comparison: withoutFloatForms(comparison, line),
      verdict: verdictOn(scored(comparison, line.learned), scored(comparison, opponents(line)), evaluation.seed),
      bestPerScenarioRule: bestPerScenario(comparison, line),
      tuned,
      spent: spentBy(policies, tuned),
      quantisation,
      references: { ...references, baseName: line.base },
      trust: trust.map(platformTrust),
      notes,
    };
    const tuning = tuned.reduce((sum, one) => sum + one.decisions, 0);
    return { result, decisions: decisions + tuning, status: 'finished' };
  });
}
