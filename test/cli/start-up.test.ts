import { describe, expect, it } from 'vitest';
import { reaches } from '../structure/circles.js';
import { importsOf, type SourceFile, sourceFiles } from '../structure/source-file.js';

/*
 * What a command line loads before it does anything, which is most of its time: the libraries that its files import
 * when they are loaded, however far. `import('…')` is loaded later or never, and types are gone when it runs.
 */

function loadedAtOnce({ path, text }: SourceFile): ReadonlySet<string> {
  const kept = text.replace(/\bimport\s*\([^)]*\)/g, '').replace(/^(?:import|export) type\b[\s\S]*?;$/gm, '');
  return new Set(importsOf({ path, text: kept }));
}

const EDGES = new Map(sourceFiles().map((file) => [file.path, loadedAtOnce(file)]));

const loads = (path: string, libraries: readonly string[]): readonly string[] =>
  libraries.filter((library) => reaches(EDGES, path, library));

const SLOW = ['zod', 'better-sqlite3', 'ml-matrix', 'csv-parse/sync', '@tensorflow/tfjs-core'];

describe('start-up', () => {
  it('of the program itself loads its commands on demand, so no library but commander', () => {
    expect(loads('src/cli/main.ts', ['commander', 'src/cli/commands/index.ts'])).toHaveLength(2);
    expect(loads('src/cli/main.ts', SLOW)).toEqual([]);
  });

  it('of simulate loads what checks a platform file, and neither database nor algebra', () => {
    expect(loads('src/cli/commands/simulate.ts', SLOW)).toEqual(['zod']);
  });

  it('is seen to fail: commands that store or fit do load them', () => {
    expect(loads('src/cli/commands/list.ts', SLOW)).toContain('better-sqlite3');
    expect(loads('src/calibration/fit.ts', SLOW)).toContain('ml-matrix');
  });
});
