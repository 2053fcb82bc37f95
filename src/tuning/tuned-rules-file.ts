import { canonicalJson } from '../core/canonical-json.js';
import { parseWith } from '../core/schema.js';
import { readJson, writeText } from '../core/text-file.js';
import { type TunedRulesFile, tunedRulesSchema } from './tuned-rules-schema.js';

/** Objects down to here have a line per key: that of a setting is the last. */
const BROKEN = 4;

function textOf(value: unknown, depth: number): string {
  if (depth >= BROKEN || typeof value !== 'object' || value === null) return canonicalJson(value);
  const indent = '  '.repeat(depth + 1);
  const lines = Object.entries(value).map(
    ([key, member]) => `${indent}${JSON.stringify(key)}: ${textOf(member, depth + 1)}`,
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent.slice(2)}}`;
}

/** A line per setting: two versions of a file differ in the settings that differ. */
function fileText(contents: TunedRulesFile): string {
  return `${textOf(contents, 0)}\n`;
}

/** @throws FoliotuneError `file-unreadable`, or `file-invalid` naming path, rule, value and the nearest key. */
export function readTunedRules(file: string): TunedRulesFile {
  return parseWith(tunedRulesSchema, readJson(file), file);
}

/** Writes the whole file or nothing. @throws FoliotuneError `file-invalid` or `file-unwritable`. */
export function writeTunedRules(file: string, contents: TunedRulesFile): void {
  writeText(file, fileText(parseWith(tunedRulesSchema, contents, file)));
}
