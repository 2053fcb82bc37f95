import { percent, rangeText, signed } from '../core/number-text.js';
import { pairedProbabilityOfImprovement } from '../statistics/probability-of-improvement.js';
import { type ScoreTable, tableSize } from '../statistics/score-table.js';
import { jointBootstrapInterval, pairedBootstrapInterval } from '../statistics/stratified-bootstrap.js';
import { suiteMean, suiteScore } from '../statistics/suite-score.js';
import { repeated } from './result-table.js';

/** A policy with its scores on the suite. */
export interface Scored {
  readonly name: string;
  /** [scored scenario][seed]; of several trainings, [scored scenario][training × seed] */
  readonly scores: ScoreTable;
  /** Trainings; 1 where absent. */
  readonly runs?: number;
  /** What there was to gain (suite-score.ts). [scored scenario][seed]; 1 everywhere where absent. */
  readonly toGain?: ScoreTable;
}

/** A gain in score that nobody would carry a patch for: 1 % of what there is to win. */
const TOO_SMALL = 0.01;

/** What a policy scores more than a rule, with its paired 95 % interval. */
export interface Gain {
  readonly rule: string;
  readonly gain: number;
  /** null, like `high`, where one seed shows no spread. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Whether a learned policy is worth more than the rule it would replace. */
export interface Verdict {
  readonly text: string;
  /** The 95 % interval of the paired gain lies above 0. */
  readonly significant: boolean;
  /** So it does, but all of it below TOO_SMALL, and the mean's gain is no larger. */
  readonly tooSmall: boolean;
  /** The policy's score; null where there is nothing to compare. */
  readonly score: number | null;
  /** Difference of the two scores; null where there is nothing to compare. */
  readonly gain: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly probabilityOfImprovement: number | null;
  /** 95 % interval of that probability. */
  readonly probabilityLow: number | null;
  readonly probabilityHigh: number | null;
  readonly policy: string | null;
  readonly rule: string | null;
  /** In the mean over scenarios instead, and over the rule that is best in the mean: rules break where it is worst. */
  readonly mean: Gain | null;
}

const NOTHING = {
  ...{ significant: false, tooSmall: false },
  ...{ score: null, gain: null, low: null, high: null, mean: null },
  ...{ probabilityOfImprovement: null, probabilityLow: null, probabilityHigh: null },
} as const;

/** A number for all scenarios and runs of a table. */
type SuiteStatistic = (table: ScoreTable, runs?: number, toGain?: ScoreTable) => number;

function bestBy(statistic: SuiteStatistic, candidates: readonly Scored[]): Scored | undefined {
  // Where nothing was scored nobody is better than anybody.
  const of = ({ scores, runs }: Scored): number => (scores.length === 0 ? 0 : statistic(scores, runs));
  return candidates.reduce<Scored | undefined>((a, b) => (a && of(a) >= of(b) ? a : b), undefined);
}

/** The one of highest score, the first among equals. */
export function best(candidates: readonly Scored[]): Scored | undefined {
  return bestBy(suiteScore, candidates);
}

const knownOr = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** What there is once, beside each run of a policy. */
const beside = (table: ScoreTable, runs: number): ScoreTable => table.map((row) => repeated(row, runs));

function gainBy(statistic: SuiteStatistic, policy: Scored, rule: Scored, seed: number): Gain {
  const { runs = 1, toGain } = policy;
  const difference = ([a = [], b = [], drawn]: readonly ScoreTable[]): number =>
    statistic(a, runs, drawn) - statistic(b, runs, drawn);
  const tables = [policy.scores, beside(rule.scores, runs), ...(toGain ? [beside(toGain, runs)] : [])];
  const { estimate, low, high } = jointBootstrapInterval(difference, tables, { seed, runs });
  return { rule: rule.name, gain: estimate, low: knownOr(low), high: knownOr(high) };
}

function isTooSmall(gain: Gain, inMean: Gain | null): boolean {
  const [low, high] = [gain.low ?? Number.NaN, Math.max(gain.high ?? Number.NaN, inMean?.high ?? 0)];
  return low > 0 && high < TOO_SMALL;
}

function conclusion({ low, high }: Gain, tooSmall: boolean): string {
  if (low === null || high === null) {
    return 'no significant gain can be shown (one seed says nothing about spread)';
  }
  if (tooSmall) return `gain that is significant and too small to matter (below ${TOO_SMALL})`;
  if (low > 0) return 'significant gain';
  return high < 0 ? 'no significant gain, it is significantly worse' : 'no significant gain';
}

export interface VerdictOptions {
  /** Of the bootstrap. */
  readonly seed: number;
  /** What the rule is, in the text. */
  readonly ruleIs?: string;
  /** The rules to choose from in the mean, where those are others. */
  readonly inMean?: readonly Scored[];
}

/**
 * Holds the best of the learned policies against the best of the rules, paired by scenario and seed: the gain is the
 * difference of their scores, significant only if its 95 % bootstrap interval lies above 0. That the best rule is picked
 * by the very scores it is judged by favours the rule.
 */
export function verdictOn(
  learned: readonly Scored[],
  rules: readonly Scored[],
  { seed, ruleIs = 'the best of rules', inMean = rules }: VerdictOptions,
): Verdict {
  const [policy, rule, ruleInMean] = [best(learned), best(rules), bestBy(suiteMean, inMean)];
  const names = { policy: policy?.name ?? null, rule: rule?.name ?? null };
  if (!policy || !rule) {
    const missing = policy ? 'rule to hold it against' : 'learned policy to judge';
    return { text: `no verdict: there is no ${missing}`, ...NOTHING, ...names };
  }
  if (tableSize(policy.scores) === 0) {
    const text = 'no significant gain: on no scenario does the reference gain enough over the kernel for a score';
    return { text, ...NOTHING, ...names };
  }
  const { runs = 1 } = policy;
  const own = gainBy(suiteScore, policy, rule, seed);
  const mean = ruleInMean ? gainBy(suiteMean, policy, ruleInMean, seed) : null;
  const against = beside(rule.scores, runs);
  const better = pairedBootstrapInterval(pairedProbabilityOfImprovement, policy.scores, against, { seed, runs });
  const { gain, low, high } = own;
  const interval = low === null || high === null ? '' : `, 95 % interval ${rangeText(low, high, signed)}`;
  const trainings = runs > 1 ? ` (${runs} trainings)` : '';
  const tooSmall = isTooSmall(own, mean);
  return {
    text:
      `${conclusion(own, tooSmall)}: ${policy.name}${trainings} against ${rule.name}, ${ruleIs}: ` +
      `${signed(gain)} in score${interval}, better in ${percent(better.estimate, 0)} of ${better.n} pairs`,
    significant: (low ?? 0) > 0,
    ...{ tooSmall, gain, low, high, mean },
    score: suiteScore(policy.scores, runs),
    probabilityOfImprovement: better.estimate,
    probabilityLow: knownOr(better.low),
    probabilityHigh: knownOr(better.high),
    ...names,
  };
}
