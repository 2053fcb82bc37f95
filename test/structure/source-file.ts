import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SourceFile {
  /** From the repository's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** Files that git holds or would hold, by path. */
export function repositoryFiles(...under: readonly string[]): readonly string[] {
  const listing = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', ...under];
  const paths = execFileSync('git', listing, { cwd: REPOSITORY, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0');
  return [...new Set(paths)].filter((path) => path !== '' && existsSync(join(REPOSITORY, path))).sort();
}

export function sourceFiles(): readonly SourceFile[] {
  return repositoryFiles('src')
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(join(REPOSITORY, path), 'utf8') }));
}

const IMPORT =
  /(?:^|[;}\n])\s*(?:import|export)\b[^'"();]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

/** What a file imports: paths from the root ("src/core/errors.ts") for its own project, else the module's name. */
export function importsOf({ path, text }: SourceFile): readonly string[] {
  return [...text.matchAll(IMPORT)]
    .map((match) => match[1] ?? match[2] ?? '')
    .map((name) => (name.startsWith('.') ? normalize(join(dirname(path), name)).replace(/\.js$/, '.ts') : name));
}

/** "src/core/errors.ts" → "core"; undefined for what lies outside src's folders. */
export function folderOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

/** The text with comments blanked out and line breaks kept: a rule about code must not trip over prose. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(^|[^:'"`])\/\/[^\n]*/g, (comment, before: string | undefined) =>
    comment.startsWith('/*') ? comment.replace(/[^\n]/g, ' ') : (before ?? ''),
  );
}
