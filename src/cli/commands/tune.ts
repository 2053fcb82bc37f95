import { resolve } from 'node:path';
import { FoliotuneError } from '../../core/errors.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import type { TuningSubject } from '../../experiment/tuning/subject.js';
import type { TuningRequest } from '../../experiment/tuning/tune.js';
import { tuningText } from '../../report/tuning-text.js';
import { openStore, type Store } from '../../store/store.js';
import { type Context, databaseOption, defineCommand, type Outcome } from '../command.js';
import { countLine, liveProgress } from '../live-progress.js';
import { integerOption } from '../number-option.js';
import type { RulesOptions } from '../tune-rules-run.js';

interface Options extends RulesOptions {
  readonly rules?: true;
  readonly rule?: string;
  readonly learner?: string;
  readonly trials?: string;
  readonly db: string;
}

/** Settings of a learner where nothing is said: each is a training. */
const LEARNER_TRIALS = 8;

/** Every rule, or one rule or learner: an option of the one says nothing to the other. */
function checkTogether({ rules, rule, learner, trials, platformDecisions, out }: Options): void {
  const [given, others] = rules
    ? ['--rules', { '--rule': rule, '--learner': learner, '--trials': trials }]
    : [undefined, { '--platform-decisions': platformDecisions, '--out': out }];
  for (const [path, value] of Object.entries(others)) {
    if (value === undefined) continue;
    const complaint = given === undefined ? 'goes with --rules' : `does not go with ${given}`;
    throw new FoliotuneError('usage', complaint, { path });
  }
}

/** The experiment's own learner where nothing is named. */
async function subjectOf(experiment: Experiment, options: Options, decisions: number): Promise<TuningSubject> {
  const { ruleSubject, learnerSubject } = await import('../../experiment/tuning/subject.js');
  const { rule, learner = experiment.learners[0]?.name } = options;
  if (rule !== undefined && options.learner !== undefined) {
    throw new FoliotuneError('usage', 'name a rule or a learner, not both', { path: '--rule' });
  }
  if (rule !== undefined) return ruleSubject(experiment, rule);
  if (learner === undefined) throw new FoliotuneError('usage', `${experiment.name} has no learner: name a --rule`);
  return learnerSubject(experiment, learner, decisions);
}

async function requestOf(experiment: Experiment, options: Options): Promise<TuningRequest> {
  const decisions = integerOption('--decisions', options.decisions, 1);
  const given = options.trials === undefined ? undefined : integerOption('--trials', options.trials, 1);
  const trials = given ?? (options.rule === undefined ? LEARNER_TRIALS : undefined);
  const seed = options.seed === undefined ? experiment.evaluation.seed : integerOption('--seed', options.seed, 0);
  const each = Math.max(1, Math.floor(decisions / (trials ?? 1)));
  return { experiment, subject: await subjectOf(experiment, options, each), decisions, trials, seed };
}

/** What is left to do once the words are understood. */
type Work = (store: Store) => Promise<Outcome>;

async function rulesWork(experiment: Experiment, named: string, options: Options, context: Context): Promise<Work> {
  const { rulesRequest, runTuneRules } = await import('../tune-rules-run.js');
  const request = rulesRequest(experiment, named, options, context.cwd);
  return (store) => runTuneRules(context, store, request);
}

async function singleWork(experiment: Experiment, options: Options, context: Context): Promise<Work> {
  const request = await requestOf(experiment, options);
  return (store) => runTune(context, store, request);
}

async function runTune(context: Context, store: Store, request: TuningRequest): Promise<Outcome> {
  const { tuneSubject } = await import('../../experiment/tuning/tune.js');
  const progress = liveProgress(context);
  const began = performance.now();
  const report = await tuneSubject(store, request, {
    onProgress: (done, total) => progress.update(countLine(`tuning ${request.subject.name}`, done, total, began)),
    shouldStop: context.isInterrupted,
  });
  progress.done(`tuning ${request.subject.name}: ${report.settings} settings`);
  const columns = context.terminal.stdout ? context.terminal.columns : Number.POSITIVE_INFINITY;
  return { json: report, text: tuningText(report, columns) };
}

export const command = defineCommand<Options>({
  name: 'tune',
  summary: 'search the parameters of a rule, of every rule, or the hyper-parameters of a learner',
  description: `Settings are tried on tuning episodes, which neither training nor evaluation ever sees; the first setting is
the experiment's own. A rule spends the decisions on episodes. A learner is trained once a trial, each time with its part
of the decisions; the episodes that judge it come on top.

With --rules every rule of the experiment is tuned, by searches of their own: one setting for all scenarios with
--decisions, one for each platform with --platform-decisions, and one for each scenario, which share those of its platform.
All of it goes into one file; \`compare\` reads it instead of tuning where the experiment names it as "tunedRules".

Everything tried is in the database. Stopped by Ctrl-C or killed, the same command goes on where it was, and what comes
out is the same as if it had never been stopped. The score it prints is of the episodes the setting was chosen by.`,
  examples: [
    { line: 'tune quickstart --rule queue-aware --decisions 90000', does: 'one setting for all scenarios' },
    {
      line: 'tune suite --rules --decisions 2000000 --platform-decisions 600000 --out models/suite/rules.json',
      does: 'every rule, with as many decisions as the policies it is held against',
    },
    { line: 'tune quickstart --learner bandit --decisions 400000 --trials 8', does: 'eight trainings of 50000' },
  ],
  declare: (command) =>
    void command
      .argument('<experiment>', 'experiment file, or name of a shipped one')
      .option('--rule <name>', 'one of its rules')
      .option('--learner <name>', 'one of its learners; the first where no rule is named')
      .option('--rules', 'all of its rules, for everything, for each platform and for each scenario')
      .requiredOption(
        '--decisions <number>',
        'simulated decisions to spend in all; with --rules on one setting of a rule',
      )
      .option(
        '--platform-decisions <number>',
        'with --rules: on the setting of a rule for a platform; as --decisions unless said',
      )
      .option('--out <file>', 'with --rules: where the settings go, unless the experiment has "tunedRules"')
      .option('--trials <number>', `settings to try at most; ${LEARNER_TRIALS} for a learner`)
      .option('--seed <number>', "of the search and its episodes, instead of the experiment's evaluation's")
      .addOption(databaseOption()),
  run: async ({ context, args, options }) => {
    checkTogether(options);
    const { readExperiment } = await import('../../experiment/experiment-file.js');
    const experiment = readExperiment(args[0] ?? '', context.cwd);
    const work = options.rules
      ? await rulesWork(experiment, args[0] ?? '', options, context)
      : await singleWork(experiment, options, context);
    const store = openStore(resolve(context.cwd, options.db));
    try {
      return await work(store);
    } finally {
      store.close();
    }
  },
});
