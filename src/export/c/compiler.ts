import { spawnSync } from 'node:child_process';
import { FoliotuneError } from '../../core/errors.js';

export interface Compiler {
  readonly name: string;
  /** First line of its `--version`. */
  readonly version: string;
}

const KNOWN = ['gcc', 'clang'] as const;

/** What a kernel demands of the decision's translation unit. */
export const DECISION_FLAGS = [
  '-std=gnu11',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-O2',
  '-mgeneral-regs-only',
  '-ffreestanding',
] as const;

function probe(name: string): Compiler | undefined {
  const { status, stdout } = spawnSync(name, ['--version'], { encoding: 'utf8' });
  return status === 0 ? { name, version: stdout.split('\n')[0] ?? '' } : undefined;
}

/** The C compilers of this machine. */
export function findCompilers(): readonly Compiler[] {
  return KNOWN.flatMap((name) => probe(name) ?? []);
}

/**
 * The compilers asked for, or all that there are.
 * @throws FoliotuneError `tool-missing`
 */
export function requireCompilers(names: readonly string[] | undefined): readonly Compiler[] {
  const hint = { hint: `install one of: ${KNOWN.join(', ')}` };
  if (names === undefined) {
    const found = findCompilers();
    if (found.length === 0) throw new FoliotuneError('tool-missing', 'no C compiler found', hint);
    return found;
  }
  return names.map((name) => {
    const compiler = probe(name);
    if (!compiler) throw new FoliotuneError('tool-missing', `no C compiler "${name}" found`, hint);
    return compiler;
  });
}

/** @throws FoliotuneError `check-failed` with the compiler's first complaint. */
export function compile(compiler: Compiler, args: readonly string[], directory: string): void {
  const { status, stderr } = spawnSync(compiler.name, args, { cwd: directory, encoding: 'utf8' });
  if (status === 0) return;
  const complaint = stderr.split('\n').find((line) => line.includes('error')) ?? stderr.split('\n')[0];
  throw new FoliotuneError('check-failed', `${compiler.name} refuses the exported code: ${complaint}`);
}
