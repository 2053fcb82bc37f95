import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readJson, readText, writeText } from '../../src/core/text-file.js';

const folder = mkdtempSync(join(tmpdir(), 'foliotune-text-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('what is written is read, in folders that are made for it, and nothing else is left there', () => {
  const file = join(folder, 'a', 'b', 'c.txt');
  writeText(file, 'first\n');
  writeText(file, 'ÄΩ−\n');
  expect(readText(file)).toBe('ÄΩ−\n');
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['c.txt']);
});

it('a file that is not there is named with the reason', () => {
  const file = join(folder, 'none.json');
  expect(() => readText(file)).toThrow(
    expect.objectContaining({ code: 'file-unreadable', line: `${file}: cannot read: no such file` }),
  );
});

it('a folder cannot be read as a file, nor a file be written over it', () => {
  const file = join(folder, 'd');
  mkdirSync(file);
  expect(() => readText(file)).toThrow(`${file}: cannot read: is a directory`);
  expect(() => writeText(file, 'x')).toThrow(expect.objectContaining({ code: 'file-unwritable' }));
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

it('a file in the way of a folder is named as such', () => {
  const file = join(folder, 'plain');
  writeFileSync(file, '');
  expect(() => readText(join(file, 'x'))).toThrow('cannot read: a part of the path is not a directory');
});

it('what is no JSON is refused with the parser’s words', () => {
  const file = join(folder, 'broken.json');
  writeFileSync(file, '{"a": }');
  expect(() => readJson(file)).toThrow(expect.objectContaining({ code: 'file-invalid', place: { file } }));
  expect(() => readJson(file)).toThrow(/not valid JSON: .*position 6|not valid JSON: Unexpected token/);
});
