import type { SensitivityOptions } from '../../analysis/sensitivity.js';
import type { LearnedGroup } from '../../comparison/learned-group.js';
import { FoliotuneError } from '../../core/errors.js';
import { nameHint } from '../../core/nearest.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import { sensitivityText } from '../../report/comparison/sensitivity-text.js';
import { defineCommand } from '../command.js';
import { evaluationOption } from '../options/evaluation-option.js';
import { integerOption } from '../options/number-option.js';
import { textWidth } from '../output.js';
import { countedProgress } from '../watched/live-progress.js';

interface Options {
  readonly policy?: string;
  readonly platform?: string;
  readonly factors: string;
  readonly seeds: string;
  readonly seed?: string;
  readonly tune?: string;
}

/** Spent on each rule's tuning where none were saved. */
const TUNE = 20_000;

/** The experiment's saved rules, unless they are to be tuned. */
async function rulesOf(experiment: Experiment, { tune }: Options, cwd: string): Promise<SensitivityOptions['rules']> {
  if (tune !== undefined) return integerOption('--tune', tune, 1);
  const { readSavedRules } = await import('../../comparison/saved-rules.js');
  return readSavedRules(experiment, cwd)?.tuned ?? TUNE;
}

function factorsOf(text: string): number[] {
  const factors = text.split(',').map(Number);
  const valid = factors.every((factor) => Number.isFinite(factor) && factor > 0 && factor !== 1);
  if (valid) return factors;
  throw new FoliotuneError('usage', `must be factors above 0 and other than 1, separated by commas, got "${text}"`, {
    path: '--factors',
  });
}

/** The first group where none is named. @throws FoliotuneError `usage` with the nearest name. */
function groupNamed(groups: readonly LearnedGroup[], experiment: string, policy: string | undefined): LearnedGroup {
  const group = groups.find(({ name }) => policy === undefined || name === policy);
  if (group) return group;
  const hint = nameHint(
    policy ?? '',
    groups.map(({ name }) => name),
  );
  throw new FoliotuneError('usage', `${experiment} has no policy "${policy ?? ''}"`, { path: '--policy', hint });
}

export const command = defineCommand<Options>({
  description: `Judges a saved policy of an experiment against its best rule in worlds in which one assumed number is wrong by a
factor: each assumed number of the platform, and how hot pages are, how busy tenants, how many requests, what an idle
core is worth. Neither policy nor rule is trained or tuned anew; rules are the experiment's tuned ones where it names a
file of them. A verdict is a gain or a loss where the 95 % interval excludes 0.`,
  examples: [
    { line: 'sensitivity quickstart', does: 'every assumption halved and doubled' },
    {
      line: 'sensitivity suite --policy universal --platform zen3-ptdma --factors 0.75,1.25',
      does: 'off by a quarter',
    },
  ],
  declare: (command) =>
    void command
      .argument('<experiment>', 'experiment file, or name of a shipped one')
      .option('--policy <name>', "one of the experiment's learned policies; the first if not said")
      .option('--platform <name>', "the platform whose numbers are doubted; the first scenario's if not said")
      .option('--factors <numbers>', 'by how much they are wrong, separated by commas', '0.5,2')
      .option('--seeds <number>', 'held-back episodes a scenario', '2')
      .option('--seed <number>', "which held-back episodes, instead of the experiment's")
      .option('--tune <number>', `decisions that each rule's tuning may spend, instead of saved rules; else ${TUNE}`),
  run: async ({ context, args, options }) => {
    const { readExperiment } = await import('../../experiment/experiment-file.js');
    const { readGroups } = await import('../../comparison/learned-group.js');
    const { platformsOf } = await import('../../experiment/machines.js');
    const { sensitivityOf } = await import('../../analysis/sensitivity.js');
    const experiment = readExperiment(args[0] ?? '', context.cwd);
    const factors = factorsOf(options.factors);
    const group = groupNamed(readGroups(experiment, context.cwd), experiment.name, options.policy);
    const platform = options.platform ?? platformsOf(experiment.scenarios)[0] ?? '';
    const progress = countedProgress(context, 'running the worlds');
    const report = await sensitivityOf(
      experiment,
      group,
      {
        ...{ platform, factors },
        evaluation: evaluationOption(experiment, options),
        rules: await rulesOf(experiment, options, context.cwd),
      },
      progress.hooks,
    );
    progress.done('running the worlds: done');
    return { json: report, text: sensitivityText(report, textWidth(context)) };
  },
});
