import { repeated } from './result-table.js';
import { interquartileMean } from './statistics/interquartile-mean.js';
import { pairedProbabilityOfImprovement } from './statistics/probability-of-improvement.js';
import { pooled, type ScoreTable, tableSize } from './statistics/score-table.js';
import { pairedBootstrapInterval } from './statistics/stratified-bootstrap.js';

/** A policy with its scores on the suite. */
export interface Scored {
  readonly name: string;
  /** [scored scenario][seed]; of several trainings, [scored scenario][training × seed] */
  readonly scores: ScoreTable;
  /** Trainings; 1 where absent. */
  readonly runs?: number;
}

/** A gain in score that nobody would carry a patch for: 1 % of what there is to win. */
const TOO_SMALL = 0.01;

/** Whether a learned policy is worth more than the rule it would replace. */
export interface Verdict {
  readonly text: string;
  /** The 95 % interval of the paired gain lies above 0. */
  readonly significant: boolean;
  /** So it does, but all of it below TOO_SMALL. */
  readonly tooSmall: boolean;
  /** Interquartile mean score of the policy; null where there is nothing to compare. */
  readonly score: number | null;
  /** Difference of the two interquartile means; null where there is nothing to compare. */
  readonly gain: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly probabilityOfImprovement: number | null;
  /** 95 % interval of that probability. */
  readonly probabilityLow: number | null;
  readonly probabilityHigh: number | null;
  readonly policy: string | null;
  readonly rule: string | null;
}

const NOTHING = {
  ...{ significant: false, tooSmall: false },
  ...{ score: null, gain: null, low: null, high: null },
  ...{ probabilityOfImprovement: null, probabilityLow: null, probabilityHigh: null },
} as const;

function iqm({ scores }: Scored): number {
  return interquartileMean(pooled(scores));
}

/** The one of highest interquartile mean, the first among equals. */
export function best(candidates: readonly Scored[]): Scored | undefined {
  return candidates.reduce<Scored | undefined>((a, b) => (a && iqm(a) >= iqm(b) ? a : b), undefined);
}

function gainOf(a: ScoreTable, b: ScoreTable): number {
  return interquartileMean(pooled(a)) - interquartileMean(pooled(b));
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;

const isTooSmall = (low: number, high: number): boolean => low > 0 && high < TOO_SMALL;

function conclusion(low: number, high: number): string {
  if (!Number.isFinite(low)) return 'no significant gain can be shown (one seed says nothing about spread)';
  if (isTooSmall(low, high)) return `gain that is significant and too small to matter (below ${TOO_SMALL})`;
  if (low > 0) return 'significant gain';
  return high < 0 ? 'no significant gain, it is significantly worse' : 'no significant gain';
}

/**
 * Holds the best of the learned policies against the best of the rules, paired by scenario and seed: the gain is the
 * difference of their interquartile mean scores, significant only if its 95 % bootstrap interval lies above 0. That
 * the best rule is picked by the very scores it is judged by favours the rule.
 * @param among what the rules are called together in the text.
 */
export function verdictOn(
  learned: readonly Scored[],
  rules: readonly Scored[],
  seed: number,
  among = 'rules',
): Verdict {
  const [policy, rule] = [best(learned), best(rules)];
  const names = { policy: policy?.name ?? null, rule: rule?.name ?? null };
  if (!policy || !rule) {
    const missing = policy ? 'rule to hold it against' : 'learned policy to judge';
    return { text: `no verdict: there is no ${missing}`, ...NOTHING, ...names };
  }
  if (tableSize(policy.scores) === 0) {
    const text = 'no significant gain: on no scenario does the reference gain enough over the kernel for a score';
    return { text, ...NOTHING, ...names };
  }
  const runs = policy.runs ?? 1;
  const beside = rule.scores.map((row) => repeated(row, runs));
  const options = { seed, runs };
  const { estimate, low, high, n } = pairedBootstrapInterval(gainOf, policy.scores, beside, options);
  const improvement = pairedBootstrapInterval(pairedProbabilityOfImprovement, policy.scores, beside, options);
  const known = Number.isFinite(low);
  const interval = known ? `, 95 % interval ${signed(low)} to ${signed(high)}` : '';
  const trainings = runs > 1 ? ` (${runs} trainings)` : '';
  return {
    text:
      `${conclusion(low, high)}: ${policy.name}${trainings} against ${rule.name}, the best of ${among}: ` +
      `${signed(estimate)} in score${interval}, better in ${(100 * improvement.estimate).toFixed(0)} % of ${n} pairs`,
    significant: low > 0,
    tooSmall: isTooSmall(low, high),
    score: iqm(policy),
    gain: estimate,
    low: known ? low : null,
    high: known ? high : null,
    probabilityOfImprovement: improvement.estimate,
    probabilityLow: known ? improvement.low : null,
    probabilityHigh: known ? improvement.high : null,
    ...names,
  };
}
