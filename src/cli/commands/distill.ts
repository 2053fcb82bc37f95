import { basename, dirname, join, resolve } from 'node:path';
import { FoliotuneError } from '../../core/errors.js';
import { readPolicy } from '../../policy/policy-file.js';
import { distillationText } from '../../report/explanation/distillation-text.js';
import { databaseOption, defineCommand } from '../command.js';
import { integerOption } from '../options/number-option.js';
import { textWidth } from '../output.js';
import { countedProgress } from '../watched/live-progress.js';
import { withStore } from '../with-store.js';

interface Options {
  readonly db: string;
  readonly leaves: string;
  readonly out?: string;
  readonly features?: string;
  readonly scenarios?: string;
  readonly rounds: string;
  readonly states: string;
  readonly seeds: string;
  readonly seed: string;
}

/** @throws FoliotuneError `usage` for a size that is none or is asked for twice. */
function sizes(text: string): number[] {
  const numbers = text.split(',').map((size) => integerOption('--leaves', size, 1));
  if (new Set(numbers).size === numbers.length) return numbers;
  throw new FoliotuneError('usage', `names a size twice: "${text}"`, { path: '--leaves' });
}

function distillOptions({ leaves, rounds, states, seeds, seed }: Options) {
  return {
    leaves: sizes(leaves),
    rounds: integerOption('--rounds', rounds, 1),
    states: integerOption('--states', states, 1),
    seed: integerOption('--seed', seed, 0),
    evaluation: { seeds: integerOption('--seeds', seeds, 1), seed: integerOption('--seed', seed, 0) },
  };
}

/** Beside the policy it comes from: quickstart.json → quickstart-tree.json. */
function besideIt(file: string): string {
  return join(dirname(file), `${basename(file, '.json')}-tree.json`);
}

export const command = defineCommand<Options>({
  description: `States that the policy and the growing tree meet on training episodes are labelled with what each possible
action would cost there, and a tree is grown that loses least (VIPER). The costs are found on clones of the simulator, not
taken from the policy: so a tree may beat the policy it comes from. Sizes are judged on held-back episodes, paired
with the policy; the last size is saved. The same seed gives the same tree.`,
  examples: [
    {
      line: 'distill models/quickstart.json',
      does: '4 to 64 leaves; the last is saved as models/quickstart-tree.json',
    },
    {
      line: 'distill models/quickstart.json --leaves 4,8 --features hook --out models/rules.json',
      does: 'eight leaves that look only at what the kernel hook and its provider know today',
    },
  ],
  declare: (command) =>
    void command
      .argument('<policy>', 'policy file')
      .option('--leaves <numbers>', 'sizes to show, separated by commas; the last is saved', '4,8,16,32,64')
      .option('--out <file>', "where the tree goes; beside the policy, with -tree in its name, if it isn't said")
      .option('--features <which>', "hook, all, or names separated by commas; the policy's own if it isn't said")
      .option('--scenarios <names>', "names of `list scenarios`, separated by commas; the policy's own if not said")
      .option('--rounds <number>', 'times the tree is grown and its own states are added', '3')
      .option('--states <number>', 'labelled states a round, all scenarios together', '4000')
      .option('--seeds <number>', 'held-back episodes a scenario', '3')
      .option('--seed <number>', 'which training episodes, and which held-back ones', '1')
      .addOption(databaseOption()),
  run: async ({ context, args, options }) => {
    const { chosenScenarios } = await import('../../comparison/evaluate.js');
    const { chosenFeatures } = await import('../../analysis/feature-choice.js');
    const { distillPolicy } = await import('../../analysis/distill.js');
    const source = resolve(context.cwd, args[0] ?? '');
    const teacher = readPolicy(source);
    const file = options.out === undefined ? besideIt(source) : resolve(context.cwd, options.out);
    const features = chosenFeatures(teacher, options.features);
    const scenarios = chosenScenarios(teacher, options.scenarios);
    const wanted = { ...distillOptions(options), features, scenarios };
    const progress = countedProgress(context, 'distilling');
    return withStore(context, options, async (store) => {
      const report = await distillPolicy(store, teacher, file, wanted, {
        ...progress.hooks,
        onProgress: progress.count,
      });
      progress.done('distilled');
      const { policy, ...rest } = report;
      return {
        json: { name: policy.name, features: policy.features, ...rest },
        text: distillationText(report, textWidth(context)),
      };
    });
  },
});
