import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from '../cli/recorded-context.js';
import { changed, type Example } from './page.js';

/** A copy of the project in a folder of its own, in which examples are made real. */
export interface ProjectCopy {
  readonly folder: string;
  remove(): void;
}

const COPIED = ['src', 'test', 'data', 'package.json', 'tsconfig.json'];

export function copyProject(): ProjectCopy {
  const folder = mkdtempSync(join(tmpdir(), 'foliotune-house-'));
  for (const name of COPIED) cpSync(join(REPOSITORY, name), join(folder, name), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes a new file, or changes one that is there. */
export function apply({ folder }: ProjectCopy, example: Example): void {
  const { language, title, from = title, code } = example;
  const file = join(folder, title);
  const text = language === 'diff' ? changed(readFileSync(join(folder, from), 'utf8'), example) : code;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function optionsOf(folder: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile);
  return ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, folder).options;
}

/** What the compiler says of some of the files, as "file: message". */
export function typeErrors({ folder }: ProjectCopy, files: readonly string[]): string[] {
  const roots = files.map((file) => join(folder, file));
  const program = ts.createProgram(roots, optionsOf(folder));
  return roots.flatMap((root) => {
    const source = program.getSourceFile(root);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(
      ({ messageText }) => `${root.slice(folder.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}

interface Outcome {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

/** Runs those tests of some files whose full name matches; what did not pass is said with its reason. */
export function runTests({ folder }: ProjectCopy, files: readonly string[], name: RegExp): Outcome[] {
  const report = join(folder, 'report.json');
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
  const options = ['--config', 'test/vitest.config.ts', '--reporter', 'json', '--outputFile', report];
  const one = ['--no-file-parallelism', '--no-isolate', '--testNamePattern', name.source];
  const { stderr } = spawnSync(process.execPath, [vitest, 'run', ...options, ...one, ...files], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, VITEST: undefined, VITEST_POOL_ID: undefined, VITEST_WORKER_ID: undefined },
  });
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      testResults: { message: string; assertionResults: Outcome[] }[];
    };
    const broken = testResults.filter(({ message }) => message !== '').map(({ message }) => message);
    if (broken.length > 0) throw new Error(broken.join('\n'));
    return testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status !== 'skipped');
  } catch (error) {
    throw new Error(`the tests did not run: ${stderr}`, { cause: error });
  }
}
