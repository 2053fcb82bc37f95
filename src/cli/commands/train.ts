import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { FoliotuneError } from '../../core/errors.js';
import { nameHint } from '../../core/nearest.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import type { LearnerEntry } from '../../experiment/experiment-schema.js';
import type { TrainingTask } from '../../experiment/training-plan.js';
import { trainingJson } from '../../report/training/training-json.js';
import { trainingText } from '../../report/training/training-text.js';
import { databaseOption, defineCommand } from '../command.js';
import { integerOption } from '../options/number-option.js';
import { withStore } from '../with-store.js';

interface Options {
  readonly db: string;
  readonly seed?: string;
  readonly decisions?: string;
  readonly learner?: string;
  readonly out?: string;
  readonly platform?: string;
  readonly missing?: boolean;
}

/** The experiment's learners that are asked for, with what the command line changes. */
function wanted({ name, learners }: Experiment, { learner, seed, decisions, out }: Options): LearnerEntry[] {
  const chosen = learners.filter((entry) => learner === undefined || [entry.name, entry.as].includes(learner));
  if (chosen.length === 0) {
    const names = learners.map((entry) => entry.as ?? entry.name);
    const rule = names.length === 0 ? `${name} has no learner` : `${name} has no learner "${learner}"`;
    throw new FoliotuneError('usage', rule, names.length === 0 ? {} : { hint: nameHint(learner ?? '', names) });
  }
  const only = seed === undefined ? undefined : integerOption('--seed', seed, 0);
  return chosen.map((entry) => ({
    ...entry,
    ...(only === undefined ? {} : entry.seeds ? { seeds: [only] } : { seed: only }),
    ...(decisions === undefined ? {} : { decisions: integerOption('--decisions', decisions, 1) }),
    ...(out === undefined ? {} : { policy: out }),
  }));
}

/** The trainings that are asked for. */
function chosenTasks(all: readonly TrainingTask[], { out, platform, missing }: Options, cwd: string): TrainingTask[] {
  const own = all.filter((task) => platform === undefined || task.platform === platform);
  if (own.length === 0) {
    const known = [...new Set(all.flatMap((task) => task.platform ?? []))];
    const rule = `no learner has a policy of its own for "${platform}"`;
    throw new FoliotuneError('usage', rule, { path: '--platform', hint: nameHint(platform ?? '', known) });
  }
  if (out !== undefined && own.length > 1) {
    const rule = `${own.length} policies do not fit one file: name a --learner`;
    throw new FoliotuneError('usage', rule, { path: '--out' });
  }
  return own.filter(({ entry }) => missing !== true || !existsSync(resolve(cwd, entry.policy)));
}

/** What a person types to train one policy of an experiment again; where it goes does not change it. */
function commandLine(experiment: string, { decisions }: Options, { entry, platform }: TrainingTask): string {
  return [
    `foliotune train ${experiment} --learner ${entry.as ?? entry.name}`,
    ...(platform === undefined ? [] : [`--platform ${platform}`]),
    `--seed ${entry.seed}`,
    ...(decisions === undefined ? [] : [`--decisions ${decisions}`]),
  ].join(' ');
}

export const command = defineCommand<Options>({
  description: `An experiment is a JSON file, or the name of one that comes with foliotune (quickstart). The policy file is
written when the training ends. Ctrl-C ends the training early: what was learned so far is saved, and the run is recorded
as stopped. The same seed gives the same policy.`,
  examples: [
    { line: 'train quickstart', does: 'train on the six Zen 3 scenarios, write models/quickstart.json' },
    {
      line: 'train quickstart --seed 7 --decisions 20000 --out models/mine.json',
      does: 'another seed, a smaller budget',
    },
    {
      line: 'train suite --learner universal --missing',
      does: 'what is missing of one policy trained with five seeds',
    },
  ],
  declare: (command) =>
    void command
      .argument('<experiment>', 'experiment file, or name of a shipped one')
      .option('--seed <number>', "instead of the experiment's")
      .option('--decisions <number>', "simulated decisions to spend, instead of the experiment's")
      .option('--learner <name>', 'only this one of its learners, by its name or what its policies are called together')
      .option('--platform <name>', 'only the policies for this platform, where there is one for each')
      .option('--missing', 'only policies whose file is not there yet')
      .option('--out <file>', 'where the policy goes')
      .addOption(databaseOption()),
  run: async ({ context, args, options }) => {
    const { readExperiment } = await import('../../experiment/experiment-file.js');
    const { trainingTasks } = await import('../../experiment/training-plan.js');
    const { trainAll } = await import('../watched/train.js');
    const named = args[0] ?? '';
    const experiment = readExperiment(named, context.cwd);
    const asked = { ...experiment, learners: wanted(experiment, options) };
    const tasks = chosenTasks(trainingTasks(asked), options, context.cwd);
    const commandOf = (task: TrainingTask): string => commandLine(named, options, task);
    const trainings = await withStore(context, options, (store) => trainAll(context, store, asked, tasks, commandOf));
    return {
      json: { experiment: experiment.name, policies: trainings.map(trainingJson) },
      text: trainings.map(trainingText).join('\n'),
    };
  },
});
