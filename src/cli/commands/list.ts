import { resolve } from 'node:path';
import { FoliotuneError } from '../../core/errors.js';
import { nameHint } from '../../core/nearest.js';
import { isPlatformFile, platformNames } from '../../platform/load.js';
import { kindText, type Row } from '../../report/list/list-text.js';
import { databaseOption, defineCommand } from '../command.js';
import { KIND_NAMES, type Places, rowsOfKind } from '../listing/kinds.js';
import { PLATFORM_FLAG, platformReference } from '../options/platform-argument.js';
import { textWidth } from '../output.js';

/** @throws FoliotuneError `name-unknown` with the nearest platform, `usage` beside a kind that has none. */
function checkPlatform(platform: string | undefined, kind: string | undefined): void {
  if (platform === undefined) return;
  if (!isPlatformFile(platform) && !platformNames().includes(platform)) {
    const hint = nameHint(platform, platformNames());
    throw new FoliotuneError('name-unknown', `unknown platform "${platform}"`, { path: '--platform', hint });
  }
  if (kind !== 'scenarios') {
    throw new FoliotuneError('usage', `goes with "list scenarios", got ${kind ?? 'no kind'}`, { path: '--platform' });
  }
}

export const command = defineCommand<Places>({
  description: `Without a name it lists everything. Names: ${KIND_NAMES.join(', ')}.`,
  examples: [
    { line: 'list features', does: 'what a policy sees, with unit and range' },
    { line: 'list scenarios --platform spr-dsa', does: 'the scenarios on one machine' },
    {
      line: 'list scenarios --platform data/platforms/icx-2s.json',
      does: 'those that a platform file makes, your own too',
    },
    { line: 'list runs --db data/foliotune.db', does: 'the stored runs, newest first' },
    { line: 'list --json', does: 'everything, for a program' },
  ],
  declare: (command) =>
    void command
      .argument('[what]', 'one kind only')
      .addOption(databaseOption())
      .option('--models <folder>', 'folder of saved policies', 'models')
      .option(PLATFORM_FLAG, 'with scenarios: only those of this platform, derived ones too'),
  run: async ({ context, args, options }) => {
    checkPlatform(options.platform, args[0]);
    const places = {
      ...options,
      ...(options.platform === undefined ? {} : { platform: platformReference(context, options.platform) }),
      db: resolve(context.cwd, options.db),
      models: resolve(context.cwd, options.models),
    };
    const json: Record<string, readonly Row[]> = {};
    for (const kind of args[0] === undefined ? KIND_NAMES : [args[0]]) json[kind] = await rowsOfKind(kind, places);
    const isWhole = options.platform === undefined;
    const texts = Object.entries(json).map(([kind, rows]) => kindText(kind, rows, isWhole, textWidth(context)));
    return { json, text: texts.join('\n\n') };
  },
});
