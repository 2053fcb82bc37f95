import { resolve } from 'node:path';
import { FoliotuneError } from '../../core/errors.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import { BATCH_CHOICES } from '../../experiment/tuning/batch-search.js';
import type { TuningSubject } from '../../experiment/tuning/subject.js';
import type { TuningRequest } from '../../experiment/tuning/tune.js';
import { tuningText } from '../../report/tuning-text.js';
import { openStore } from '../../store/store.js';
import { BATCHING_RULE, searchBatching, type TuneOptions } from '../batching-run.js';
import { databaseOption, defineCommand } from '../command.js';
import { countLine, liveProgress } from '../live-progress.js';
import { integerOption } from '../number-option.js';

/** Settings of a learner where nothing is said: each is a training. */
const LEARNER_TRIALS = 8;

/** The experiment's own learner where nothing is named. */
async function subjectOf(experiment: Experiment, options: TuneOptions, decisions: number): Promise<TuningSubject> {
  const { ruleSubject, learnerSubject } = await import('../../experiment/tuning/subject.js');
  const { rule, learner = experiment.learners[0]?.name } = options;
  if (rule !== undefined && options.learner !== undefined) {
    throw new FoliotuneError('usage', 'name a rule or a learner, not both', { path: '--rule' });
  }
  if (rule !== undefined) return ruleSubject(experiment, rule);
  if (learner === undefined) throw new FoliotuneError('usage', `${experiment.name} has no learner: name a --rule`);
  return learnerSubject(experiment, learner, decisions);
}

async function requestOf(experiment: Experiment, options: TuneOptions): Promise<TuningRequest> {
  const decisions = integerOption('--decisions', options.decisions, 1);
  const given = options.trials === undefined ? undefined : integerOption('--trials', options.trials, 1);
  const trials = given ?? (options.rule === undefined ? LEARNER_TRIALS : undefined);
  const seed = options.seed === undefined ? experiment.evaluation.seed : integerOption('--seed', options.seed, 0);
  const each = Math.max(1, Math.floor(decisions / (trials ?? 1)));
  return { experiment, subject: await subjectOf(experiment, options, each), decisions, trials, seed };
}

export const command = defineCommand<TuneOptions>({
  name: 'tune',
  summary: 'search the parameters of a rule, the hyper-parameters of a learner, or how batches are cut',
  description: `Settings are tried on tuning episodes, which neither training nor evaluation ever sees; the first setting is
the experiment's own. A rule spends the decisions on episodes. A learner is trained once a trial, each time with its part
of the decisions; the episodes that judge it come on top. With --batching a table is searched that says, by reason and by
what maps the folios, how many a batch holds or that a request goes the mainline way; "batching" of an experiment takes
the file that --out writes. That decision is taken before unmap and needs a kernel change.

Everything tried is in the database. Stopped by Ctrl-C or killed, the same command goes on where it was, and what comes
out is the same as if it had never been stopped. The score it prints is of the episodes the setting was chosen by.`,
  examples: [
    { line: 'tune quickstart --rule queue-aware --decisions 90000', does: 'one setting for all scenarios' },
    { line: 'tune quickstart --learner bandit --decisions 400000 --trials 8', does: 'eight trainings of 50000' },
    { line: 'tune suite --batching --decisions 6000000 --out models/suite/batch-table.json', does: 'a batch table' },
  ],
  declare: (command) =>
    void command
      .argument('<experiment>', 'experiment file, or name of a shipped one')
      .option('--rule <name>', 'one of its rules')
      .option('--learner <name>', 'one of its learners; the first where no rule is named')
      .option(
        '--batching [rule]',
        `how batches are cut; a rule decides within them, ${BATCHING_RULE} where none is named`,
      )
      .option('--choices <list>', `what an entry of that table may be; "${BATCH_CHOICES.join(', ')}" where absent`)
      .option('--out <file>', 'where the table of --batching goes')
      .requiredOption('--decisions <number>', 'simulated decisions to spend in all')
      .option('--trials <number>', `settings to try at most; ${LEARNER_TRIALS} for a learner`)
      .option('--seed <number>', "of the search and its episodes, instead of the experiment's evaluation's")
      .addOption(databaseOption()),
  run: async ({ context, args, options }) => {
    const { readExperiment } = await import('../../experiment/experiment-file.js');
    const experiment = readExperiment(args[0] ?? '', context.cwd);
    if (options.batching !== undefined) return searchBatching(context, experiment, options);
    for (const word of ['out', 'choices'] as const) {
      if (options[word] !== undefined) throw new FoliotuneError('usage', 'goes with --batching', { path: `--${word}` });
    }
    const { tuneSubject } = await import('../../experiment/tuning/tune.js');
    const request = await requestOf(experiment, options);
    const store = openStore(resolve(context.cwd, options.db));
    const progress = liveProgress(context);
    const began = performance.now();
    try {
      const report = await tuneSubject(store, request, {
        onProgress: (done, total) => progress.update(countLine(`tuning ${request.subject.name}`, done, total, began)),
        shouldStop: context.isInterrupted,
      });
      progress.done(`tuning ${request.subject.name}: ${report.settings} settings`);
      const columns = context.terminal.stdout ? context.terminal.columns : Number.POSITIVE_INFINITY;
      return { json: report, text: tuningText(report, columns) };
    } finally {
      store.close();
    }
  },
});
