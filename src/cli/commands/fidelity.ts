import { checkTarget } from '../../calibration/fidelity/target.js';
import { FIDELITY_TARGETS } from '../../calibration/fidelity/targets.js';
import { fidelityText } from '../../report/calibration/fidelity-text.js';
import { defineCommand } from '../command.js';
import { textWidth } from '../output.js';

interface Options {
  readonly fits: boolean;
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
    return { json: { met, targets: results }, text: fidelityText(results, textWidth(context)), exitCode: met ? 0 : 1 };
  },
});
