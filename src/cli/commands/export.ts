import { resolve } from 'node:path';
import { EXPORT_FORMATS } from '../../export/export-formats.js';
import { exportPolicy } from '../../export/export-policy.js';
import { MANIFEST_FILE } from '../../export/manifest.js';
import { loadPolicy } from '../../policy/policy-file.js';
import { defineCommand } from '../command.js';

interface Options {
  readonly format: string;
  readonly out: string;
}

export const command = defineCommand<Options>({
  description: `Writes a folder with the code, the policy it came from, test vectors and a manifest of hashes. The code
computes in integers, bit for bit what compare judges; verify proves it. Formats: ${EXPORT_FORMATS.names.join(', ')}.`,
  examples: [{ line: 'export models/quickstart.json --format c --out quickstart-c', does: 'a C header for a kernel' }],
  declare: (command) =>
    void command
      .argument('<policy>', 'policy file')
      .option('--format <name>', 'a name of `list exports`', 'c')
      .requiredOption('--out <folder>', 'where the files go'),
  run: ({ context, args, options }) => {
    const { format } = options;
    const policy = loadPolicy(resolve(context.cwd, args[0] ?? ''));
    const directory = resolve(context.cwd, options.out);
    const manifest = exportPolicy(policy, format, directory);
    const files = [...Object.keys(manifest.files), MANIFEST_FILE];
    const { learner, name, kind } = manifest.policy;
    return {
      json: { directory, ...manifest },
      text: [`${learner}:${name} (${kind}) as ${format} in ${directory}`, ...files.map((file) => `  ${file}`)].join(
        '\n',
      ),
    };
  },
});
