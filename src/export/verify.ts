import { join } from 'node:path';
import { contentHash } from '../core/canonical-json.js';
import { FoliotuneError } from '../core/errors.js';
import { FEATURE_TABLE_HASH } from '../policy/feature-table.js';
import { type LoadedPolicy, loadPolicy } from '../policy/policy-file.js';
import { EXPORT_FORMATS } from './export-formats.js';
import type { CheckOptions, TargetResult } from './exporter.js';
import { MANIFEST_FILE, type Manifest, POLICY_COPY, readManifest } from './manifest.js';
import { type QuantisationChanges, quantisationChanges } from './quantisation.js';
import { featuresOf, generateVectors } from './test-vectors.js';

export interface VerifyOptions extends CheckOptions {
  /** Fresh inputs, beside the vectors that travel with the export; 100,000 where absent. */
  readonly inputs?: number;
  /** Seed of the fresh inputs; the one after the export's own where absent. */
  readonly seed?: number;
  /** Feature vectors from real or simulated use, for `quantisation`; the fresh inputs where absent. */
  readonly realistic?: readonly Int32Array[];
}

export interface Verification {
  readonly policy: Manifest['policy'];
  readonly exporter: string;
  readonly seed: number;
  /** Inputs that every target was given. */
  readonly inputs: number;
  /** Over all targets. */
  readonly mismatches: number;
  readonly targets: readonly TargetResult[];
  readonly quantisation: QuantisationChanges;
}

/** An export is generated from the tables, so another table makes it stale as a whole. */
function checkTable(directory: string, { featureTableHash }: Manifest): void {
  if (featureTableHash === FEATURE_TABLE_HASH) return;
  throw new FoliotuneError('hash-mismatch', `is ${featureTableHash}, but this version's is ${FEATURE_TABLE_HASH}`, {
    file: join(directory, MANIFEST_FILE),
    path: 'featureTableHash',
    hint: 'export the policy again',
  });
}

function openExported(directory: string, manifest: Manifest): LoadedPolicy {
  checkTable(directory, manifest);
  const file = join(directory, POLICY_COPY);
  const policy = loadPolicy(file);
  const hash = contentHash(policy.contents);
  if (hash !== manifest.policy.hash) {
    throw new FoliotuneError('check-failed', `is policy ${hash}, but the manifest speaks of ${manifest.policy.hash}`, {
      file,
    });
  }
  return policy;
}

/**
 * Proves that an export decides as the integer policy does: holds its files against the manifest, compiles what can be
 * compiled, and compares decisions and masks on the vectors it came with and on fresh ones.
 * @throws FoliotuneError `check-failed` for changed files or code that does not compile, `tool-missing` without a
 * compiler. Mismatches are counted, not thrown.
 */
export function verifyExport(directory: string, options: VerifyOptions = {}): Verification {
  const manifest = readManifest(directory);
  const policy = openExported(directory, manifest);
  const { inputs = 100_000, seed = manifest.seed + 1 } = options;
  const vectors = generateVectors(policy, seed, inputs);
  const targets = EXPORT_FORMATS.get(manifest.exporter).check(directory, vectors, options);
  const realistic = options.realistic ?? Array.from({ length: inputs }, (_, row) => featuresOf(vectors, row));
  return {
    policy: manifest.policy,
    exporter: manifest.exporter,
    seed,
    inputs: Math.min(...targets.map((target) => target.inputs)),
    mismatches: targets.reduce((sum, target) => sum + target.mismatches, 0),
    targets,
    quantisation: quantisationChanges(policy, realistic),
  };
}
