import { relative, resolve } from 'node:path';
import { FoliotuneError } from '../../core/errors.js';
import { writeText } from '../../core/text-file.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import { quickstartJson } from '../../report/quickstart/quickstart-json.js';
import { type QuickstartReport, quickstartText, stoppedText } from '../../report/quickstart/quickstart-text.js';
import type { TrainingResult } from '../../training/train.js';
import { type Context, databaseOption, defineCommand, type Outcome } from '../command.js';
import { integerOption } from '../options/number-option.js';
import { PLATFORM_FLAG, platformReference } from '../options/platform-argument.js';
import { textWidth } from '../output.js';
import { withStore } from '../with-store.js';

const PLATFORM_PLACE = { path: '--platform' } as const;

interface Options {
  readonly db: string;
  readonly platform?: string;
  readonly out?: string;
  readonly export?: string;
  readonly inputs: string;
  readonly decisions?: string;
  readonly seeds?: string;
}

/** What to run, and where its parts go. */
interface Plan {
  /** As the next command names it. */
  readonly name: string;
  readonly experiment: Experiment & { readonly platform: string };
  readonly exported: string;
}

/** @throws FoliotuneError where the experiment lacks what a quickstart shows. */
function checkFit(experiment: Experiment): Experiment & { readonly platform: string } {
  const { name, platform, learners } = experiment;
  if (platform !== undefined && learners.length > 0) return { ...experiment, platform };
  throw new FoliotuneError(
    'usage',
    `a quickstart wants an experiment with a platform and a learner, ${name} lacks one`,
  );
}

/** The experiment with other budgets; rules are tuned with what the learner gets, unless it says otherwise. */
function withBudgets<E extends Pick<Experiment, 'learners' | 'evaluation'>>(contents: E, options: Options): E {
  const { decisions, seeds } = options;
  const { learners, evaluation } = contents;
  const spend = decisions === undefined ? {} : { decisions: integerOption('--decisions', decisions, 1) };
  const held = seeds === undefined ? {} : { seeds: integerOption('--seeds', seeds, 1) };
  const changed = { learners: learners.map((one) => ({ ...one, ...spend })), evaluation: { ...evaluation, ...held } };
  return { ...contents, ...changed };
}

/** The shipped quickstart on another machine, written down so that `compare`, `train` and `study` can take it. */
async function planOn(context: Context, given: string, options: Options): Promise<Plan> {
  const { out, export: exported } = options;
  const { parseExperiment, readExperiment } = await import('../../experiment/experiment-file.js');
  const { platformLabel, quickstartOn } = await import('../../experiment/quickstart-experiment.js');
  const { cwd } = context;
  const reference = platformReference(context, given);
  const contents = withBudgets(quickstartOn(reference, readExperiment('quickstart', cwd)), options);
  const folder = `models/quickstart-${platformLabel(reference)}`;
  const name = out ?? `${folder}/experiment.json`;
  const experiment = checkFit(parseExperiment(contents, name));
  writeText(resolve(cwd, name), `${JSON.stringify(contents, null, 2)}\n`);
  return { name, experiment, exported: resolve(cwd, exported ?? `${folder}/c`) };
}

async function planOf(context: Context, given: string | undefined, options: Options): Promise<Plan> {
  const { platform, out, export: exported = 'models/quickstart-c' } = options;
  if (platform !== undefined && given === undefined) return planOn(context, platform, options);
  if (platform !== undefined) throw new FoliotuneError('usage', 'takes the place of an experiment', PLATFORM_PLACE);
  if (out !== undefined) throw new FoliotuneError('usage', 'goes with --platform', { path: '--out' });
  const { cwd } = context;
  const { readExperiment } = await import('../../experiment/experiment-file.js');
  const name = given ?? 'quickstart';
  const experiment = checkFit(withBudgets(readExperiment(name, cwd), options));
  return { name, experiment, exported: resolve(cwd, exported) };
}

function stoppedOutcome(trainings: readonly TrainingResult[]): Outcome {
  const policies = trainings.map(({ file }) => file);
  return { json: { stopped: true, policies }, text: stoppedText(policies) };
}

/** Without a compiler nothing could be shown wrong. */
function exitCode({ verification }: QuickstartReport): 0 | 1 {
  if (verification instanceof FoliotuneError) return verification.code === 'tool-missing' ? 0 : 1;
  return verification.verification.mismatches === 0 ? 0 : 1;
}

function outcome(context: Context, report: QuickstartReport): Outcome {
  const shown = (file: string): string => relative(context.cwd, file) || '.';
  const text = quickstartText(report, shown, textWidth(context));
  return { json: quickstartJson(report), text, exitCode: exitCode(report) };
}

export const command = defineCommand<Options>({
  description: `What "npm start" runs, in about two minutes on two cores: holds the simulator against the published
tables, trains the shipped experiment, compares its policy with tuned rules and references, writes it as C for a kernel
and verifies that code. Ctrl-C during the training saves what was learned.

With --platform it does the same for another machine: light and heavy traffic of the kinds that make sense on it, as
heavy as its own cores and bandwidth say. What is assumed of the machine is said beside the verdict.`,
  examples: [
    { line: 'quickstart', does: 'the shipped experiment; writes models/ and data/foliotune.db' },
    { line: 'quickstart --platform gh200', does: 'the same for another machine' },
    { line: 'quickstart --platform ./mine.json', does: 'for your own, as calibrate wrote it' },
    { line: 'quickstart mine.json --export mine-c --json', does: 'the same for your own experiment, for a program' },
  ],
  declare: (command) =>
    void command
      .argument('[experiment]', 'experiment file, or name of a shipped one (quickstart)')
      .option(PLATFORM_FLAG, 'another machine, shipped or your own: a grid of scenarios is derived from it')
      .option('--out <file>', 'with --platform: the experiment, to go on with (models/quickstart-NAME/experiment.json)')
      .option('--export <folder>', 'where the C code goes (models/quickstart-c, models/quickstart-NAME/c)')
      .option('--decisions <number>', 'simulated decisions of each learner and each rule (as the experiment has them)')
      .option('--seeds <number>', 'held-back episodes a scenario (as the experiment has them)')
      .option('--inputs <number>', 'inputs of the verification', '100000')
      .addOption(databaseOption()),
  run: async ({ context, args, options }) => {
    const { runQuickstart } = await import('../watched/quickstart.js');
    const inputs = integerOption('--inputs', options.inputs, 1);
    const { name, experiment, exported } = await planOf(context, args[0], options);
    return withStore(context, options, async (store) => {
      const report = await runQuickstart(context, store, experiment, { exported, inputs });
      return 'comparison' in report ? outcome(context, { ...report, experiment: name }) : stoppedOutcome(report);
    });
  },
});
