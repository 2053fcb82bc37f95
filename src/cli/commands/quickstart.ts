import { relative, resolve } from 'node:path';
import { FoliotuneError } from '../../core/errors.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import type { Training } from '../../experiment/train.js';
import { comparisonJson } from '../../report/comparison/comparison-json.js';
import { type QuickstartReport, quickstartText } from '../../report/comparison/quickstart-text.js';
import { openStore } from '../../store/store.js';
import { type Context, databaseOption, defineCommand, type Outcome } from '../command.js';
import { integerOption } from '../number-option.js';

interface Options {
  readonly db: string;
  readonly export: string;
  readonly inputs: string;
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

function stoppedOutcome(trainings: readonly Training[]): Outcome {
  const files = trainings.map(({ file }) => file);
  const text = `stopped on request while training; what was learned is saved: ${files.join(', ')}`;
  return { json: { stopped: true, policies: files }, text };
}

/** Without a compiler nothing could be shown wrong. */
function exitCode({ verification }: QuickstartReport): 0 | 1 {
  if (verification instanceof FoliotuneError) return verification.code === 'tool-missing' ? 0 : 1;
  return verification.verification.mismatches === 0 ? 0 : 1;
}

function outcome(context: Context, report: QuickstartReport): Outcome {
  const { fidelity, trainings, comparison, verification, ...rest } = report;
  const columns = context.terminal.stdout ? context.terminal.columns : Number.POSITIVE_INFINITY;
  const shown = (file: string): string => relative(context.cwd, file) || '.';
  const training = trainings.map(({ policy: _, ...one }) => one);
  const { cells, ...errors } = fidelity;
  return {
    json: {
      ...rest,
      fidelity: { cells: cells.length, ...errors },
      training,
      comparison: comparisonJson(comparison),
      verification: verification instanceof FoliotuneError ? { failed: verification.line } : verification,
    },
    text: quickstartText(report, shown, columns),
    exitCode: exitCode(report),
  };
}

export const command = defineCommand<Options>({
  name: 'quickstart',
  summary: 'everything once: judge the simulator, train, compare, export, verify',
  description: `What "npm start" runs, in about two minutes on two cores: holds the simulator against the published
tables, trains the shipped experiment, compares its policy with tuned rules and references, writes it as C for a kernel
and verifies that code. Ctrl-C during the training saves what was learned.`,
  examples: [
    { line: 'quickstart', does: 'the shipped experiment; writes models/ and data/foliotune.db' },
    { line: 'quickstart mine.json --export mine-c --json', does: 'the same for your own experiment, for a program' },
  ],
  declare: (command) =>
    void command
      .argument('[experiment]', 'experiment file, or name of a shipped one', 'quickstart')
      .option('--export <folder>', 'where the C code goes', 'models/quickstart-c')
      .option('--inputs <number>', 'inputs of the verification', '100000')
      .addOption(databaseOption()),
  run: async ({ context, args, options }) => {
    const { readExperiment } = await import('../../experiment/experiment-file.js');
    const { runQuickstart } = await import('../quickstart-run.js');
    const inputs = integerOption('--inputs', options.inputs, 1);
    const name = args[0] ?? 'quickstart';
    const experiment = checkFit(readExperiment(name, context.cwd));
    const exported = resolve(context.cwd, options.export);
    const store = openStore(resolve(context.cwd, options.db));
    try {
      const report = await runQuickstart(context, store, experiment, { exported, inputs });
      return 'comparison' in report ? outcome(context, { ...report, experiment: name }) : stoppedOutcome(report);
    } finally {
      store.close();
    }
  },
});
