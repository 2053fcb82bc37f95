import { comparisonJson } from '../../report/comparison/comparison-json.js';
import { comparisonText } from '../../report/comparison/comparison-text.js';
import { databaseOption, defineCommand } from '../command.js';
import { evaluationOption } from '../options/evaluation-option.js';
import { textWidth } from '../output.js';
import { withStore } from '../with-store.js';

interface Options {
  readonly db: string;
  readonly seeds?: string;
  readonly seed?: string;
}

export const command = defineCommand<Options>({
  description: `Runs everybody on the same held-back arrivals. Learned policies are judged in the integer form that
export writes. Each rule is tuned first, with as many simulated decisions as the learner had: one setting for all
scenarios, one for each platform where there are several, and one for each scenario. Where the experiment names a file
of tuned rules ("tunedRules", written by \`tune --rules\`) its settings are taken and nothing is tuned. Policies
trained with several seeds are judged together, and each is shown. Scenarios of the experiment's "generalisation" are
judged by themselves, its "parts" get verdicts of their own. The verdict holds the best learned policy against the best
rule with one setting, and may be "no significant gain"; the exit code is 0 whatever it is. Another one holds policies
of a platform each against the best rule with a setting for each platform. Everything goes into the database.

An experiment may open what a provider at the hook cannot choose. "batchCaps": ["8 folios", "64MiB", "by-mapping"] enters
every tuned rule and learned policy once more with batches of that size, as name@8 folios (needs a kernel change: the
hook runs after unmap; \`list batch-sizers\` has the rules). "dmaInterfaces": ["per-folio", "batch-descriptors"] does the
same with another way to hand folios to the DMA engine. Neither takes part in the verdict. "batching" cuts the batches of
everybody but the kernel, in training and tuning too: a batch sizer, a cap, {"default": {"pmd": "8 folios", "pte":
"32 folios"}, "reasons": {"demotion": {"pte": "mainline"}}}, or the file of such a table (\`tune --batching\`). What is
"mainline" is moved as today, and no policy is asked.`,
  examples: [
    { line: 'compare quickstart', does: 'after `train quickstart`: the tables and the verdict' },
    { line: 'compare quickstart --seeds 20 --json', does: 'narrower intervals, for a program' },
  ],
  declare: (command) =>
    void command
      .argument('<experiment>', 'experiment file, or name of a shipped one')
      .option('--seeds <number>', "held-back episodes a scenario, instead of the experiment's")
      .option(
        '--seed <number>',
        "which held-back episodes, and of tuning where rules are tuned, instead of the experiment's",
      )
      .addOption(databaseOption()),
  run: async ({ context, args, options }) => {
    const { readExperiment } = await import('../../experiment/experiment-file.js');
    const { readGroups } = await import('../../comparison/learned-group.js');
    const { compareWatched } = await import('../watched/compare.js');
    const experiment = readExperiment(args[0] ?? '', context.cwd);
    const evaluation = evaluationOption(experiment, options);
    const groups = readGroups(experiment, context.cwd);
    return withStore(context, options, async (store) => {
      const report = await compareWatched(context, store, { ...experiment, evaluation }, groups);
      return { json: comparisonJson(report), text: comparisonText(report, textWidth(context)) };
    });
  },
});
