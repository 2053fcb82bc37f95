import { resolve } from 'node:path';
import { verificationText } from '../../report/comparison/verification-text.js';
import { defineCommand } from '../command.js';
import { integerOption } from '../options/number-option.js';
import { textWidth } from '../output.js';

interface Options {
  readonly inputs: string;
  readonly seeds: string;
}

export const command = defineCommand<Options>({
  description: `Holds the folder's files against its manifest, compiles what can be compiled, and compares decisions and
masks with the integer policy on the folder's vectors and on fresh ones. Says besides in how many states visited on
held-back episodes the integers act otherwise than the floating-point form that was trained, and what that costs in
score. Exits with 1 on a single mismatch.`,
  examples: [{ line: 'verify quickstart-c --inputs 1000000', does: 'a million fresh inputs' }],
  declare: (command) =>
    void command
      .argument('<folder>', 'what export wrote')
      .option('--inputs <number>', 'fresh inputs', '100000')
      .option('--seeds <number>', 'held-back episodes a scenario', '2'),
  run: async ({ context, args, options }) => {
    const { verifyFolder } = await import('../../analysis/verify-export.js');
    const inputs = integerOption('--inputs', options.inputs, 1);
    const evaluation = { seeds: integerOption('--seeds', options.seeds, 1), seed: 1 };
    const report = await verifyFolder(resolve(context.cwd, args[0] ?? ''), { inputs, evaluation });
    const { verification, visited } = report;
    return {
      json: { ...verification, visited },
      text: verificationText(report, textWidth(context)),
      exitCode: verification.mismatches === 0 ? 0 : 1,
    };
  },
});
