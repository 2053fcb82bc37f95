import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FoliotuneError } from './errors.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
};

function why(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? (error as Error).message;
}

/** @throws FoliotuneError `file-unreadable` */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new FoliotuneError('file-unreadable', `cannot read: ${why(error)}`, { file }, { cause: error });
  }
}

/** @throws FoliotuneError `file-unreadable` or `file-invalid` with the parser's position. */
export function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new FoliotuneError('file-invalid', `not valid JSON: ${(error as Error).message}`, { file }, { cause: error });
  }
}

/**
 * Writes the whole file or nothing: a temporary file beside it, then a rename.
 * @throws FoliotuneError `file-unwritable`
 */
export function writeText(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new FoliotuneError('file-unwritable', `cannot write: ${why(error)}`, { file }, { cause: error });
  }
}
