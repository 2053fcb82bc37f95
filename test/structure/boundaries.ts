import { reaches } from './circles.js';
import { folderOf, importsOf, type SourceFile, withoutComments } from './source-file.js';

/** A rule that names the files that break it. */
export interface Rule {
  readonly sentence: string;
  broken(files: readonly SourceFile[]): readonly string[];
}

const TENSORFLOW = '@tensorflow/';
const LONGEST = 300;

function importing(files: readonly SourceFile[], module: string, allowed: string): readonly string[] {
  return files
    .filter((file) => folderOf(file.path) !== allowed && importsOf(file).some((name) => name.startsWith(module)))
    .map(({ path }) => path);
}

function saying(files: readonly SourceFile[], words: RegExp, allowed: readonly string[] = []): readonly string[] {
  return files
    .filter(({ path, text }) => !allowed.includes(path) && words.test(withoutComments(text)))
    .map(({ path }) => path);
}

/** Files of a folder from which imports lead to TensorFlow.js, however far. */
function leadingToTensorFlow(files: readonly SourceFile[], folder: string): readonly string[] {
  const goal = TENSORFLOW;
  const edges = new Map(
    files.map((file) => [
      file.path,
      new Set(importsOf(file).map((name) => (name.startsWith(TENSORFLOW) ? goal : name))),
    ]),
  );
  return files.map(({ path }) => path).filter((path) => folderOf(path) === folder && reaches(edges, path, goal));
}

/** Files of folders that import more than types from where episodes are run. */
function running(files: readonly SourceFile[], folders: readonly string[]): readonly string[] {
  const value =
    /(?:^|\n)\s*(?:import|export)\s+(?!type\b)[^'"();]*?\bfrom\s*['"][^'"]*\/episodes\/|\bimport\s*\(\s*['"][^'"]*\/episodes\//;
  return files
    .filter(({ path, text }) => folders.includes(folderOf(path) ?? '') && value.test(withoutComments(text)))
    .map(({ path }) => path);
}

export const BOUNDARIES: readonly Rule[] = [
  {
    sentence: 'Only src/learners imports TensorFlow.js.',
    broken: (files) => importing(files, TENSORFLOW, 'learners'),
  },
  {
    sentence: 'Nothing that src/export imports leads to TensorFlow.js.',
    broken: (files) => leadingToTensorFlow(files, 'export'),
  },
  {
    sentence: 'Only src/store imports better-sqlite3: all SQL is there.',
    broken: (files) => importing(files, 'better-sqlite3', 'store'),
  },
  {
    sentence: 'What src/experiment and src/evaluation hold runs nothing: of episodes they know types alone.',
    broken: (files) => running(files, ['experiment', 'evaluation']),
  },
  {
    sentence: 'Only src/cli imports commander.',
    broken: (files) => importing(files, 'commander', 'cli'),
  },
  {
    sentence: 'Only src/cli/main.ts exits.',
    broken: (files) => saying(files, /\bprocess\s*\.\s*(?:exit|exitCode|abort|reallyExit)\b/, ['src/cli/main.ts']),
  },
  {
    sentence: 'Randomness is an argument: no Math.random.',
    broken: (files) => saying(files, /\bMath\s*\.\s*random\b|\brandom(?:Bytes|UUID|Int)\b/),
  },
  {
    sentence: 'Types hold: no @ts-ignore, @ts-expect-error or @ts-nocheck.',
    broken: (files) =>
      files.filter(({ text }) => /@ts-(?:ignore|expect-error|nocheck)/.test(text)).map(({ path }) => path),
  },
  {
    sentence: `A file can be read in one sitting: at most ${LONGEST} lines.`,
    broken: (files) => files.filter(({ text }) => text.trimEnd().split('\n').length > LONGEST).map(({ path }) => path),
  },
  {
    sentence: 'A file is named after the thing it holds: no utils, helpers, manager, misc or common.',
    broken: (files) =>
      files
        .map(({ path }) => path)
        .filter((path) => /(?:^|[/-])(?:utils?|helpers?|manager|misc|common)[-./]/.test(path)),
  },
];
