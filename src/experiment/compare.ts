import { contentHash } from '../core/canonical-json.js';
import { openScenarios } from '../env/scenario-registry.js';
import type { Comparison } from '../evaluation/comparison.js';
import { type Roofline, roofline } from '../evaluation/roofline.js';
import { best, type Verdict, verdictOn } from '../evaluation/verdict.js';
import type { BatchTable } from '../migration/batch-table.js';
import { loadPlatform } from '../platform/load.js';
import { quantitiesOf } from '../platform/quantities.js';
import type { Store } from '../store/store.js';
import { batchingNotes } from './batching-notes.js';
import { learnedName } from './entrant.js';
import type { EpisodeHooks } from './episode-threads.js';
import type { Experiment } from './experiment-file.js';
import type { LearnedGroup } from './learned-group.js';
import { everybody, judged, type LineUp, lineUp, standsAlone } from './line-up.js';
import { provenance } from './provenance.js';
import { type QuantisationCost, quantisationCost } from './quantisation-cost.js';
import { evaluationRows, runSuite } from './run-comparison.js';
import { recordRun } from './run-record.js';
import { platformOf } from './train.js';
import { platformsOf } from './training-plan.js';
import { type TunedRule, tuneRules } from './tune-rules.js';
import { variantNotes } from './variants.js';
import { opponents, type PartVerdicts, partVerdicts, scoredOn } from './verdicts.js';

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
  /** All of each of its trainings, on copies of the simulator too. */
  readonly decisions: number;
  /** Of them, those taken on copies to try actions. */
  readonly trialDecisions: number;
  readonly trainings: number;
}

export interface CompareReport {
  readonly runId: number;
  readonly experiment: string;
  readonly comparison: Comparison;
  /** The same on scenarios that nothing was trained or tuned on; null without any. */
  readonly generalisation: { readonly comparison: Comparison; readonly parts: readonly PartVerdicts[] } | null;
  readonly verdict: Verdict;
  /** Each learned policy against the best rule, on the suite and on its parts. */
  readonly parts: readonly PartVerdicts[];
  /** The best rule where each scenario may have its own setting; null without rules or scores. */
  readonly bestPerScenarioRule: { readonly name: string; readonly iqm: number } | null;
  /** The physical limit of throughput on each scenario. */
  readonly rooflines: readonly Roofline[];
  readonly tuned: readonly TunedRule[];
  readonly spent: readonly Spent[];
  readonly quantisation: readonly QuantisationCost[];
  readonly references: Experiment['references'] & { readonly baseName: string };
  readonly trust: readonly PlatformTrust[];
  /** How batches were cut for everybody but the kernel; null where as the offload series does. */
  readonly batching: BatchTable | null;
  readonly notes: readonly string[];
}

function platformTrust(name: string): PlatformTrust {
  const quantities = quantitiesOf(loadPlatform(name));
  const byKind: Record<string, number> = {};
  for (const { quantity } of quantities) byKind[quantity.kind] = (byKind[quantity.kind] ?? 0) + 1;
  return { platform: name, quantities: quantities.length, byKind };
}

/** Policies that meet another machine than they were trained on. */
async function platformNotes(groups: readonly LearnedGroup[], scenarios: readonly string[]): Promise<string[]> {
  const here = platformOf(await openScenarios(scenarios));
  const known = new Map(platformsOf(scenarios).map((name) => [name, contentHash(loadPlatform(name))]));
  const files = groups.flatMap(({ members }) => members.flatMap((member) => member.files));
  return files
    .filter(({ platform }) => platform.hash !== here.hash && platform.hash !== known.get(platform.name))
    .map((policy) => {
      const trained = `${policy.platform.name} (${policy.platform.hash})`;
      return `${learnedName(policy)} was trained on ${trained}, this is ${here.name} (${here.hash})`;
    });
}

function bestPerScenario(comparison: Comparison, { perScenario }: LineUp): CompareReport['bestPerScenarioRule'] {
  const names = perScenario.map(({ name }) => name);
  const found = best(scoredOn(comparison, names, comparison.scenarios).filter(({ scores }) => scores.length > 0));
  const iqm = comparison.policies.find(({ name }) => name === found?.name)?.score.iqm ?? null;
  return found && iqm !== null ? { name: found.name, iqm } : null;
}

/** Without the float forms, which no engine runs: what they cost is said by `quantisation`. */
function withoutFloatForms(comparison: Comparison, { floatForms }: LineUp): Comparison {
  const names = floatForms.map(({ name }) => name);
  return { ...comparison, policies: comparison.policies.filter(({ name }) => !names.includes(name)) };
}

function spentBy(groups: readonly LearnedGroup[], tuned: readonly TunedRule[]): Spent[] {
  return [
    ...groups.map(({ name, members }) => ({
      name,
      decisions: decisionsOf(members),
      trialDecisions: trialDecisionsOf(members),
      trainings: members.length,
    })),
    ...tuned.map(({ rule, decisions }) => ({ name: `${rule}/tuned`, decisions, trialDecisions: 0, trainings: 1 })),
  ];
}

/** Of one training of a group, all its platforms together; the most of any. */
function trialDecisionsOf(members: LearnedGroup['members']): number {
  return Math.max(0, ...members.flatMap(({ files }) => files.map(({ training }) => training.trialDecisions ?? 0)));
}

function decisionsOf(members: LearnedGroup['members']): number {
  const each = members.map(({ files }) => files.reduce((sum, { training }) => sum + training.decisions, 0));
  return Math.max(0, ...each);
}

/** What deciding in integers costs: in score where the float form ran, else in changed decisions. */
async function quantisationOf(groups: readonly LearnedGroup[], comparison: Comparison, { evaluation }: Experiment) {
  const costs: QuantisationCost[] = [];
  for (const { members } of groups.filter(standsAlone)) {
    for (const contents of members.flatMap(({ files }) => files)) {
      costs.push(await quantisationCost(contents, comparison, evaluation));
    }
  }
  return costs;
}

/** Tunes the rules, runs everybody on the held-back episodes, records all of it and draws the verdict. */
export async function compareExperiment(
  store: Store,
  experiment: Experiment,
  groups: readonly LearnedGroup[],
  hooks: CompareHooks = {},
): Promise<CompareReport> {
  const {
    name,
    scenarios,
    generalisation,
    rules,
    ruleSettings: settings,
    evaluation,
    references,
    batching,
  } = experiment;
  const learned = groups.map(({ members }) => decisionsOf(members));
  const budget = experiment.tuneDecisions ?? (learned.length > 0 ? Math.max(...learned) : TUNE_DECISIONS);
  const made = await provenance(false);
  const notes = [
    ...(await platformNotes(groups, scenarios)),
    ...batchingNotes(groups, batching),
    ...variantNotes(experiment),
  ];
  const open = await openScenarios(scenarios);
  const subject = { kind: 'compare', experiment: name, config: experiment, seed: evaluation.seed, provenance: made };
  const isStopped = () => hooks.shouldStop?.() ?? false;
  return recordRun(store, { ...subject, kind: 'compare' }, isStopped, async (runId) => {
    hooks.onPart?.('tuning');
    const tuned = await tuneRules({ rules, scenarios, budget, settings, seed: evaluation.seed, batching }, hooks);
    const line = lineUp(experiment, tuned, groups);
    const entrants = everybody(line);
    hooks.onPart?.('episodes');
    const plan = { scenarios, generalisation, entrants, judged: judged(line), evaluation, batching };
    const { comparison, generalisation: unseen, results, decisions } = await runSuite(plan, hooks);
    store.transaction(() => {
      for (const trial of tuned.flatMap(({ trials }) => trials)) store.tuningTrials.add({ runId, ...trial });
      store.evaluations.add(evaluationRows(runId, results, entrants));
    });
    const names = line.learned.map((group) => group.name);
    const { seed } = evaluation;
    const against = scoredOn(comparison, opponents(line), scenarios);
    const verdict = verdictOn(scoredOn(comparison, names, scenarios), against, seed);
    const chosen = { seed, rule: verdict.rule };
    const result: CompareReport = {
      runId,
      experiment: name,
      comparison: withoutFloatForms(comparison, line),
      generalisation: unseen && {
        comparison: withoutFloatForms(unseen, line),
        parts: partVerdicts(unseen, line, experiment.parts, chosen, 'generalisation'),
      },
      verdict,
      parts: partVerdicts(comparison, line, experiment.parts, chosen),
      bestPerScenarioRule: bestPerScenario(comparison, line),
      rooflines: open.map((one) => roofline(one, comparison.seeds)),
      tuned,
      spent: spentBy(groups, tuned),
      quantisation: await quantisationOf(groups, comparison, experiment),
      references: { ...references, baseName: line.base },
      batching: batching ?? null,
      trust: platformsOf([...scenarios, ...generalisation]).map(platformTrust),
      notes,
    };
    const tuning = tuned.reduce((sum, one) => sum + one.decisions, 0);
    return { result, decisions: decisions + tuning, status: 'finished' };
  });
}
