import { resolve } from 'node:path';
import { loadPolicy } from '../../policy/policy-file.js';
import { evaluationText } from '../../report/comparison/evaluation-text.js';
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
}

export const command = defineCommand<Options>({
  description: `Runs the kernel, the policy in the integer form that export writes, its floating-point form, and the
references over it on the same held-back arrivals. Without --scenarios on those it was trained on.`,
  examples: [
    { line: 'evaluate models/quickstart.json', does: 'on its own scenarios' },
    {
      line: 'evaluate models/quickstart.json --scenarios zen3-ptdma/bulk-light-v2,zen3-ptdma/tiering-flood-v2 --seeds 10',
      does: 'on two scenarios, ten episodes each',
    },
  ],
  declare: (command) =>
    void command
      .argument('<policy>', 'policy file')
      .option('--scenarios <names>', 'names of `list scenarios`, separated by commas')
      .option('--seeds <number>', 'held-back episodes a scenario', '3')
      .option('--seed <number>', 'which held-back episodes', '1')
      .addOption(databaseOption()),
  run: async ({ context, args, options }) => {
    const { chosenScenarios, evaluatePolicy } = await import('../../comparison/evaluate.js');
    const { contents } = loadPolicy(resolve(context.cwd, args[0] ?? ''));
    const scenarios = chosenScenarios(contents, options.scenarios);
    const evaluation = {
      seeds: integerOption('--seeds', options.seeds, 1),
      seed: integerOption('--seed', options.seed, 0),
    };
    const progress = countedProgress(context, 'running the episodes');
    return withStore(context, options, async (store) => {
      const report = await evaluatePolicy(store, contents, { scenarios, evaluation }, progress.hooks);
      progress.done('running the episodes: done');
      const { comparison, quantisation, runId, notes } = report;
      const { scores: _, ...shown } = comparison;
      return {
        json: { policy: quantisation.policy, runId, ...shown, quantisation, notes },
        text: evaluationText(report, textWidth(context)),
      };
    });
  },
});
