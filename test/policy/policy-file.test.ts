import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FoliotuneError } from '../../src/core/errors.js';
import { ACTIONS } from '../../src/policy/action-table.js';
import { loadPolicy, readPolicy, writePolicy } from '../../src/policy/policy-file.js';
import type { PolicyFile } from '../../src/policy/policy-schema.js';
import { MOST_PRICE } from '../../src/policy/prices.js';
import { SAMPLE_KINDS, samplePolicy } from './sample-policies.js';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'foliotune-test-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Reads a policy whose JSON was changed; returns the refusal. */
function refusal(
  kind: (typeof SAMPLE_KINDS)[number],
  change: (policy: Record<string, unknown>) => unknown,
): FoliotuneError {
  const policy = structuredClone(samplePolicy(kind, 1)) as Record<string, unknown>;
  const file = join(directory, 'changed.json');
  const changed = change(policy) ?? policy;
  writeFileSync(file, typeof changed === 'string' ? changed : JSON.stringify(changed));
  try {
    loadPolicy(file);
  } catch (error) {
    if (error instanceof FoliotuneError) {
      expect(error.exitCode).toBe(2);
      expect(error.message).toContain('changed.json');
      return error;
    }
    throw error;
  }
  throw new Error('the file was accepted');
}

describe('a policy file', () => {
  it.each(SAMPLE_KINDS)('comes back as it was written: %s', (kind) => {
    const file = join(directory, 'sub', `${kind}.json`);
    writePolicy(file, samplePolicy(kind, 1));
    expect(readPolicy(file)).toEqual(samplePolicy(kind, 1));
    expect(readdirSync(join(directory, 'sub')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('keeps free entries of the training record', () => {
    const policy: PolicyFile = {
      ...samplePolicy('tree', 1),
      training: { experiment: 'e', seed: 3, decisions: 5, curve: [1, 2.5] },
    };
    const file = join(directory, 'training.json');
    writePolicy(file, policy);
    expect(readPolicy(file).training).toEqual(policy.training);
  });

  it('is refused when truncated', () => {
    const error = refusal('mlp', (policy) => JSON.stringify(policy).slice(0, 2000));
    expect(error.code).toBe('file-invalid');
    expect(error.message).toMatch(/not valid JSON/);
  });

  it('is refused with an unknown key, naming the nearest', () => {
    const error = refusal('tree', (policy) => ({ ...policy, featurs: [] }));
    expect(error.message).toContain('unknown key "featurs"');
    expect(error.place.hint).toContain('"features"');
  });

  it('is refused with an unknown feature or action, naming the nearest', () => {
    const feature = refusal('tree', (policy) => ({ ...policy, features: ['nr_folio'] }));
    expect([feature.place.path, feature.place.hint]).toEqual(['features.0', 'did you mean "nr_folios"?']);
    const action = refusal('tree', (policy) => ({ ...policy, actions: ['dcbm-4', 'dcbm-3'] }));
    expect(action.place.path).toBe('actions.1');
    expect(action.message).toContain('unknown action "dcbm-3"');
  });

  it('is refused against other tables, before any other complaint', () => {
    const error = refusal('linear', (policy) => ({ ...policy, featureTableHash: 'beef', features: ['gone'] }));
    expect(error.code).toBe('hash-mismatch');
    expect(error.message).toContain('beef');
    expect(refusal('tree', (policy) => ({ ...policy, actionTableHash: 'beef' })).code).toBe('hash-mismatch');
  });

  it('is refused with too few weights, naming the layer', () => {
    const error = refusal('mlp', (policy) => {
      (policy.model as { layers: { weights: number[] }[] }).layers[1]?.weights.pop();
    });
    expect(error.place.path).toBe('model.layers.1.weights.length');
    expect(error.message).toMatch(/wants inputs × outputs weights, got 383/);
  });

  it('is refused when a row of a linear model is short', () => {
    const error = refusal('quadratic', (policy) => {
      (policy.model as { weights: (number[] | null)[] }).weights[2]?.pop();
    });
    expect(error.place.path).toBe('model.weights.2.length');
  });

  it('is refused with a number that is not finite', () => {
    const error = refusal('forest', (policy) =>
      JSON.stringify(policy).replace(/"value":-?[\d.]+(e[-+]?\d+)?/, '"value":1e999'),
    );
    expect(error.place.path).toMatch(/^model\.trees/);
    expect(
      refusal('mlp', (policy) => JSON.stringify(policy).replace(/"bias":\[[^,]+/, '"bias":[null')).message,
    ).toMatch(/model\.layers\.0\.bias\.0.*expected number.*got null/);
  });

  it('is refused when its inputs are not those of its features', () => {
    const error = refusal('mlp', (policy) => ({ ...policy, features: ['mode'] }));
    expect(error.message).toMatch(/the features encode to 1 inputs, got 14/);
    expect(refusal('tree', (policy) => ({ ...policy, features: ['mode'] })).message).toMatch(
      /model\.nodes\.\d+\.feature: splits on ".*", which "features" does not list/,
    );
  });

  it('is refused when a tree could loop', () => {
    const error = refusal('tree', (policy) => {
      const node = (policy.model as { nodes: { left: number }[] }).nodes[3];
      if (node) node.left = 1;
    });
    expect(error.place.path).toBe('model.nodes.3.left');
  });

  it('is refused when its features lack one that a price is computed from', () => {
    const without = (name: string) =>
      refusal('priced-tree', (policy) => {
        policy.features = (policy.features as string[]).filter((other) => other !== name);
      });
    expect(without('dma_setup_us').place.path).toBe('model.prices.0');
    expect(without('dma_setup_us').message).toContain('reads "dma_setup_us", which "features" does not list');
    expect(without('mm_cpus').message).toContain('reads "mm_cpus"');
  });

  it('is taken without what heat is computed from where nothing is charged for heat', () => {
    const { model, features } = samplePolicy('priced-tree', 1);
    if (model.kind !== 'tree') throw new Error('a tree stays a tree');
    const cold = (model.prices ?? []).map((own) => ({ ...own, touch: 0, delay: 0 }));
    const file = join(directory, 'cold.json');
    writePolicy(file, {
      ...samplePolicy('priced-tree', 1),
      features: features.filter((name) => name !== 'mm_cpus'),
      model: { ...model, prices: cold },
    });
    expect(loadPolicy(file).contents.features).not.toContain('mm_cpus');
  });

  it('is refused with a choice beyond its actions and prices, or one ranked twice', () => {
    const withRanking = (kind: 'tree' | 'priced-tree', ranking: number[]) =>
      refusal(kind, (policy) => {
        const { nodes } = policy.model as { nodes: unknown[] };
        nodes[nodes.length - 1] = { ranking };
      });
    const beyond = withRanking('priced-tree', [0, ACTIONS.length + 8]);
    expect(beyond.place.path).toMatch(/^model\.nodes\.\d+\.ranking\.1$/);
    expect(beyond.message).toContain(`wants 0 to ${ACTIONS.length + 7}`);
    expect(withRanking('tree', [ACTIONS.length]).message).toContain(`wants 0 to ${ACTIONS.length - 1}`);
    const twice = withRanking('priced-tree', [ACTIONS.length + 1, 0, ACTIONS.length + 1]);
    expect(twice.place.path).toMatch(/\.ranking\.2$/);
    expect(twice.message).toContain('is ranked twice');
  });

  it('is refused with a price out of range', () => {
    const error = refusal('priced-tree', (policy) => {
      const own = (policy.model as { prices: { touch: number }[] }).prices[3];
      if (own) own.touch = MOST_PRICE + 1;
    });
    expect(error.place.path).toBe('model.prices.3.touch');
  });

  it('is refused when absent', () => {
    expect(() => readPolicy(join(directory, 'none.json'))).toThrow(/no such file/);
  });

  it('is not written when it would not be read', () => {
    const file = join(directory, 'bad.json');
    expect(() => writePolicy(file, { ...samplePolicy('tree', 1), featureTableHash: 'beef' })).toThrow(FoliotuneError);
    expect(() => readFileSync(file)).toThrow();
  });
});
