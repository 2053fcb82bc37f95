import type { Registered } from '../core/registry.js';
import type { LoadedPolicy } from '../policy/policy-file.js';
import type { TestVectors } from './test-vectors.js';

/** One file of an export, named within its folder. */
export interface ExportedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** How often one build of the exported code decided otherwise than the integer policy here. */
export interface TargetResult {
  /** What compiled or interpreted it. */
  readonly compiler: string;
  readonly version: string;
  readonly flags: readonly string[];
  readonly inputs: number;
  /** Inputs on which the action or the mask differed. */
  readonly mismatches: number;
  /** The first differing input in words, for a person to start from. */
  readonly firstMismatch?: string;
}

export interface CheckOptions {
  /** Compilers to use; those found where absent. */
  readonly compilers?: readonly string[];
}

/**
 * A format that a policy can be written in. Contract: `emit` is a pure function of its arguments; what it wrote decides
 * on every input exactly as `policy.decideInteger`, and `check` measures whether it does.
 */
export interface Exporter extends Registered {
  readonly summary: string;
  emit(policy: LoadedPolicy, vectors: TestVectors): readonly ExportedFile[];
  /** @throws FoliotuneError `tool-missing` without a compiler, `check-failed` where the code does not compile. */
  check(directory: string, vectors: TestVectors, options: CheckOptions): readonly TargetResult[];
}
