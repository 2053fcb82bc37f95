import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ASIDES, LAYERS } from '../structure/arrows.js';
import { sourceFiles, withoutComments } from '../structure/source-file.js';
import { PAGE, type WalkStep, walksOf } from './page.js';

const sources = new Map(sourceFiles().map(({ path, text }) => [path, withoutComments(text)]));

/** Cells of the drawing's rows: the floor on the left, what stands beside it on the right. */
function drawn(page: string): { floors: string[][]; asides: string[] } {
  const rows = [...page.matchAll(/^│([^│]+)│([^│]+)│/gm)];
  const words = (cell = ''): string[] => cell.trim().split(/\s+/).filter(Boolean);
  return { floors: rows.map(([, left]) => words(left)), asides: rows.flatMap(([, , right]) => words(right)) };
}

/** Folders below src, as "sim" and "sim/law". */
const FOLDERS = [...new Set([...sources.keys()].map((path) => dirname(path).slice('src/'.length)))];

/** Folders that no line of a table names: by their whole path, or inside the line of the folder they lie in. */
function unnamed(page: string, folders: readonly string[]): string[] {
  const lines = new Map(
    [...page.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)].map(([, name = '', text = '']) => [name, text]),
  );
  return folders.filter((folder) => {
    const [top = '', ...inner] = folder.split('/');
    return !lines.has(folder) && (inner.length === 0 || !lines.get(top)?.includes(`\`${inner.at(-1)}/\``));
  });
}

/** Lines that the tables give to folders that are not there. */
function strange(page: string): string[] {
  const named = [...page.matchAll(/^\| `([a-z/-]+)` \|/gm)].map(([, name = '']) => name);
  const all = new Set(FOLDERS.flatMap((folder) => [folder, dirname(folder)]));
  return named.filter((name) => !all.has(name));
}

const escaped = (name: string): string => name.replace(/[#$]/g, '\\$&');

/** Whether a file defines a function, a method or a class of the name. */
function defines(text: string, name: string): boolean {
  const own = escaped(name);
  const forms = `^(?:export )?(?:async )?(?:function|class|const) ${own}\\b|^  (?:async )?${own}(?:\\(|:|,$)`;
  return new RegExp(forms, 'm').test(text);
}

/** Whether a file uses the name, its imports and the definition itself aside. */
function uses(text: string, name: string): boolean {
  const body = text.replace(/^import[\s\S]*?;$/gm, '').replace(new RegExp(`function ${escaped(name)}\\b`, 'g'), '');
  const called = name.startsWith('#') ? `this\\.${escaped(name)}\\(` : `\\b${name}\\b`;
  return new RegExp(called).test(body);
}

/** What is wrong with a walk, step by step: a name that is not in its file, a step that nothing above it calls. */
function faultsOf(walk: readonly WalkStep[]): string[] {
  return walk.flatMap(({ file, name }, k) => {
    const text = sources.get(file);
    if (text === undefined) return [`${file} is not there`];
    if (!defines(text, name)) return [`${file} does not define ${name}`];
    const isCalled = walk.slice(0, k).some((step) => uses(sources.get(step.file) ?? '', name));
    return k === 0 || isCalled ? [] : [`nothing above calls ${name} of ${file}`];
  });
}

describe('the drawing of src/README.md', () => {
  it('has the floors and what stands beside them as the arrows have', () => {
    const { floors, asides } = drawn(PAGE);
    expect(floors).toEqual(LAYERS.map(({ folders }) => folders));
    expect(asides.sort()).toEqual(ASIDES.map(({ folder }) => folder).sort());
  });

  it('is followed by a line for every folder', () => {
    expect(unnamed(PAGE, FOLDERS)).toEqual([]);
    expect(strange(PAGE)).toEqual([]);
  });

  it('is seen to miss a folder, and one that is gone', () => {
    expect(unnamed(PAGE, ['sim/law', 'probe', 'sim/clock', 'env/scenarios/grid'])).toEqual(['probe', 'sim/clock']);
    expect(strange('| `attic` | old things |')).toEqual(['attic']);
  });
});

describe('the walks of src/README.md', () => {
  const walks = walksOf(PAGE);

  it('are five, two of them in two parts', () => {
    expect(PAGE.match(/^### One .* to .*$/gm)).toHaveLength(5);
    expect(walks).toHaveLength(7);
  });

  it.each(walks.map((walk) => [walk[0]?.file, walk] as const))(
    'from %s: each step is called by one above',
    (_, walk) => {
      expect(faultsOf(walk)).toEqual([]);
    },
  );

  it('are seen to break where a file, a name or a call is gone', () => {
    const [first, second] = [
      { file: 'src/cli/commands/train.ts', name: 'command' },
      { file: 'src/core/units.ts', name: 'parseQuantity' },
    ];
    expect(faultsOf([first, second])).toEqual(['nothing above calls parseQuantity of src/core/units.ts']);
    expect(faultsOf([{ ...first, name: 'order' }])).toEqual(['src/cli/commands/train.ts does not define order']);
    expect(faultsOf([{ ...first, file: 'src/cli/go.ts' }])).toEqual(['src/cli/go.ts is not there']);
  });
});
