import { FoliotuneError } from '../core/errors.js';
import { readJson, writeText } from '../core/text-file.js';
import { createFloatPolicy } from './float-policy.js';
import type { Policy } from './policy.js';
import { type PolicyFile, parsePolicy } from './policy-schema.js';
import { createIntegerPolicy, type QuantisedModel, quantise } from './quantised-policy.js';

/** A policy file that was checked, and the two forms of its policy. */
export interface LoadedPolicy {
  readonly contents: PolicyFile;
  readonly quantised: QuantisedModel;
  readonly decideFloat: Policy;
  readonly decideInteger: Policy;
}

/** @throws FoliotuneError `file-unreadable`, `file-invalid` or `hash-mismatch`. */
export function readPolicy(file: string): PolicyFile {
  return parsePolicy(readJson(file), file);
}

/** A line per key: two versions of a policy differ in the lines that differ. */
export function policyText(policy: PolicyFile): string {
  const lines = Object.entries(policy)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/**
 * Writes the whole file or nothing, after the checks that reading it will make.
 * @throws FoliotuneError `file-invalid`, `hash-mismatch` or `file-unwritable`.
 */
export function writePolicy(file: string, policy: PolicyFile): void {
  writeText(file, policyText(parsePolicy(policy, file)));
}

/** Names the file in a complaint about a model that has no integer form. */
function quantiseFrom(contents: PolicyFile, file: string): QuantisedModel {
  try {
    return quantise(contents.model);
  } catch (error) {
    if (!(error instanceof FoliotuneError)) throw error;
    throw new FoliotuneError(error.code, 'numbers are too large for the integer form', { ...error.place, file });
  }
}

/** The policy of checked contents, in floating point and in integers; `file` is what messages call it. */
export function openPolicy(contents: PolicyFile, file: string = contents.name): LoadedPolicy {
  const quantised = quantiseFrom(contents, file);
  return {
    contents,
    quantised,
    decideFloat: createFloatPolicy(contents),
    decideInteger: createIntegerPolicy(contents, quantised),
  };
}

/** @throws FoliotuneError for a file that cannot be read, checked or brought into integers. */
export function loadPolicy(file: string): LoadedPolicy {
  return openPolicy(readPolicy(file), file);
}
