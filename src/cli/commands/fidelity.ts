import { checkTarget, type FidelityResult } from '../../calibration/fidelity/target.js';
import { FIDELITY_TARGETS } from '../../calibration/fidelity/targets.js';
import { table } from '../../report/terminal/table.js';
import { defineCommand } from '../command.js';

interface Options {
  readonly fits: boolean;
}

const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

function resultText(results: readonly FidelityResult[], columns: number): string {
  const cells = [
    { title: 'table', cell: ({ name }: FidelityResult) => name },
    { title: 'what', cell: ({ what }: FidelityResult) => what },
    {
      title: 'target',
      cell: ({ bound, limit }: FidelityResult) => `${bound === 'at-most' ? '<=' : '>='} ${percent(limit)}`,
    },
    { title: 'figure', cell: ({ figure }: FidelityResult) => percent(figure, 2) },
    { title: '', cell: ({ met }: FidelityResult) => (met ? 'met' : 'MISSED') },
  ];
  const missed = results.filter(({ met }) => !met);
  const reasons = missed.map(({ name, what, why }) => `MISSED ${name}, ${what}: ${why ?? 'the reason is not known'}`);
  const verdict = `${results.length - missed.length} of ${results.length} targets met`;
  return [table(cells, results, columns), '', ...reasons, verdict].join('\n');
}

export const command = defineCommand<Options>({
  description: `Errors are relative, on all cells of a table with the platform fitted to it. Held-out cells
are judged by fits that did not see them, from a template that knows nothing of the table but its priors, which takes a
few minutes: --no-fits leaves those targets out.
Figures in --json are fractions.`,
  examples: [
    { line: 'fidelity --no-fits', does: 'the targets that need no new fit' },
    { line: 'fidelity', does: 'every target' },
  ],
  declare: (command) => void command.option('--no-fits', 'leave out targets that fit parameters again'),
  run: ({ context, options }) => {
    const targets = FIDELITY_TARGETS.filter(({ fits }) => options.fits || !fits);
    const results = targets.map(checkTarget);
    const met = results.every((result) => result.met);
    const columns = context.terminal.stdout ? context.terminal.columns : Number.POSITIVE_INFINITY;
    return { json: { met, targets: results }, text: resultText(results, columns), exitCode: met ? 0 : 1 };
  },
});
