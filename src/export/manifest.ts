import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { FoliotuneError } from '../core/errors.js';
import { parseWith } from '../core/schema.js';
import { readJson } from '../core/text-file.js';

/** What an export folder holds, so that a changed or missing file is noticed before its decisions are compared. */
const manifestSchema = z.strictObject({
  format: z.literal('foliotune-export-1'),
  exporter: z.string(),
  policy: z.strictObject({ name: z.string(), hash: z.string(), kind: z.string(), learner: z.string() }),
  featureTableHash: z.string(),
  actionTableHash: z.string(),
  /** Seed and number of the test vectors in the folder. */
  seed: z.int(),
  vectors: z.int().min(0),
  /** SHA-256 of every other file. */
  files: z.record(z.string().regex(/^[A-Za-z0-9_.-]+$/), z.string()),
});

export type Manifest = z.infer<typeof manifestSchema>;

export const MANIFEST_FILE = 'manifest.json';
/** The policy that was exported, in its own format. */
export const POLICY_COPY = 'policy.json';

export function fileHash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function readFileHash(file: string): string | undefined {
  try {
    return fileHash(readFileSync(file));
  } catch {
    return undefined;
  }
}

function checkFile(directory: string, name: string, hash: string): void {
  const file = join(directory, name);
  const found = readFileHash(file);
  if (found === hash) return;
  const rule =
    found === undefined ? 'is listed in the manifest but cannot be read' : 'was changed after it was exported';
  const hint = 'export the policy again';
  throw new FoliotuneError('check-failed', rule, { file, hint });
}

/**
 * Reads a folder's manifest and holds every file against it.
 * @throws FoliotuneError `file-unreadable`, `file-invalid`, or `check-failed` naming a file that was changed.
 */
export function readManifest(directory: string): Manifest {
  const file = join(directory, MANIFEST_FILE);
  const manifest = parseWith(manifestSchema, readJson(file), file);
  for (const [name, hash] of Object.entries(manifest.files)) checkFile(directory, name, hash);
  return manifest;
}
