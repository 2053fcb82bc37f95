import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { at, FoliotuneError } from '../../src/core/errors.js';
import { findCompilers } from '../../src/export/c/compiler.js';
import { exportPolicy } from '../../src/export/export-policy.js';
import { generateVectors } from '../../src/export/test-vectors.js';
import { verifyExport } from '../../src/export/verify.js';
import { ACTIONS, actionIndex } from '../../src/policy/action-table.js';
import { FEATURES, featureIndex } from '../../src/policy/feature-table.js';
import { openPolicy } from '../../src/policy/policy-file.js';
import { type PolicyFile, parsePolicy } from '../../src/policy/policy-schema.js';
import { SAMPLE_KINDS, type SampleKind, samplePolicy } from './sample-policies.js';

/** A sample policy that was trained in the middle half of each feature's range. */
function guarded(kind: SampleKind, fallback?: string[]): PolicyFile {
  const policy = samplePolicy(kind, 1);
  const ranges = policy.features.map((name) => at(FEATURES, featureIndex(name)));
  const quarter = ({ min, max }: { min: number; max: number }) => Math.floor((max - min) / 4);
  const guard = {
    low: ranges.map((feature) => feature.min + quarter(feature)),
    high: ranges.map((feature) => feature.max - quarter(feature)),
    ...(fallback ? { fallback } : {}),
  };
  return { ...policy, guard };
}

const all = new Uint8Array(ACTIONS.length).fill(1);
const inside = (policy: PolicyFile): Int32Array => {
  const state = Int32Array.from(FEATURES, ({ max }) => max);
  policy.features.forEach((name, k) => {
    state[featureIndex(name)] = policy.guard?.low[k] ?? 0;
  });
  return state;
};
const beyond = (policy: PolicyFile, k: number, end: 'low' | 'high'): Int32Array => {
  const state = inside(policy);
  const bound = policy.guard?.[end][k] ?? 0;
  state[featureIndex(at(policy.features, k))] = end === 'low' ? bound - 1 : bound + 1;
  return state;
};

describe.each(SAMPLE_KINDS)('a guarded %s', (kind) => {
  const policy = guarded(kind, ['dcbm-8', 'mtcopy-4-push-temporal-spread']);
  const { decideFloat, decideInteger } = openPolicy(policy);
  const plain = openPolicy(samplePolicy(kind, 1));

  it('decides as without its guard within the range, the ends included', () => {
    const low = inside(policy);
    const high = low.slice();
    policy.features.forEach((name, k) => {
      high[featureIndex(name)] = policy.guard?.high[k] ?? 0;
    });
    for (const state of [low, high]) {
      expect(decideInteger.decide(state, all)).toBe(plain.decideInteger.decide(state, all));
      expect(decideFloat.decide(state, all)).toBe(plain.decideFloat.decide(state, all));
    }
  });

  it('falls back one step beyond either end of any feature, in both forms', () => {
    policy.features.forEach((_, k) => {
      for (const end of ['low', 'high'] as const) {
        for (const form of [decideFloat, decideInteger]) {
          expect(form.decide(beyond(policy, k, end), all)).toBe(actionIndex('dcbm-8'));
        }
      }
    });
  });

  it('takes the first possible action to fall back on, declines where there is none', () => {
    const state = beyond(policy, 1, 'high');
    const without = (...names: string[]) => all.map((_, index) => (names.includes(at(ACTIONS, index).name) ? 0 : 1));
    expect(decideInteger.decide(state, without('dcbm-8'))).toBe(actionIndex('mtcopy-4-push-temporal-spread'));
    expect(decideInteger.decide(state, without('dcbm-8', 'mtcopy-4-push-temporal-spread'))).toBe(0);
    expect(openPolicy(guarded(kind)).decideInteger.decide(state, all)).toBe(0);
  });
});

const directory = mkdtempSync(join(tmpdir(), 'foliotune-guard-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.skipIf(findCompilers().length === 0).each(SAMPLE_KINDS)('a guarded %s in C', (kind) => {
  it.each([
    ['with', ['hybrid-50', 'dcbm-1']],
    ['without', undefined],
  ])('decides as the integer policy, bit for bit (%s actions to fall back on)', (_, fallback) => {
    const policy = openPolicy(guarded(kind, fallback as string[] | undefined));
    const folder = join(directory, `${kind}-${fallback?.length ?? 0}`);
    exportPolicy(policy, 'c', folder, { seed: 1, vectors: 300 });
    expect(verifyExport(folder, { inputs: 4000 })).toMatchObject({ inputs: 4300, mismatches: 0 });
    exportPolicy(policy, 'json', `${folder}-json`, { seed: 1, vectors: 300 });
    expect(verifyExport(`${folder}-json`, { inputs: 4000 })).toMatchObject({ mismatches: 0 });
  });

  it('is checked on inputs that the guard lets through, as well as on others', () => {
    const policy = openPolicy(guarded(kind, ['dcbm-8']));
    const { guard, features } = policy.contents;
    const { count, features: rows } = generateVectors(policy, 3, 4000);
    let through = 0;
    for (let row = 0; row < count; row++) {
      const passes = features.every((name, k) => {
        const value = rows[row * FEATURES.length + featureIndex(name)] ?? 0;
        return value >= (guard?.low[k] ?? 0) && value <= (guard?.high[k] ?? 0);
      });
      if (passes) through++;
    }
    expect(through).toBeGreaterThan(count / 4);
    expect(through).toBeLessThan(count * 0.75);
  });
});

describe('a guard in a file', () => {
  const complaint = (guard: object): string => {
    try {
      parsePolicy({ ...samplePolicy('tree', 1), guard }, 'p.json');
    } catch (error) {
      if (error instanceof FoliotuneError) return error.line;
      throw error;
    }
    return 'none';
  };
  const { low, high } = guarded('tree').guard as { low: number[]; high: number[] };

  it.each([
    [{ low, high: high.slice(1) }, 'p.json: guard.high: wants one number a feature, 7, got 6'],
    [
      { low: low.with(2, at(high, 2) + 1), high },
      /^p\.json: guard\.low\.2: must not pass the upper end, got \d+ over \d+$/,
    ],
    [{ low, high, fallback: ['dcbm-3'] }, /^p\.json: guard\.fallback\.0: unknown action "dcbm-3"/],
    [{ low, high }, 'none'],
  ])('is refused where it does not fit (%#)', (guard, message) => {
    if (typeof message === 'string') expect(complaint(guard)).toBe(message);
    else expect(complaint(guard)).toMatch(message);
  });
});
