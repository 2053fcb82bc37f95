import { resolve } from 'node:path';
import { upgradePolicies } from '../../policy/upgrade-policy.js';
import { defineCommand } from '../command.js';

export const command = defineCommand<object>({
  description: `A policy file holds the hash of the feature table it was trained against. Earlier versions hashed the
table's prose as well, so their files have another hash for the same table. This command replaces that hash; the model
and every result in the file stay byte for byte. All files are checked before the first is written. A file with any
other hash is refused: its policy must be trained again. A folder that export wrote is not upgraded: export the
upgraded policy again.`,
  examples: [
    { line: 'upgrade models/suite/universal-s1.json', does: 'a policy of the time before; again does nothing' },
  ],
  declare: (command) => void command.argument('<policy...>', 'policy files'),
  run: ({ context, args }) => {
    const files = upgradePolicies(args.map((file = '') => resolve(context.cwd, file)));
    const lines = files.map(({ file, changed }) => `${file}: ${changed ? 'upgraded' : 'has the hash of this version'}`);
    return { json: { files }, text: lines.join('\n') };
  },
});
