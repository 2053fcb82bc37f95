import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FoliotuneError } from '../../src/core/errors.js';
import { ACTIONS } from '../../src/policy/action-table.js';
import { FEATURE_TABLE_HASH, FEATURES, type Feature, featureTableHash } from '../../src/policy/feature-table.js';
import { loadPolicy, policyText } from '../../src/policy/policy-file.js';
import { upgradePolicies } from '../../src/policy/upgrade-policy.js';
import { runLine } from '../cli/recorded-context.js';
import { SAMPLE_KINDS, samplePolicy } from './sample-policies.js';

/** The hash that policies carried while it covered the table's prose. */
const FORMER = '3c7b10537492f5be';

/** The table with one feature of it changed. */
function changed(name: string, change: Partial<Feature>): readonly Feature[] {
  return FEATURES.map((feature) => (feature.name === name ? { ...feature, ...change } : feature));
}

describe('the hash of the feature table', () => {
  it.each([{ unit: 'MB' }, { meaning: 'a clearer sentence' }, { availability: 'simulator' as const }])(
    'does not cover prose: %o',
    (change) => expect(featureTableHash(changed('reason', change))).toBe(FEATURE_TABLE_HASH),
  );

  it.each<Partial<Feature>>([
    { name: 'cause' },
    { ctype: 'u16' },
    { min: 1 },
    { max: 9 },
    { encoding: 'log2' },
    { values: ['demotion', 'syscall'] },
  ])('covers what a decision depends on: %o', (change) =>
    expect(featureTableHash(changed('reason', change))).not.toBe(FEATURE_TABLE_HASH),
  );

  it('covers the index of each feature, and how many there are', () => {
    const [first, second, ...rest] = FEATURES as readonly [Feature, Feature, ...Feature[]];
    expect(featureTableHash([second, first, ...rest])).not.toBe(FEATURE_TABLE_HASH);
    expect(featureTableHash(FEATURES.slice(0, -1))).not.toBe(FEATURE_TABLE_HASH);
  });

  it('knows what the numbers of every enumeration stand for', () => {
    for (const { name, unit, min, max, values } of FEATURES) {
      expect(values?.length, name).toBe(unit === 'enum' ? max - min + 1 : undefined);
    }
  });
});

describe('the action table', () => {
  it('holds no prose, so its hash covers none', () => {
    const members = 'channels dmaShare migrator name placement requires side stores workers'.split(' ');
    for (const action of ACTIONS) expect(Object.keys(action).sort()).toEqual(members);
  });
});

describe('an upgrade', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'foliotune-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  /** What `upgradePolicies` refuses with. */
  function refusal(...files: readonly string[]): FoliotuneError {
    try {
      upgradePolicies(files);
    } catch (error) {
      if (error instanceof FoliotuneError) return error;
      throw error;
    }
    throw new Error('the files were accepted');
  }

  const today = (kind: (typeof SAMPLE_KINDS)[number]): string => policyText(samplePolicy(kind, 1));
  const former = (text: string): string => text.replace(FEATURE_TABLE_HASH, FORMER);

  it.each(SAMPLE_KINDS)('makes a file load and changes nothing but the hash: %s', (kind) => {
    const file = write('old.json', former(today(kind)));
    expect(() => loadPolicy(file)).toThrow(/this version's table is/);
    expect(upgradePolicies([file])).toEqual([{ file, changed: true }]);
    expect(readFileSync(file, 'utf8')).toBe(today(kind));
    expect(loadPolicy(file).contents).toEqual(samplePolicy(kind, 1));
    expect(upgradePolicies([file])).toEqual([{ file, changed: false }]);
    expect(readdirSync(folder)).toEqual(['old.json']);
  });

  it('keeps white space, the order of keys, and the same words in the training record', () => {
    const { training: _, ...policy } = samplePolicy('tree', 1);
    const training = { experiment: '"é', seed: 1, decisions: 2, from: { featureTableHash: FORMER } };
    const text = (hash: string): string =>
      `${JSON.stringify({ training, ...policy, featureTableHash: hash }, null, 3)}\r\n\n`;
    const file = write('spread.json', text(FORMER));
    upgradePolicies([file]);
    expect(readFileSync(file, 'utf8')).toBe(text(FEATURE_TABLE_HASH));
  });

  it('refuses any other hash before it writes the first file', () => {
    const old = write('old.json', former(today('tree')));
    const other = write('other.json', today('mlp').replace(FEATURE_TABLE_HASH, '0123456789abcdef'));
    const error = refusal(old, other);
    expect([error.code, error.place.file, error.place.path]).toEqual(['hash-mismatch', other, 'featureTableHash']);
    expect(error.place.hint).toContain('train it again');
    expect(readFileSync(old, 'utf8')).toBe(former(today('tree')));
  });

  it('refuses a file that would not load afterwards, or is no policy', () => {
    const broken = former(today('tree')).replace('"format"', '"fromat"');
    expect(refusal(write('key.json', broken)).message).toContain('unknown key "fromat"');
    expect(refusal(write('cut.json', broken.slice(0, 300))).message).toContain('not valid JSON');
    expect(refusal(write('null.json', 'null')).code).toBe('file-invalid');
    const hidden = former(today('tree')).replace(FORMER, `\\u0033${FORMER.slice(1)}`);
    expect(refusal(write('hidden.json', hidden)).message).toContain('cannot be replaced');
  });

  it('is what the refusal of an old file asks for, and says what it did', async () => {
    write('a.json', former(today('tree')));
    write('b.json', today('mlp'));
    const { stderr } = await runLine('explain a.json', { cwd: folder });
    expect(stderr).toContain(`foliotune upgrade ${join(folder, 'a.json')}`);
    const { exitCode, stdout } = await runLine('upgrade a.json b.json', { cwd: folder });
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      `${join(folder, 'a.json')}: upgraded\n${join(folder, 'b.json')}: has the hash of this version\n`,
    );
  });
});
