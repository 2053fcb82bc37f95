import type { CompareReport } from '../../comparison/compare.js';
import type { Disclosures } from '../../comparison/disclosure/disclosures.js';
import type { PlatformTrust } from '../../comparison/disclosure/platform-trust.js';
import type { QuantisationCost } from '../../comparison/disclosure/quantisation-cost.js';
import type { Spent } from '../../comparison/disclosure/spent.js';
import type { Contests } from '../../comparison/verdict/contests.js';
import type { SuiteVerdicts } from '../../comparison/verdict/verdicts.js';
import { percent } from '../../core/number-text.js';
import type { Comparison } from '../../evaluation/comparison.js';
import { type GainToWin, givesScore, LEAST_GAIN } from '../../evaluation/gain-to-win.js';
import { batchTableText } from '../../migration/batch-table.js';
import { isPlatformFile } from '../../platform/load.js';
import { costTable, LATENCY_TITLE, latencyTable, scenarioLabel, scenarioTable, scoreTable } from './score-table.js';
import { beatenLines, harmLines, meanLine, memberTable, suiteTable, verdictTable } from './suite-text.js';

/** What the figures mean: nobody should have to look it up. */
function scoreMeaning({ references }: Pick<Disclosures, 'references'>): string[] {
  const { baseName, horizonMs, width, samples } = references;
  return [
    "Score = (cost of kernel − cost) ÷ (cost of kernel − cost of the reference), costs per MiB: 0 is today's kernel, 1 the",
    "reference, which tries actions on a copy of the simulator. A scenario's score is over all of its episodes together.",
    `Reference: the better of greedy and lookahead-resampled (${horizonMs} ms, ${width} actions, ${samples} futures) on each scenario;`,
    `what they do not try is decided by ${baseName}, and a stronger base makes a stronger reference. Exhaustive tries each`,
    'batch alone on an idle machine: shown, but no measure. Scenarios count where the reference surely gains 5 % on',
    'episodes of their own, whoever takes part.',
  ];
}

/** Which batches everybody but the kernel has. */
export function batchingLine({ batching }: Pick<Disclosures, 'batching'>): string {
  if (!batching) return "Batches: mainline's for kernel, the offload series' cap for everybody else.";
  return `Batches: mainline's for kernel; everybody else, which needs a kernel change: ${batchTableText(batching)}.`;
}

/** Why a scenario gives no score. */
function noScore(toWin: GainToWin | null): string {
  const least = percent(LEAST_GAIN, 0);
  if (!toWin) return `under ${least}, no score`;
  const { gain, low, high, n } = toWin;
  const measured = `${percent(gain)} (${percent(low)} to ${percent(high)}) on ${n} episodes of its own`;
  return givesScore(toWin)
    ? `hardly anything on these episodes, no score`
    : `${measured}, not surely ${least}: no score`;
}

/** Which scenarios give a score, and against which reference. */
export function scaleLines({ scales, scenarios }: Pick<Comparison, 'scales' | 'scenarios'>): string[] {
  const labels = scales.map(({ scenario }) => scenarioLabel(scenario, scenarios));
  const width = Math.max(17, ...labels.map(({ length }) => length));
  return scales.map(({ reference, kernelCost, referenceGain, toWin, scored }, k) => {
    const gain = `${reference ?? 'no reference'} gains ${percent(referenceGain)} over kernel (${kernelCost.toFixed(1)})`;
    const why = scored ? '' : `: ${noScore(toWin)}`;
    return `  ${(labels[k] ?? '').padEnd(width)} ${gain}${why}`;
  });
}

/** What is assumed about a platform, so that nobody takes a simulation for a measurement. */
export function trustLine({ platform, quantities, byKind }: PlatformTrust): string {
  const kinds = Object.entries(byKind).sort(([, a], [, b]) => b - a);
  const parts = kinds.map(([kind, count]) => `${count} ${kind}`).join(', ');
  const tables = isPlatformFile(platform) ? 'the tables it was fitted to' : 'the published tables';
  return `${platform}: of ${quantities} numbers ${parts}. Simulated; nothing was measured on hardware beyond ${tables}.`;
}

export function spentLine(spent: readonly Spent[]): string {
  const parts = spent.map(({ name, decisions, trialDecisions, trainings, settings }) => {
    const tried = trialDecisions > 0 ? ` (${trialDecisions} of them on copies, to try actions)` : '';
    const searched = settings ? ` (${settings.tried} settings${settings.own ? ", the author's own kept" : ''})` : '';
    return `${name} ${trainings > 1 ? `${trainings} × ` : ''}${decisions}${tried}${searched}`;
  });
  return `Simulated decisions spent: ${parts.join(', ') || 'none'}`;
}

export function quantisationLine({ policy, states, changed, share, scoreCost }: QuantisationCost): string {
  const cost = scoreCost === null ? '' : `; that costs ${scoreCost.toFixed(4)} in score`;
  return `${policy} in integers acts otherwise than in floating point in ${changed} of ${states} visited states (${percent(share, 2)})${cost}`;
}

/** How the settings of rules had been found that were read. */
function rulesLines({ tunedRules }: Pick<Disclosures, 'tunedRules'>): string[] {
  if (!tunedRules) return [];
  const { file, hash, command } = tunedRules;
  return [`Settings of the rules: ${file} (${hash}), made by "${command}"; nothing was tuned here`];
}

/** What no policy can exceed, beside the costs' throughput. */
function rooflineLine({ rooflines }: Pick<Disclosures, 'rooflines'>): string {
  const all = rooflines.map(({ scenario }) => scenario);
  const each = rooflines.map(
    ({ scenario, throughputGBps: rate }) => `${scenarioLabel(scenario, all)} ${rate.toFixed(1)}`,
  );
  return `Roofline [GB/s], bytes over the capacity of memory, link and movers, nothing else: ${each.join(', ')}`;
}

/** The verdict, and the rule that may be set for each scenario by itself. */
export function verdictLines({ oneSetting: { verdict }, bestPerScenarioRule: rule }: Contests): string[] {
  const beside = rule
    ? `  best rule tuned for each scenario by itself: ${rule.name}, score ${rule.iqm.toFixed(3)}`
    : '';
  return [`Verdict: ${verdict.text}`, ...meanLine(verdict.mean), ...(beside === '' ? [] : [beside])];
}

/** Other opponents than those of the verdict. */
function contestLines(title: string, contest: SuiteVerdicts | null, columns: number): string[] {
  if (!contest) return [];
  const { verdict, parts } = contest;
  return [`Verdict, ${title}: ${verdict.text}`, ...meanLine(verdict.mean), verdictTable(parts, columns)];
}

/** Scenarios side by side where that fits, else one below the other. */
const SIDE_BY_SIDE = 8;

function byScenario(comparison: Comparison, rule: string | null, columns: number): string[] {
  if (comparison.scenarios.length <= SIDE_BY_SIDE) {
    return ['Mean score by scenario', scenarioTable(comparison, columns), ''];
  }
  const title = "Mean score by scenario, and cost as a multiple of today's kernel's [kernel in core-us/MiB]";
  return [title, suiteTable(comparison, rule, columns), ''];
}

function members(policies: Comparison['policies'], columns: number): string[] {
  const each = memberTable(policies, columns);
  return each === undefined ? [] : ['Every training by itself (interquartile mean)', each, ''];
}

const PER_PLATFORM_UNSEEN =
  "A policy against a setting for each platform; on other platforms today's kernel against the one setting for all";

/** What nothing was trained or tuned on, judged by itself. */
function generalisationLines({ generalisation: comparison, contests }: CompareReport, columns: number): string[] {
  if (!comparison) return [];
  const { perPlatform } = contests;
  const parts = contests.oneSetting.generalisation;
  return [
    `Generalisation: ${comparison.scenarios.length} scenarios that nothing was trained or tuned on`,
    ...scaleLines({ ...comparison, scales: comparison.scales.filter(({ scored }) => !scored) }),
    scoreTable(comparison.policies, columns),
    '',
    ...byScenario(comparison, parts[0]?.verdicts[0]?.rule ?? null, columns),
    verdictTable(parts, columns),
    ...(perPlatform ? [PER_PLATFORM_UNSEEN, verdictTable(perPlatform.generalisation, columns)] : []),
    ...harmLines(comparison),
    ...beatenLines(comparison),
    '',
  ];
}

/** A comparison for a reader. @param columns width of the terminal; Infinity cuts nothing. */
export function comparisonText(report: CompareReport, columns: number): string {
  const { comparison, experiment, runId, contests, disclosures } = report;
  const { verdict, parts } = contests.oneSetting;
  const { scenarios, seeds, policies } = comparison;
  return [
    `Experiment ${experiment}: ${scenarios.length} scenarios × ${seeds.length} held-back seeds, the same arrivals for all (run ${runId})`,
    ...scoreMeaning(disclosures),
    batchingLine(disclosures),
    ...scaleLines(comparison),
    '',
    'Score: interquartile mean over scenarios and trainings, 95 % stratified bootstrap interval over n episodes',
    scoreTable(policies, columns),
    '',
    'Application progress lost [core-us/MiB] (fairness has weight 0 unless a scenario says otherwise), and what it brought',
    costTable(policies, columns),
    rooflineLine(disclosures),
    '',
    LATENCY_TITLE,
    latencyTable(policies, columns),
    '',
    ...byScenario(comparison, verdict.rule, columns),
    ...members(policies, columns),
    ...generalisationLines(report, columns),
    ...verdictLines(contests),
    verdictTable(parts, columns),
    ...contestLines('a policy and a setting for each platform', contests.perPlatform, columns),
    ...contestLines('a policy for each platform, one setting for all of them', contests.ownOverOne, columns),
    ...contestLines('over the rule one tries first', contests.overFirstTried, columns),
    ...harmLines(comparison),
    ...beatenLines(comparison),
    spentLine(disclosures.spent),
    ...rulesLines(disclosures),
    ...disclosures.quantisation.map(quantisationLine),
    ...disclosures.trust.map(trustLine),
    ...disclosures.notes.map((note) => `Note: ${note}`),
  ].join('\n');
}
