import { openScenarios } from '../env/scenario-registry.js';
import type { EpisodeHooks } from '../episodes/episode-threads.js';
import type { Comparison } from '../evaluation/comparison.js';
import { best, type Verdict } from '../evaluation/verdict.js';
import type { Experiment } from '../experiment/experiment-file.js';
import { platformsOf } from '../experiment/machines.js';
import { provenance } from '../experiment/provenance.js';
import { recordRun } from '../experiment/run-record.js';
import type { BatchTable } from '../migration/batch-table.js';
import { loadPlatform } from '../platform/load.js';
import { quantitiesOf } from '../platform/quantities.js';
import type { Store } from '../store/store.js';
import { type TunedRule, tuneRules } from '../tuning/tune-rules.js';
import { comparisonNotes } from './disclosure/comparison-notes.js';
import { type QuantisationCost, quantisationCost } from './disclosure/quantisation-cost.js';
import { decisionsOf, type Spent, spentBy } from './disclosure/spent.js';
import type { LearnedGroup } from './learned-group.js';
import { everybody, judged, type LineUp, lineUp, standsAlone } from './line-up.js';
import { type Roofline, roofline } from './roofline.js';
import { evaluationRows, runSuite } from './run-suite.js';
import type { RulesOrigin, SavedRules } from './saved-rules.js';
import { firstTriedSides, oneSettingSides, ownOverOneSides, perPlatformSides, type Sides } from './verdict/sides.js';
import { type PartVerdicts, type SuiteVerdicts, scoredOn, suiteVerdicts } from './verdict/verdicts.js';

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

export interface CompareReport {
  readonly runId: number;
  readonly experiment: string;
  readonly comparison: Comparison;
  /** The same on scenarios that nothing was trained or tuned on; null without any. */
  readonly generalisation: { readonly comparison: Comparison; readonly parts: readonly PartVerdicts[] } | null;
  readonly verdict: Verdict;
  /** Each learned policy against the best rule, on the suite and on its parts. */
  readonly parts: readonly PartVerdicts[];
  /** Policies of a platform each against rules with a setting for each; null where either is missing. */
  readonly perPlatform: SuiteVerdicts | null;
  /** The same policies against rules with one setting for all platforms; null where either is missing. */
  readonly ownOverOne: SuiteVerdicts | null;
  /** Every learned policy against the rule that one tries first; null where it does not take part. */
  readonly overFirstTried: SuiteVerdicts | null;
  /** The best rule where each scenario may have its own setting; null without rules or scores. */
  readonly bestPerScenarioRule: { readonly name: string; readonly iqm: number } | null;
  /** The physical limit of throughput on each scenario. */
  readonly rooflines: readonly Roofline[];
  readonly tuned: readonly TunedRule[];
  /** Where the rules' settings were read; null where they were tuned for this very comparison. */
  readonly tunedRules: RulesOrigin | null;
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

/** What deciding in integers costs: in score where the float form ran, else in changed decisions. */
async function quantisationOf(groups: readonly LearnedGroup[], comparison: Comparison, { evaluation }: Experiment) {
  const costs: QuantisationCost[] = [];
  for (const { members } of groups.filter(standsAlone)) {
    for (const { entrant, files } of members) {
      for (const contents of files) costs.push(await quantisationCost(contents, comparison, evaluation, entrant.name));
    }
  }
  return costs;
}

/** Tunes the rules with as many decisions as the experiment says, or else as the learner had. */
async function tunedNow(experiment: Experiment, groups: readonly LearnedGroup[], hooks: CompareHooks) {
  const { rules, scenarios, ruleSettings: settings, evaluation, batching } = experiment;
  const learned = groups.map(({ members }) => decisionsOf(members));
  const budget = experiment.tuneDecisions ?? (learned.length > 0 ? Math.max(...learned) : TUNE_DECISIONS);
  hooks.onPart?.('tuning');
  return tuneRules({ rules, scenarios, budget, settings, seed: evaluation.seed, batching }, hooks);
}

/** Who comes to a comparison with what was learned or tuned before it. */
export interface Prepared {
  readonly groups: readonly LearnedGroup[];
  /** The rules are tuned where there are none. */
  readonly savedRules?: SavedRules | undefined;
}

/** Tunes the rules, runs everybody on the held-back episodes, records all of it and draws the verdict. */
export async function compareExperiment(
  store: Store,
  experiment: Experiment,
  { groups, savedRules }: Prepared,
  hooks: CompareHooks = {},
): Promise<CompareReport> {
  const { name, scenarios, generalisation, evaluation, references, batching } = experiment;
  const made = await provenance(false);
  const notes = await comparisonNotes(experiment, groups, savedRules?.origin);
  const open = await openScenarios(scenarios);
  const note = savedRules ? `rules read from ${savedRules.origin.file} (${savedRules.origin.hash})` : '';
  const subject = { experiment: name, config: experiment, seed: evaluation.seed, provenance: made, note };
  const isStopped = () => hooks.shouldStop?.() ?? false;
  return recordRun(store, { kind: 'compare', ...subject }, isStopped, async (runId) => {
    const tuned = savedRules?.tuned ?? (await tunedNow(experiment, groups, hooks));
    const line = lineUp(experiment, tuned, groups);
    const entrants = everybody(line);
    hooks.onPart?.('episodes');
    const plan = { scenarios, generalisation, entrants, judged: judged(line), evaluation, batching };
    const { comparison, generalisation: unseen, results, decisions } = await runSuite(plan, hooks);
    store.transaction(() => {
      for (const trial of tuned.flatMap(({ trials }) => trials)) store.tuningTrials.add({ runId, ...trial });
      store.evaluations.add(evaluationRows(runId, results, entrants));
    });
    const { verdict, ...all } = suiteVerdicts(comparison, unseen, oneSettingSides(line), experiment);
    const contest = (sides: Sides | undefined, others: Comparison | null): SuiteVerdicts | null =>
      sides ? suiteVerdicts(comparison, others, sides, experiment) : null;
    const result: CompareReport = {
      runId,
      experiment: name,
      comparison: withoutFloatForms(comparison, line),
      generalisation: unseen && {
        comparison: withoutFloatForms(unseen, line),
        parts: all.generalisation,
      },
      verdict,
      parts: all.parts,
      perPlatform: contest(perPlatformSides(line), unseen),
      ownOverOne: contest(ownOverOneSides(line), null),
      overFirstTried: contest(firstTriedSides(line), null),
      bestPerScenarioRule: bestPerScenario(comparison, line),
      rooflines: open.map((one) => roofline(one, comparison.seeds)),
      tuned,
      tunedRules: savedRules?.origin ?? null,
      spent: spentBy(groups, tuned),
      quantisation: await quantisationOf(groups, comparison, experiment),
      references: { ...references, baseName: line.base },
      batching: batching ?? null,
      trust: platformsOf([...scenarios, ...generalisation]).map(platformTrust),
      notes,
    };
    // What was read had been spent by another run.
    const tuning = tuned.flatMap(({ trials }) => trials).reduce((sum, trial) => sum + trial.decisions, 0);
    return { result, decisions: decisions + tuning, status: 'finished' };
  });
}
