import type { PartVerdicts } from '../../comparison/verdict/verdicts.js';
import { counted, percent, rangeText, signed } from '../../core/number-text.js';
import type { Comparison } from '../../evaluation/comparison.js';
import { TOLERATED } from '../../evaluation/harm.js';
import { type BeatenReference, isWrong } from '../../evaluation/reference-check.js';
import type { Standing } from '../../evaluation/standing.js';
import type { Gain, Verdict } from '../../evaluation/verdict.js';
import { type Column, table } from '../terminal/table.js';
import { scoreText, suiteScoreText } from './score-table.js';

/** A gain in score; "-" where there is none. */
const gainText = (gain: number | null): string => (gain === null ? '-' : signed(gain));

interface VerdictRow {
  readonly part: string;
  readonly scored: string;
  readonly verdict: Verdict;
  readonly hindsight: Verdict | undefined;
}

const significance = ({ significant, tooSmall }: Verdict): string =>
  tooSmall ? 'yes, too small to matter' : significant ? 'yes' : 'no';

const VERDICTS: readonly Column<VerdictRow>[] = [
  { title: 'part', cell: ({ part }) => part },
  { title: 'scored', cell: ({ scored }) => scored },
  { title: 'policy', cell: ({ verdict }) => verdict.policy ?? '-' },
  { title: 'score', cell: ({ verdict }) => suiteScoreText(verdict.score) },
  { title: 'gain', cell: ({ verdict }) => gainText(verdict.gain) },
  { title: '95 % interval', cell: ({ verdict: { low, high } }) => rangeText(low, high, signed) },
  { title: 'significant', cell: ({ verdict }) => significance(verdict) },
  { title: 'better', cell: ({ verdict }) => scoreText(verdict.probabilityOfImprovement) },
  {
    title: '95 % interval',
    cell: ({ verdict: { probabilityLow: low, probabilityHigh: high } }) => rangeText(low, high, scoreText),
  },
  { title: 'in the mean', cell: ({ verdict: { mean } }) => gainText(mean?.gain ?? null) },
  {
    title: '95 % interval',
    cell: ({ verdict: { mean } }) => rangeText(mean?.low ?? null, mean?.high ?? null, signed),
  },
  { title: 'in hindsight', cell: ({ hindsight }) => gainText(hindsight?.gain ?? null) },
  { title: 'over', cell: ({ hindsight }) => hindsight?.rule ?? '-' },
];

/** What the columns are about. */
function opponents({ rule, mean }: Verdict): string {
  const inMean = mean && mean.rule !== rule ? `, in the mean ${mean.rule}` : '';
  return `Over ${rule ?? 'no rule'}${inMean}; "reference" is what is left to gain, which nobody can be expected to pass:`;
}

/** Every learned policy against the best rule, on the suite and on its parts, and what there was to gain. */
export function verdictTable(parts: readonly PartVerdicts[], columns: number): string {
  const rows = parts.flatMap(({ part, scenarios, scored, verdicts, inHindsight, reference }) => {
    const common = { part, scored: `${scored} of ${scenarios.length}` };
    return [...verdicts, reference].map((verdict, k) => ({ ...common, verdict, hindsight: inHindsight[k] }));
  });
  const first = parts[0]?.reference;
  return [...(first ? [opponents(first)] : []), table(VERDICTS, rows, columns)].join('\n');
}

/** A gain in the mean, in words; nothing where there is none. */
export function meanLine(mean: Gain | null): string[] {
  if (!mean) return [];
  const { rule, gain, low, high } = mean;
  const interval = low === null ? '' : `, 95 % interval ${rangeText(low, high, signed)}`;
  return [`  in the mean, where the worst scenarios count as well, ${signed(gain)}${interval}, over ${rule}`];
}

/** Each training of each policy by itself: nothing is picked. */
export function memberTable(policies: readonly Standing[], columns: number): string | undefined {
  const rows = policies.flatMap(({ members }) => members);
  if (rows.length === 0) return undefined;
  return table(
    [
      { title: 'training', cell: ({ name }) => name },
      { title: 'score', cell: ({ iqm }) => suiteScoreText(iqm) },
      { title: 'worst', cell: ({ worst }) => scoreText(worst?.score ?? null) },
      { title: 'on scenario', cell: ({ worst }) => worst?.scenario ?? '-' },
    ],
    rows,
    columns,
  );
}

/** Of several trainings the one that costs most anywhere. */
function singleText({ members }: Standing): string {
  if (members.length < 2) return '';
  const { name, harm } = members.reduce((a, b) => (b.harm.ratio > a.harm.ratio ? b : a));
  return `; of single trainings ${name} most, ${harm.ratio.toFixed(3)} on ${harm.scenario}`;
}

function harmText(standing: Standing): string {
  const { name, harms } = standing;
  const worst = harms[0];
  if (!worst) return '';
  const interval = worst.low === null ? '' : ` (${rangeText(worst.low, worst.high, scoreText)})`;
  const count = harms.filter(({ ratio }) => ratio > 1 + TOLERATED).length;
  const many = count === 0 ? 'on no scenario' : `on ${counted(count, 'scenario')}`;
  return `  ${name}: ${many}; worst ${worst.ratio.toFixed(3)}${interval} on ${worst.scenario}${singleText(standing)}`;
}

/** Where learned policies cost more than today's kernel. */
export function harmLines({ policies }: Pick<Comparison, 'policies'>): string[] {
  const learned = policies.filter(({ kind }) => kind === 'learned');
  if (learned.length === 0) return [];
  return [`Costs over ${1 + TOLERATED} of today's kernel (mean ratio, 95 % interval):`, ...learned.map(harmText)];
}

type Fresh = NonNullable<BeatenReference['fresh']>;

const freshly = ({ gain, low, high, reference, n }: Fresh): string =>
  `on ${n} fresh episodes ${percent(gain)} (99 % interval ${rangeText(low, high, percent)}) less than ${reference}`;

function judgementOn(beaten: BeatenReference): string {
  const { fresh, mended, policy } = beaten;
  if (fresh === null) return 'the reference is wrong there';
  if (!mended) return `${freshly(fresh)}: ${isWrong(beaten) ? 'the reference is wrong there' : 'within noise'}`;
  const now = isWrong(beaten) ? 'it still is' : 'it is not';
  return `${freshly(fresh)}: the reference was wrong there. Over ${policy} ${now}: ${freshly(mended)}`;
}

/** Where the reference seemed to be wrong, and whether it is. */
export function beatenLines({ beaten }: Pick<Comparison, 'beaten'>): string[] {
  return beaten.map((one) => {
    const { scenario, reference, policy, gain } = one;
    return `On ${scenario} ${policy} costs ${percent(gain)} less than ${reference}, ${judgementOn(one)}`;
  });
}

/** One line a scenario: what there is to win, the best rule, the learned policies. For suites too wide for columns. */
export function suiteTable({ scales, policies }: Comparison, rule: string | null, columns: number): string {
  const shown = policies.filter(({ name, kind }) => kind === 'learned' || name === rule);
  const columnsOf = (one: Standing): Column<number>[] => [
    { title: one.name, cell: (k) => scoreText(one.byScenario[k]?.score ?? null) },
    {
      title: '÷ kernel',
      cell: (k) => ((one.byScenario[k]?.cost ?? 0) / (scales[k]?.kernelCost ?? 1)).toFixed(2),
    },
  ];
  return table(
    [
      { title: 'scenario', cell: (k) => scales[k]?.scenario ?? '', shrinks: true },
      { title: 'kernel', cell: (k) => scales[k]?.kernelCost.toFixed(1) ?? '' },
      { title: 'to win %', cell: (k) => (100 * (scales[k]?.toWin?.gain ?? scales[k]?.referenceGain ?? 0)).toFixed(1) },
      ...shown.flatMap(columnsOf),
    ],
    scales.map((_, k) => k),
    columns,
  );
}
