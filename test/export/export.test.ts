import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FoliotuneError } from '../../src/core/errors.js';
import { findCompilers } from '../../src/export/c/compiler.js';
import { EXPORT_FORMATS } from '../../src/export/export-formats.js';
import { exportPolicy } from '../../src/export/export-policy.js';
import { generateInputs } from '../../src/export/input-generator.js';
import { fileHash } from '../../src/export/manifest.js';
import { quantisationChanges } from '../../src/export/quantisation.js';
import { verifyExport } from '../../src/export/verify.js';
import { FEATURE_TABLE_HASH, FEATURES } from '../../src/policy/feature-table.js';
import { openPolicy } from '../../src/policy/policy-file.js';
import { SAMPLE_KINDS, type SampleKind, samplePolicy } from '../policy/sample-policies.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'foliotune-test-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const compiled = describe.skipIf(findCompilers().length === 0);
// Without a compiler most tests here are skipped; CI must not be so poor.
if (process.env.CI === 'true') it('finds a compiler', () => expect(findCompilers()).not.toEqual([]));

const SMALL = { seed: 1, vectors: 300 };
const open = (kind: SampleKind, seed = 1) => openPolicy(samplePolicy(kind, seed));

/** Changes a file of an export; with `hidden`, the manifest's hash follows. */
function tamper(name: string, change: (text: string) => string, hidden: boolean): void {
  const file = join(directory, name);
  const changed = change(readFileSync(file, 'utf8'));
  writeFileSync(file, changed);
  if (!hidden) return;
  const manifestFile = join(directory, 'manifest.json');
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as { files: Record<string, string> };
  manifest.files[name] = fileHash(changed);
  writeFileSync(manifestFile, JSON.stringify(manifest));
}

describe.each(EXPORT_FORMATS.names)('format %s', (format) => {
  it('emits the same files for the same policy, all listed in the manifest', () => {
    const first = exportPolicy(open('tree'), format, join(directory, 'a'), SMALL);
    const second = exportPolicy(open('tree'), format, join(directory, 'b'), SMALL);
    expect(second).toEqual(first);
    expect(readdirSync(join(directory, 'a')).sort()).toEqual([...Object.keys(first.files), 'manifest.json'].sort());
  });

  it('refuses a folder whose files were changed', () => {
    exportPolicy(open('tree'), format, directory, SMALL);
    tamper('policy.json', (text) => text.replace('"seed":1', '"seed":2'), false);
    expect(() => verifyExport(directory)).toThrow(/policy\.json: was changed after it was exported/);
  });

  it('refuses a policy other than the one the manifest speaks of', () => {
    exportPolicy(open('tree'), format, directory, SMALL);
    tamper('policy.json', (text) => text.replace('"seed":1', '"seed":2'), true);
    expect(() => verifyExport(directory)).toThrow(/the manifest speaks of/);
  });

  it('refuses a folder that was exported with another feature table', () => {
    exportPolicy(open('tree'), format, directory, SMALL);
    tamper('manifest.json', (text) => text.replace(FEATURE_TABLE_HASH, '0123456789abcdef'), false);
    expect(() => verifyExport(directory)).toThrow(/manifest\.json: featureTableHash: is 0123456789abcdef/);
  });
});

describe.each(SAMPLE_KINDS)('a random %s as JSON', (kind) => {
  it('decides as the integer policy', () => {
    exportPolicy(open(kind), 'json', directory, SMALL);
    const result = verifyExport(directory, { inputs: 2000 });
    expect(result).toMatchObject({ inputs: 2000, mismatches: 0, exporter: 'json' });
  });
});

compiled.each(SAMPLE_KINDS)('a random %s in C', (kind) => {
  it.each([1, 2])('decides as the integer policy, bit for bit (seed %i)', (seed) => {
    exportPolicy(open(kind, seed), 'c', directory, { seed, vectors: 300 });
    const result = verifyExport(directory, { inputs: 6000 });
    expect(result.targets.map(({ firstMismatch }) => firstMismatch)).toEqual(result.targets.map(() => undefined));
    expect(result).toMatchObject({ inputs: 6300, mismatches: 0, exporter: 'c' });
    expect(result.targets.length).toBeGreaterThan(0);
  });

  it('is integers alone, and calls nothing', () => {
    exportPolicy(open(kind), 'c', directory, SMALL);
    const code = readFileSync(join(directory, 'foliotune_policy.h'), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    expect(code).not.toMatch(/\b(float|double|malloc|mem\w+|printf|while|goto)\b/);
    expect(code).not.toMatch(/\d\.\d/);
  });
});

compiled('verify of C', () => {
  it('holds a policy to its allowed actions', () => {
    const policy = openPolicy({
      ...samplePolicy('forest', 3),
      actions: ['dcbm-4', 'mtcopy-4-pull-nontemporal-spread'],
    });
    exportPolicy(policy, 'c', directory, SMALL);
    expect(verifyExport(directory, { inputs: 3000 }).mismatches).toBe(0);
  });

  it('saturates hidden activations as the integer policy does', () => {
    const policy = samplePolicy('mlp', 4);
    if (policy.model.kind !== 'mlp') throw new Error('an mlp stays an mlp');
    const layers = policy.model.layers.map((layer, k) => ({
      ...layer,
      // Sums far beyond an activation's 4096, of either sign where there is no ReLU.
      weights: layer.weights.map((weight) => weight * (k === 2 ? 1 : 1000)),
      activation: k === 0 ? layer.activation : ('none' as const),
    }));
    exportPolicy(openPolicy({ ...policy, model: { kind: 'mlp', layers } }), 'c', directory, SMALL);
    const result = verifyExport(directory, { inputs: 3000 });
    expect(result.mismatches).toBe(0);
    // Saturation is seen: floating point, which has none, decides otherwise.
    expect(result.quantisation.share).toBeGreaterThan(0.05);
  });

  it('sees one flipped weight', () => {
    exportPolicy(open('mlp'), 'c', directory, SMALL);
    const flip = (text: string) =>
      text.replace(/(weights_2\[\d+\]\[\d+\] = \{\s*\{\s*)(-?\d+)/, (_all, head, w) => `${head}${-w}`);
    tamper('foliotune_policy.h', flip, false);
    expect(() => verifyExport(directory)).toThrow(/foliotune_policy\.h: was changed/);
    tamper('foliotune_policy.h', (text) => text, true);
    const result = verifyExport(directory, { inputs: 20_000 });
    expect(result.mismatches).toBeGreaterThan(0);
    expect(result.targets[0]?.firstMismatch).toMatch(/^input \d+: decided/);
  });

  it('sees a wrong bound in the mask', () => {
    exportPolicy(open('tree'), 'c', directory, SMALL);
    tamper(
      'foliotune_policy.h',
      (text) => text.replace('FOLIOTUNE_F_SRC_CPUS, 8 }', 'FOLIOTUNE_F_SRC_CPUS, 9 }'),
      true,
    );
    expect(verifyExport(directory, { inputs: 3000 }).mismatches).toBeGreaterThan(0);
  });

  it('tells code that does not compile', () => {
    exportPolicy(open('tree'), 'c', directory, SMALL);
    tamper('decide.c', (text) => `${text}int x = "text";\n`, true);
    expect(() => verifyExport(directory, { inputs: 10 })).toThrow(/refuses the exported code/);
  });

  it('leaves no temporary files', () => {
    exportPolicy(open('tree'), 'c', directory, SMALL);
    // a folder for temporary files of its own: other tests verify at the same time
    const temporary = mkdtempSync(join(directory, 'tmp-'));
    vi.stubEnv('TMPDIR', temporary);
    expect(tmpdir()).toBe(temporary);
    verifyExport(directory, { inputs: 10 });
    vi.unstubAllEnvs();
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('verify', () => {
  it('says which tool is missing', () => {
    exportPolicy(open('tree'), 'c', directory, SMALL);
    try {
      verifyExport(directory, { inputs: 10, compilers: ['no-such-cc'] });
      expect.unreachable('a compiler that does not exist was found');
    } catch (error) {
      expect(error).toBeInstanceOf(FoliotuneError);
      expect((error as FoliotuneError).code).toBe('tool-missing');
    }
  });
});

describe('generateInputs', () => {
  it('is the same for the same seed, and stays within the C types', () => {
    const { quantised } = open('forest');
    const inputs = generateInputs(quantised, 5, 3000);
    expect(generateInputs(quantised, 5, 3000)).toEqual(inputs);
    expect(generateInputs(quantised, 6, 3000)).not.toEqual(inputs);
    const most = { u8: 255, u16: 65535, u32: 2 ** 31 - 1 };
    inputs.forEach((value, k) => {
      const feature = FEATURES[k % FEATURES.length];
      if (value < 0 || value > most[feature?.ctype ?? 'u8']) expect.fail(`${feature?.name} is ${value}`);
    });
  });

  it('holds every corner and both sides of every threshold', () => {
    const { quantised } = open('tree');
    const inputs = generateInputs(quantised, 5, 3000);
    const column = (feature: number) => new Set(inputs.filter((_, k) => k % FEATURES.length === feature));
    FEATURES.forEach(({ min, max }, feature) => {
      expect(column(feature).has(min) && column(feature).has(max)).toBe(true);
    });
    if (quantised.kind !== 'tree') throw new Error('a tree stays a tree');
    for (const node of quantised.nodes) {
      if (!('feature' in node)) continue;
      const values = column(node.feature);
      expect(values.has(node.threshold)).toBe(true);
      expect(values.has(Math.min(node.threshold + 1, 2 ** 31 - 1))).toBe(true);
    }
  });
});

describe('quantisationChanges', () => {
  it('counts nothing for a tree, and little for a network', () => {
    const rows = (kind: SampleKind) => {
      const policy = open(kind);
      const inputs = generateInputs(policy.quantised, 9, 2000);
      const vectors = Array.from({ length: 2000 }, (_, k) =>
        inputs.subarray(k * FEATURES.length, (k + 1) * FEATURES.length),
      );
      return quantisationChanges(policy, vectors);
    };
    expect(rows('tree')).toEqual({ inputs: 2000, changed: 0, share: 0 });
    expect(rows('mlp').share).toBeLessThan(0.01);
    expect(quantisationChanges(open('tree'), [])).toEqual({ inputs: 0, changed: 0, share: 0 });
  });
});
