import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { FoliotuneError } from '../../core/errors.js';
import { useExplicitTransposes } from './matmul-gradient.js';

/**
 * The one place that picks the backend of TensorFlow.js, the fastest that works here:
 *
 *   tensorflow  native library of `@tensorflow/tfjs-node`, an optional dependency that may not be installed
 *   wasm        WebAssembly with SIMD, one thread (its threads do not work in Node)
 *   cpu         plain JavaScript
 *
 * Results are bit-identical per seed on one backend, not across backends.
 */
export const BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

export interface Backend {
  readonly name: BackendName;
  /** Version of the package that brings the backend. */
  readonly version: string;
}

/** A variable, so that neither compiler nor bundler asks for a package that need not be there. */
const NATIVE_PACKAGE: string = '@tensorflow/tfjs-node';

async function loadNative(): Promise<string> {
  const native = (await import(NATIVE_PACKAGE)) as { version?: Record<string, string> };
  return native.version?.['tfjs-node'] ?? tf.version_core;
}

async function loadWasm(): Promise<string> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  // Asked from the module resolver: a bundle's own folder holds no .wasm files.
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  if (tf.findBackend('wasm') === null) wasm.setWasmPaths(join(dirname(entry), '/'));
  return wasm.version_wasm;
}

async function loadCpu(): Promise<string> {
  return (await import('@tensorflow/tfjs-backend-cpu')).version_cpu;
}

const LOADERS: Readonly<Record<BackendName, () => Promise<string>>> = {
  tensorflow: loadNative,
  wasm: loadWasm,
  cpu: loadCpu,
};

/** What was selected last. */
let current: Backend | undefined;
/** One selection at a time: TensorFlow.js refuses a backend while another starts. */
let selecting: Promise<unknown> = Promise.resolve();

/** Makes a backend the current one, or says why it cannot be. */
async function activate(name: BackendName): Promise<Backend | Error> {
  try {
    const version = await LOADERS[name]();
    if (!(await tf.setBackend(name))) return new Error(`backend ${name} does not start`);
    useExplicitTransposes(name === 'wasm');
    current = { name, version };
    return current;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Makes the preferred backend current; without a preference keeps the one selected before, at first the first of
 * `BACKENDS` that works.
 * @throws FoliotuneError `tool-missing` when the preferred one, or every one, cannot be used.
 */
export function selectBackend(preferred?: BackendName): Promise<Backend> {
  const selected = selecting.then(() => select(preferred));
  selecting = selected.catch(() => undefined);
  return selected;
}

async function select(preferred?: BackendName): Promise<Backend> {
  if (current !== undefined && (preferred ?? current.name) === current.name) return current;
  const failures: string[] = [];
  for (const name of preferred === undefined ? BACKENDS : [preferred]) {
    const backend = await activate(name);
    if (!(backend instanceof Error)) return backend;
    failures.push(`${name}: ${backend.message.split('\n')[0]}`);
  }
  throw new FoliotuneError('tool-missing', `no TensorFlow.js backend: ${failures.join('; ')}`, {
    hint: 'leave the backend unnamed to take one that works',
  });
}
