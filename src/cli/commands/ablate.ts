import { resolve } from 'node:path';
import { loadPolicy } from '../../policy/policy-file.js';
import { ablationText } from '../../report/comparison/ablation-text.js';
import { databaseOption, defineCommand } from '../command.js';
import { integerOption } from '../options/number-option.js';
import { textWidth } from '../output.js';
import { countedProgress } from '../watched/live-progress.js';
import { withStore } from '../with-store.js';

interface Options {
  readonly db: string;
  readonly scenarios?: string;
  readonly seeds: string;
  readonly seed: string;
  readonly retrain?: boolean;
  readonly each?: boolean;
  readonly trainings: string;
  readonly decisions?: string;
}

export const command = defineCommand<Options>({
  description: `Shuffles one feature after the other, and sets of them that tell the same, and measures what that costs on
held-back episodes (permutation importance by cost). With --retrain the same learner is trained again with the features
that the hook, or the hook and its provider, know today; with --each also without every single one. Costs are in percent
of what today's kernel costs, with 95 % intervals.`,
  examples: [
    { line: 'ablate models/quickstart.json', does: 'permutation importance on its own scenarios' },
    {
      line: 'ablate models/quickstart.json --retrain --trainings 3 --decisions 30000',
      does: 'what the hook alone would be worth, three trainings each',
    },
  ],
  declare: (command) =>
    void command
      .argument('<policy>', 'policy file')
      .option('--scenarios <names>', "names of `list scenarios`, separated by commas; the policy's own if not said")
      .option('--seeds <number>', 'held-back episodes a scenario', '3')
      .option('--seed <number>', 'which held-back episodes', '1')
      .option('--retrain', 'train again with fewer features')
      .option('--each', 'with --retrain: also without each single feature')
      .option('--trainings <number>', 'seeds of every retraining', '5')
      .option('--decisions <number>', "simulated decisions of every retraining; the policy's own if not said")
      .addOption(databaseOption()),
  run: async ({ context, args, options }) => {
    const { chosenScenarios } = await import('../../comparison/evaluate.js');
    const { ablatePolicy } = await import('../../analysis/ablate.js');
    const policy = loadPolicy(resolve(context.cwd, args[0] ?? ''));
    const scenarios = chosenScenarios(policy.contents, options.scenarios);
    const evaluation = {
      seeds: integerOption('--seeds', options.seeds, 1),
      seed: integerOption('--seed', options.seed, 0),
    };
    const { decisions } = options;
    const retraining =
      options.retrain === true
        ? {
            each: options.each === true,
            trainings: integerOption('--trainings', options.trainings, 1),
            decisions: decisions === undefined ? undefined : integerOption('--decisions', decisions, 1),
          }
        : undefined;
    const progress = countedProgress(context, 'running the episodes');
    return withStore(context, options, async (store) => {
      const report = await ablatePolicy(
        store,
        policy,
        { scenarios, evaluation, retraining },
        {
          ...progress.hooks,
          onTraining: (done, total) => progress.count('training', done, total),
        },
      );
      progress.done('ablation: done');
      return {
        json: report,
        text: ablationText(report.policy, report.importances, report.removals, textWidth(context)),
      };
    });
  },
});
