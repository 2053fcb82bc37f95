import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { FoliotuneError } from './errors.js';

/**
 * Long work ends with writing a file: whether that can be done is known before it begins. Makes the folder.
 * @throws FoliotuneError `file-unwritable`.
 */
export function checkPlace(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    const rule = `cannot write here: ${(error as Error).message}`;
    throw new FoliotuneError('file-unwritable', rule, { file }, { cause: error });
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new FoliotuneError('file-unwritable', 'is a directory', { file });
  }
}
