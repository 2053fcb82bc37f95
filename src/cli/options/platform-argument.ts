import { isAbsolute, relative, resolve } from 'node:path';
import { readJson } from '../../core/text-file.js';
import { isPlatformFile, parsePlatform, platformFile } from '../../platform/load.js';
import type { Platform } from '../../platform/platform.js';
import type { Context } from '../command.js';

/** What `--platform` says: a shipped platform's name, or a file. */
export interface PlatformArgument {
  readonly file: string;
  readonly json: unknown;
  readonly platform: Platform;
}

export const PLATFORM_FLAG = '--platform <name|file>';

/** @throws FoliotuneError with the nearest name, or the place in the file. */
export function readPlatformArgument(context: Context, nameOrFile: string): PlatformArgument {
  const found = platformFile(nameOrFile);
  const file = isAbsolute(found) ? found : resolve(context.cwd, found);
  const json = readJson(file);
  return { file, json, platform: parsePlatform(json, found === file ? file : found) };
}

/** How scenarios name a platform: a shipped one's name, or the file from where the program runs. */
export function platformReference({ cwd }: Context, nameOrFile: string): string {
  return isPlatformFile(nameOrFile) ? relative('', resolve(cwd, nameOrFile)) : nameOrFile;
}
