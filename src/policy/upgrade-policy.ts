import { FoliotuneError } from '../core/errors.js';
import { readText, writeText } from '../core/text-file.js';
import { FEATURE_TABLE_HASH } from './feature-table.js';
import { namesSameTable } from './former-hashes.js';
import { parsePolicy } from './policy-schema.js';

/** What becomes of one policy file; `text` is absent where it has today's hash already. */
interface Upgrade {
  readonly file: string;
  readonly text?: string;
}

/** A file that was looked at, and whether it was written. */
export interface UpgradedFile {
  readonly file: string;
  readonly changed: boolean;
}

function parsed(text: string, file: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new FoliotuneError('file-invalid', `not valid JSON: ${(error as Error).message}`, { file }, { cause: error });
  }
}

/**
 * The text with another feature hash and every other character as it was. A training record may hold the same words,
 * so a place is taken only where exactly the file's own key changes.
 */
function withHash(text: string, contents: Record<string, unknown>, former: string, file: string): string {
  const wanted = JSON.stringify({ ...contents, featureTableHash: FEATURE_TABLE_HASH });
  for (const { index, 0: found } of text.matchAll(new RegExp(`"featureTableHash"\\s*:\\s*"${former}"`, 'g'))) {
    const place = index + found.lastIndexOf(former);
    const changed = text.slice(0, place) + FEATURE_TABLE_HASH + text.slice(place + former.length);
    if (JSON.stringify(JSON.parse(changed)) === wanted) return changed;
  }
  const rule = 'the hash is not written as plain text, so it cannot be replaced';
  throw new FoliotuneError('file-invalid', rule, { file, path: 'featureTableHash' });
}

function planUpgrade(file: string): Upgrade {
  const text = readText(file);
  const contents = parsed(text, file);
  const former = contents?.featureTableHash;
  if (typeof former !== 'string' || !namesSameTable(former, FEATURE_TABLE_HASH)) {
    parsePolicy(contents, file);
    return { file };
  }
  const changed = withHash(text, contents, former, file);
  parsePolicy(parsed(changed, file), file);
  return { file, text: changed };
}

/**
 * Moves policy files from a former hash of the feature table to today's; nothing else in them changes by a byte. All
 * are checked before the first is written, and each is written whole or not at all. A file of today's hash stays.
 * @throws FoliotuneError `hash-mismatch` for any other hash, else as reading and writing a policy do.
 */
export function upgradePolicies(files: readonly string[]): readonly UpgradedFile[] {
  const upgrades = files.map(planUpgrade);
  return upgrades.map(({ file, text }) => {
    if (text !== undefined) writeText(file, text);
    return { file, changed: text !== undefined };
  });
}
