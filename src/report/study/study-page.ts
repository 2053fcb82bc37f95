import { signedPercent } from '../../core/number-text.js';
import { axisText } from '../../study/axis.js';
import { type Leaning, leaningOf } from '../../study/leaning.js';
import type { ExpectationOutcome, StudyResult } from '../../study/study-result.js';
import { studyTables } from './study-table.js';
import { verdictText } from './study-text.js';

/*
 * The page of a study, in Markdown: question, set-up as the file has it, figure, tables, what came of the expectations,
 * and what its author says it shows and does not show.
 */

type Words = Readonly<Record<string, unknown>>;

/** Text within a cell of a table. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');
}

function wordsText(words: Words): string {
  const said = Object.entries(words).map(([key, value]) =>
    value !== null && typeof value === 'object'
      ? `\`${key}\` ${JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', ').replaceAll(':', ': ')}`
      : `\`${key}\` ${value}`,
  );
  return said.join(', ') || 'as above';
}

function leaningText({ platform, title, quantities, counts, matter }: Leaning): string {
  const { measured, fitted, specified, assumed } = counts;
  const known = `${quantities} numbers, of which ${measured} measured, ${fitted} fitted, ${specified} specified and **${assumed} assumed**`;
  const names = matter.map(({ path, effect }) => `\`${path}\` (${signedPercent(effect)})`);
  const leans =
    names.length === 0
      ? ''
      : ` Assumed numbers that, 10 % larger, move the time of one of its requests alone by more than 1 %: ${names.join(', ')}.`;
  return `- Platform \`${platform}\`: ${title}; ${known}.${leans}`;
}

/** The scenario of all points, or where panels or series have their own that they do. */
function scenariosOf(study: StudyResult['study']): string {
  const { scenario } = study.set;
  return typeof scenario === 'string' ? `\`${scenario}\`` : 'the scenarios below';
}

function kindText({ study, seeds }: StudyResult): string {
  const n = `n = ${seeds.length} seeds, the same for every point`;
  if (study.kind === 'request' && seeds.length === 1)
    return '- One request alone on the simulated machine: n = 1, for nothing is drawn and there is no interval.';
  return study.kind === 'request'
    ? `- One request on the simulated machine, beside tenants whose load varies: ${n}. Where no tenants run nothing is drawn and there is no interval.`
    : `- Whole episodes of ${scenariosOf(study)} under one policy: ${n}, so that all policies meet the same arrivals and tenants.`;
}

function setUp(result: StudyResult): string {
  const { study, platforms } = result;
  const groups = (title: string, named: readonly { readonly name: string; readonly set: Words }[]): string[] =>
    named.map(({ name, set }) => `- ${title} *${name}*: ${wordsText(set)}.`);
  const values = study.axis.values.map((_, x) => axisText(study, x));
  return [
    kindText(result),
    ...platforms.map((platform) => leaningText(leaningOf(study, platform))),
    ...(Object.keys(study.set).length > 0 ? [`- Every point: ${wordsText(study.set)}.`] : []),
    `- Axis: \`${study.axis.setting}\` = ${values.join(', ')}.`,
    ...(study.panels.length > 1 ? groups('Panel', study.panels) : []),
    ...groups('Series', study.series),
    ...(study.remark === undefined ? [] : ['', study.remark]),
  ].join('\n');
}

function outcomeRow({ met, says, figure, source }: ExpectationOutcome): string[] {
  return [met ? 'met' : '**failed**', says, figure, source];
}

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** The page of a study; the figure lies beside it as NAME.svg. */
export function studyPage(result: StudyResult): string {
  const { study, seeds, outcomes } = result;
  const tables = studyTables(result).map(({ title, head, rows }) => `**${title}**\n\n${markdownTable(head, rows)}`);
  const sections = [
    `# ${study.title}`,
    `**Question.** ${study.question}`,
    `![${study.title}](${study.name}.svg)`,
    seeds.length > 1 ? 'Curves join means; bars are 95 % intervals.' : 'Nothing is drawn, so there are no intervals.',
    '## Findings',
    `${verdictText(outcomes)}. Each is computed from the results below and can fail; intervals of ratios are paired by seed.`,
    markdownTable(['', 'expectation', 'computed', 'source'], outcomes.map(outcomeRow)).replace(
      /^\| --- .*$/m,
      '| --- | --- | --- | --- |',
    ),
    '## What it shows',
    list(study.shows),
    '## What it does not show',
    list(study.doesNotShow),
    '## Set-up',
    setUp(result),
    '## Results',
    ...tables,
    `Made by \`foliotune study ${study.name}\` from [${study.name}.json](${study.name}.json); simulated, nothing was measured on hardware beyond the published tables.`,
  ];
  return `${sections.join('\n\n')}\n`;
}
