import { BATCH_CHOICES } from '../../tuning/batch-search.js';
import { databaseOption, defineCommand } from '../command.js';
import {
  BATCHING_RULE,
  BATCHING_START,
  LEARNER_TRIALS,
  searchOf,
  type TuneCall,
  type TuneOptions,
  type TuneSearch,
  type TuneWork,
} from '../options/tune-options.js';
import { withStore } from '../with-store.js';

async function workOf(search: TuneSearch, call: TuneCall): Promise<TuneWork> {
  switch (search) {
    case 'rules':
      return (await import('../watched/tune-rules.js')).rulesWork(call);
    case 'batching':
      return (await import('../watched/tune-batching.js')).batchingWork(call);
    case 'one':
      return (await import('../watched/tune-one.js')).oneWork(call);
    default:
      return search satisfies never;
  }
}

export const command = defineCommand<TuneOptions>({
  description: `Settings are tried on tuning episodes, which neither training nor evaluation ever sees; the first setting is
the experiment's own. A rule spends the decisions on episodes. A learner is trained once a trial, each time with its part
of the decisions; the episodes that judge it come on top.

With --rules every rule of the experiment is tuned, by searches of their own: one setting for all scenarios with
--decisions, one for each platform with --platform-decisions, and one for each scenario, which share those of its platform.
All of it goes into one file; \`compare\` reads it instead of tuning where the experiment names it as "tunedRules".

With --batching a table is searched that says, by reason and by what maps the folios, how many a batch holds or that a
request goes the mainline way; "batching" of an experiment takes the file that --out writes, and then everything is tuned
under it. That decision is taken before unmap and needs a kernel change.

Everything tried is in the database. Stopped by Ctrl-C or killed, the same command goes on where it was, and what comes
out is the same as if it had never been stopped. The score it prints is of the episodes the setting was chosen by.`,
  examples: [
    { line: 'tune quickstart --rule queue-aware --decisions 90000', does: 'one setting for all scenarios' },
    {
      line: 'tune suite --rules --decisions 2000000 --platform-decisions 600000 --out models/suite/rules.json',
      does: 'every rule, with as many decisions as the policies it is held against',
    },
    { line: 'tune quickstart --learner bandit --decisions 400000 --trials 8', does: 'eight trainings of 50000' },
    { line: 'tune suite --batching --decisions 6000000 --out models/suite/batch-table.json', does: 'a batch table' },
  ],
  declare: (command) =>
    void command
      .argument('<experiment>', 'experiment file, or name of a shipped one')
      .option('--rule <name>', 'one of its rules')
      .option('--learner <name>', 'one of its learners; the first where no rule is named')
      .option('--rules', 'all of its rules, for everything, for each platform and for each scenario')
      .option(
        '--batching [rule]',
        `how batches are cut; a rule decides within them, ${BATCHING_RULE} where none is named`,
      )
      .requiredOption(
        '--decisions <number>',
        'simulated decisions to spend in all; with --rules on one setting of a rule',
      )
      .option(
        '--platform-decisions <number>',
        'with --rules: on the setting of a rule for a platform; as --decisions unless said',
      )
      .option(
        '--start <batching>',
        `with --batching: the sizer or cap that the search begins with; ${BATCHING_START} where absent`,
      )
      .option(
        '--choices <list>',
        `with --batching: what an entry of the table may be; "${BATCH_CHOICES.join(', ')}" where absent`,
      )
      .option(
        '--out <file>',
        'where the settings of --rules go, unless the experiment has "tunedRules", or the table of --batching',
      )
      .option('--trials <number>', `settings to try at most; ${LEARNER_TRIALS} for a learner`)
      .option('--seed <number>', "of the search and its episodes, instead of the experiment's evaluation's")
      .addOption(databaseOption()),
  run: async ({ context, args, options }) => {
    const search = searchOf(options);
    const { readExperiment } = await import('../../experiment/experiment-file.js');
    const named = args[0] ?? '';
    const experiment = readExperiment(named, context.cwd);
    const work = await workOf(search, { context, experiment, named, options });
    return withStore(context, options, work);
  },
});
