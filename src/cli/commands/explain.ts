import { resolve } from 'node:path';
import { loadPolicy } from '../../policy/policy-file.js';
import { decisionMapText } from '../../report/explanation/decision-map-text.js';
import { rulesText } from '../../report/explanation/rules-text.js';
import { defineCommand } from '../command.js';
import { integerOption } from '../options/number-option.js';

interface Options {
  readonly scenarios?: string;
  readonly seeds: string;
  readonly seed: string;
  readonly map?: boolean;
  readonly at?: string;
}

export const command = defineCommand<Options>({
  description: `A decision tree is printed as rules; each leaf with how often it decides and how much of the cost arises
there on held-back episodes (means over the scenarios). Any other policy is printed as a map of what it does with a batch
by folio size and number of folios. The map holds for one load: the middle of what the policy meets, unless --at
changes it.`,
  examples: [
    { line: 'explain models/quickstart-tree.json', does: 'the rules of a tree' },
    {
      line: 'explain models/quickstart.json --at dma_free=0,dst_idle_cpus=4',
      does: 'a map for when all DMA channels are held and four CPUs are idle',
    },
  ],
  declare: (command) =>
    void command
      .argument('<policy>', 'policy file')
      .option('--map', 'the map also for a tree')
      .option('--at <load>', 'features of the map, as name=value separated by commas')
      .option('--scenarios <names>', "names of `list scenarios`, separated by commas; the policy's own if not said")
      .option('--seeds <number>', 'held-back episodes a scenario', '1')
      .option('--seed <number>', 'which held-back episodes', '1'),
  run: async ({ context, args, options }) => {
    const { chosenScenarios } = await import('../../comparison/evaluate.js');
    const { explainPolicy } = await import('../../analysis/explain.js');
    const policy = loadPolicy(resolve(context.cwd, args[0] ?? ''));
    const scenarios = chosenScenarios(policy.contents, options.scenarios);
    const seeds = integerOption('--seeds', options.seeds, 1);
    const evaluation = { seeds, seed: integerOption('--seed', options.seed, 0) };
    const map = options.map === true || options.at !== undefined;
    const explanation = await explainPolicy(policy, { scenarios, evaluation, map, load: options.at });
    const { name, learner, features } = policy.contents;
    const text =
      explanation.kind === 'rules'
        ? rulesText(explanation.tree, explanation.leaves)
        : decisionMapText(explanation.map, features);
    return { json: { policy: `${learner}:${name}`, scenarios, ...explanation }, text: `${learner}:${name}\n\n${text}` };
  },
});
