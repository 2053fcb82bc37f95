import type { VerifyReport } from '../../analysis/verify-export.js';
import type { Judgement } from '../../calibration/judge.js';
import type { CompareReport } from '../../comparison/compare.js';
import { FoliotuneError } from '../../core/errors.js';
import { percent } from '../../core/number-text.js';
import type { Standing } from '../../evaluation/standing.js';
import type { TrainingResult } from '../../training/train.js';
import { quantisationLine, scaleLines, spentLine, trustLine, verdictLines } from '../comparison/comparison-text.js';
import { scoreTable } from '../comparison/score-table.js';
import { mismatchText } from '../comparison/verification-text.js';

/** What the quickstart did, and how long each part took. */
export interface QuickstartReport {
  /** As it was named. */
  readonly experiment: string;
  /** Null where nothing was published of the machine. */
  readonly fidelity: Judgement | null;
  readonly platform: string;
  readonly trainings: readonly TrainingResult[];
  readonly comparison: CompareReport;
  readonly exported: string;
  /** An error where the code could not be verified, `tool-missing` where there is no compiler. */
  readonly verification: VerifyReport | FoliotuneError;
  readonly seconds: Readonly<Record<'fidelity' | 'training' | 'comparison' | 'export' | 'verification', number>>;
}

function fidelityText(fidelity: Judgement | null, platform: string): string {
  if (fidelity === null) {
    return `no published table of ${platform}; hold it against your own: calibrate TABLE --platform ${platform} --no-fit`;
  }
  const { cells, meanAbsError, withinTolerance } = fidelity;
  const errors = `mean error ${percent(meanAbsError)}, ${percent(withinTolerance)} within max(2 SD, 10 %)`;
  return `${cells.length} published cells of ${platform}: ${errors}`;
}

function partLines(report: QuickstartReport, shown: (file: string) => string): string[] {
  const { fidelity, trainings, comparison, exported, verification, seconds } = report;
  const episodes = comparison.comparison.scenarios.length * comparison.comparison.seeds.length;
  const trained = trainings.map(
    ({ policy, decisions, file }) => `${policy.learner}, ${decisions} decisions: ${shown(file)}`,
  );
  const parts: readonly (readonly [string, string, number])[] = [
    ['simulator', fidelityText(fidelity, report.platform), seconds.fidelity],
    ['training', trained.join('; '), seconds.training],
    [
      'comparison',
      `${comparison.comparison.policies.length} policies on ${episodes} held-back episodes each`,
      seconds.comparison,
    ],
    ['export', `C for a kernel: ${shown(exported)}`, seconds.export],
    [
      'verification',
      verification instanceof FoliotuneError ? verification.line : mismatchText(verification),
      seconds.verification,
    ],
  ];
  return parts.map(([name, text, took]) => `${name.padEnd(14)}${text} (${took.toFixed(1)} s)`);
}

/** Those that a first look wants: the kernel, the best fixed migrator, tuned rules, learned policies, references. */
function shortList(policies: readonly Standing[]): Standing[] {
  const fixed = policies.filter(({ kind }) => kind === 'fixed');
  const ranked = [...fixed].sort((a, b) => (b.score.iqm ?? 0) - (a.score.iqm ?? 0));
  return policies.filter(
    (one) => (one.kind !== 'fixed' || one === ranked[0]) && (one.kind !== 'rule' || one.name.includes('/tuned')),
  );
}

/** The closing summary. @param shown how a file is called for the reader. */
export function quickstartText(report: QuickstartReport, shown: (file: string) => string, columns: number): string {
  const { comparison, trainings, exported, seconds } = report;
  const total = Object.values(seconds).reduce((sum, one) => sum + one, 0);
  const policy = trainings[0] ? shown(trainings[0].file) : '';
  return [
    `Quickstart, ${total.toFixed(0)} s`,
    ...partLines(report, shown),
    '',
    "Score: 0 is today's kernel, 1 the best reference, which tries actions on a copy of the simulator",
    scoreTable(shortList(comparison.comparison.policies), columns),
    ...scaleLines({ ...comparison.comparison, scales: comparison.comparison.scales.filter(({ scored }) => !scored) }),
    '',
    ...verdictLines(comparison.contests),
    spentLine(comparison.disclosures.spent),
    ...comparison.disclosures.quantisation.map(quantisationLine),
    ...comparison.disclosures.trust.map(trustLine),
    '',
    'Next, with `foliotune …` of node_modules/.bin:',
    `  compare ${report.experiment} --seeds 20    every table, narrower intervals`,
    `  verify ${shown(exported)} --inputs 1000000    the exported code against the policy`,
    `  evaluate ${policy} --seeds 10    one policy, term by term`,
    '  list    platforms, scenarios, learners, rules and runs',
  ].join('\n');
}

/** What is left of a quickstart that a person stopped while it trained. @param files policies, as far as they came. */
export function stoppedText(files: readonly string[]): string {
  return `stopped on request while training; what was learned is saved: ${files.join(', ')}`;
}
