import type { StudyResult } from '../../study/study-result.js';
import { verdictText } from './study-text.js';

const HEAD = `# Studies

One question each: an experiment file, a figure and a page, made by one command. \`foliotune study\` runs them all,
\`foliotune study NAME\` one; the outcome of each expectation is computed, and the command ends with exit code 1 when
one fails. Everything here is simulated on platforms fitted to published tables; each page says how many of its
machine's numbers are assumed.`;

function section({ study, outcomes }: StudyResult): string {
  return [
    `## [${study.title}](${study.name}.md)`,
    `${study.question} *${verdictText(outcomes)}.*`,
    `[![${study.title}](${study.name}.svg)](${study.name}.md)`,
  ].join('\n\n');
}

/** The page that lists the studies of a folder. */
export function studyIndex(results: readonly StudyResult[]): string {
  return `${[HEAD, ...results.map(section)].join('\n\n')}\n`;
}
