import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash } from '../core/canonical-json.js';
import { FoliotuneError } from '../core/errors.js';
import { ACTION_TABLE_HASH } from '../policy/action-table.js';
import { FEATURE_TABLE_HASH } from '../policy/feature-table.js';
import { type LoadedPolicy, policyText } from '../policy/policy-file.js';
import { EXPORT_FORMATS } from './export-formats.js';
import type { ExportedFile } from './exporter.js';
import { fileHash, MANIFEST_FILE, type Manifest, POLICY_COPY } from './manifest.js';
import { generateVectors } from './test-vectors.js';

export interface ExportOptions {
  /** Seed of the test vectors; 1 where absent. */
  readonly seed?: number;
  /** Test vectors that travel with the export; 4096 where absent. */
  readonly vectors?: number;
}

function manifestOf(
  policy: LoadedPolicy,
  format: string,
  seed: number,
  vectors: number,
  files: readonly ExportedFile[],
): Manifest {
  const { name, learner, model } = policy.contents;
  return {
    format: 'foliotune-export-1',
    exporter: format,
    policy: { name, hash: contentHash(policy.contents), kind: model.kind, learner },
    featureTableHash: FEATURE_TABLE_HASH,
    actionTableHash: ACTION_TABLE_HASH,
    seed,
    vectors,
    files: Object.fromEntries(files.map((file) => [file.name, fileHash(file.content)])),
  };
}

/**
 * Writes a policy in a format into a folder, the manifest last, so that a folder with a manifest is whole.
 * @throws FoliotuneError `name-unknown` for the format, `file-unwritable` for the folder.
 */
export function exportPolicy(
  policy: LoadedPolicy,
  format: string,
  directory: string,
  options: ExportOptions = {},
): Manifest {
  const exporter = EXPORT_FORMATS.get(format);
  const { seed = 1, vectors = 4096 } = options;
  const emitted = exporter.emit(policy, generateVectors(policy, seed, vectors));
  const files = [...emitted, { name: POLICY_COPY, content: policyText(policy.contents) }];
  const manifest = manifestOf(policy, format, seed, vectors, files);
  try {
    mkdirSync(directory, { recursive: true });
    for (const { name, content } of files) writeFileSync(join(directory, name), content);
    writeFileSync(join(directory, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  } catch (error) {
    const rule = `cannot write: ${(error as Error).message}`;
    throw new FoliotuneError('file-unwritable', rule, { file: directory }, { cause: error });
  }
  return manifest;
}
