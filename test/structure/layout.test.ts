import { describe, expect, it } from 'vitest';
import { emptyFolders, LAYERS, unknownFolders, wrongArrows } from './arrows.js';
import { BOUNDARIES } from './boundaries.js';
import { fileCircles, folderCircles } from './circles.js';
import { crowdedFolders, ROOM } from './rooms.js';
import { sharedNames } from './shared-names.js';
import { importsOf, repositoryFiles, type SourceFile, sourceFiles } from './source-file.js';

const FILES = sourceFiles();

function file(path: string, text: string): SourceFile {
  return { path, text };
}

/** Folders and files of the top level, dotfiles aside; nothing else. */
const TOP_LEVEL = [
  'LICENSE',
  'README.md',
  'data',
  'experiments',
  'models',
  'package-lock.json',
  'package.json',
  'src',
  'test',
  'tsconfig.json',
];

function strangers(paths: readonly string[]): readonly string[] {
  const tops = new Set(paths.map((path) => path.split('/')[0] ?? ''));
  return [...tops].filter((top) => !top.startsWith('.') && !TOP_LEVEL.includes(top));
}

describe('the top level', () => {
  it('holds what the layout names and nothing else', () => {
    const files = repositoryFiles();
    expect(strangers(files)).toEqual([]);
    expect(TOP_LEVEL.filter((top) => !files.some((path) => path === top || path.startsWith(`${top}/`)))).toEqual([]);
  });

  it('is seen to refuse a stranger', () => {
    expect(strangers(['src/core/a.ts', 'docs/a.md', '.ci/run', 'notes.txt'])).toEqual(['docs', 'notes.txt']);
  });
});

describe('import lines', () => {
  it('are read in every form', () => {
    const text = [
      "import { a } from './a.js';",
      "import type { B } from '../policy/b.js';",
      'import {\n  c,\n  type D,\n} from "../../core/c.js";',
      "export { e } from './e.js';",
      "export * from './f.js';",
      "import 'g';",
      "const h = await import('node:fs');",
      "type I = import('./i.js').I;",
    ].join('\n');
    expect(importsOf(file('src/learners/deep/x.ts', text))).toEqual([
      'src/learners/deep/a.ts',
      'src/learners/policy/b.ts',
      'src/core/c.ts',
      'src/learners/deep/e.ts',
      'src/learners/deep/f.ts',
      'g',
      'node:fs',
      'src/learners/deep/i.ts',
    ]);
  });

  it('were found: the sources import more often than there are files', () => {
    expect(FILES.flatMap(importsOf).length).toBeGreaterThan(FILES.length);
  });
});

describe('arrows between folders', () => {
  it(`point down: ${LAYERS.map(({ folders }) => folders.join(', ')).join(' -> ')}`, () => {
    expect(unknownFolders(FILES)).toEqual([]);
    expect(emptyFolders(FILES)).toEqual([]);
    expect(wrongArrows(FILES)).toEqual([]);
  });

  it('go one way between two folders', () => {
    expect(folderCircles(FILES)).toEqual([]);
  });

  it.each([
    ['src/env/a.ts', "import { ppo } from '../learners/ppo.js';"],
    ['src/core/a.ts', "import type { Platform } from '../platform/platform.js';"],
    ['src/statistics/a.ts', "import type { Platform } from '../platform/platform.js';"],
    ['src/experiment/a.ts', "import { command } from '../cli/commands/list.js';"],
    ['src/experiment/a.ts', "import { trainPolicy } from '../training/train.js';"],
    ['src/evaluation/a.ts', "import { recordRun } from '../experiment/run-record.js';"],
    ['src/training/a.ts', "import { evaluatePolicy } from '../comparison/evaluate.js';"],
    ['src/tuning/a.ts', "import type { LineUp } from '../comparison/line-up.js';"],
    ['src/comparison/a.ts', "import { distill } from '../analysis/distill.js';"],
    ['src/analysis/a.ts', "import { policyReport } from '../report/policy-report.js';"],
    ['src/store/a.ts', "import { FEATURES } from '../policy/feature-table.js';"],
    ['src/learners/a.ts', "import { openStore } from '../store/store.js';"],
    ['src/export/a.ts', "import { closed } from '../sim/simulator.js';"],
    ['src/calibration/a.ts', "import { FEATURES } from '../policy/feature-table.js';"],
    ['src/sim/a.ts', "import { judge } from '../calibration/judge.js';"],
    ['src/elsewhere/a.ts', "import { at } from '../core/errors.js';"],
  ])('are seen to refuse %s: %s', (path, text) => {
    expect(wrongArrows([file(path, text)])).toHaveLength(1);
  });

  it.each([
    ['src/cli/a.ts', "import { openStore } from '../store/store.js';"],
    ['src/heuristics/a.ts', "import { clone } from '../sim/simulator.js';"],
    ['src/store/a.ts', "import { at } from '../core/errors.js';"],
    ['src/comparison/a.ts', "import { quantisationChanges } from '../export/quantisation.js';"],
    ['src/report/a.ts', "import type { Judgement } from '../calibration/judge.js';"],
  ])('are seen to allow %s: %s', (path, text) => {
    expect(wrongArrows([file(path, text)])).toEqual([]);
  });

  it('are seen to refuse a circle, a folder without a place and a place without a folder', () => {
    const there = file('src/policy/a.ts', "import { b } from '../migration/b.js';");
    const round = [
      file('src/migration/b.ts', "import { c } from '../workload/c.js';"),
      file('src/workload/c.ts', "import { a } from '../policy/a.js';"),
    ];
    const towards = file('src/env/d.ts', "import { a } from '../policy/a.js';");
    expect(folderCircles([there])).toEqual([]);
    expect(folderCircles([there, ...round, towards])).toEqual(['migration <-> policy <-> workload']);
    expect(unknownFolders([file('src/misc/a.ts', ''), there])).toEqual(['misc']);
    expect(emptyFolders(FILES.filter(({ path }) => !path.startsWith('src/store/')))).toEqual(['store']);
  });
});

describe('imports between files', () => {
  it('go round in no circle', () => {
    expect(fileCircles(FILES)).toEqual([]);
  });

  it('are seen to refuse circles, those of types and those inside a folder too', () => {
    const files = [
      file('src/sim/a.ts', "import { b } from './law/b.js';"),
      file('src/sim/law/b.ts', "import type { A } from '../a.js';"),
      file('src/sim/c.ts', "import { d } from './d.js';\nimport { a } from './a.js';"),
      file('src/sim/d.ts', "import { e } from './e.js';"),
      file('src/sim/e.ts', "export * from './c.js';"),
      file('src/sim/f.ts', "import { c } from './c.js';"),
    ];
    expect(fileCircles(files)).toEqual([
      ['src/sim/a.ts', 'src/sim/law/b.ts'],
      ['src/sim/c.ts', 'src/sim/d.ts', 'src/sim/e.ts'],
    ]);
  });
});

describe(`a folder of src or test has at most ${ROOM} files directly in it`, () => {
  const many = (folder: string, count: number): string[] =>
    Array.from({ length: count }, (_, k) => `${folder}/${k}.ts`);

  it('holds', () => {
    expect(crowdedFolders(repositoryFiles('src', 'test'))).toEqual([]);
  });

  it('is seen to refuse one more, and to count what lies deeper by itself', () => {
    const paths = [...many('src/sim', ROOM), ...many('src/sim/law', 2), ...many('test/sim', ROOM + 1)];
    expect(crowdedFolders(paths)).toEqual([`test/sim: ${ROOM + 1}`]);
  });
});

describe('an exported name', () => {
  it('has one meaning', () => {
    expect(sharedNames(FILES)).toEqual([]);
  });

  it('is seen to be refused a second one, of another kind too', () => {
    const files = [
      file('src/env/a.ts', 'export interface Traffic {}\nexport const command = 1;\nfunction own() {}'),
      file('src/workload/b.ts', 'export type Traffic = string;\nexport const command = 2;\nexport function own() {}'),
      file(
        'src/core/c.ts',
        '/*\nexport class Traffic {}\n*/\nexport function twice(): void;\nexport function twice() {}',
      ),
      file('src/store/d.ts', 'export async function runsOf(): Runs {}'),
      file('src/evaluation/e.ts', 'export const runsOf = ({ members = [] }: Entered): number => members.length;'),
    ];
    expect(sharedNames(files)).toEqual([
      'Traffic: src/env/a.ts, src/workload/b.ts',
      'runsOf: src/store/d.ts, src/evaluation/e.ts',
    ]);
  });
});

/** For each rule, sources that break it in exactly their first file. */
const BAD: Readonly<Record<string, readonly SourceFile[]>> = {
  'Only src/learners': [
    file('src/env/a.ts', "import * as tf from '@tensorflow/tfjs-core';"),
    file('src/learners/a.ts', "import * as tf from '@tensorflow/tfjs-core';"),
  ],
  'Nothing that src/export': [
    file('src/export/a.ts', "import { dense } from '../learners/gradient/network.js';"),
    file('src/learners/gradient/network.ts', "import { tf } from './backend.js';"),
    file('src/learners/gradient/backend.ts', "export * as tf from '@tensorflow/tfjs-core';"),
    file('src/export/b.ts', "import { at } from '../core/errors.js';"),
  ],
  'Only src/store': [file('src/cli/a.ts', "import Database from 'better-sqlite3';")],
  'What src/experiment': [
    file('src/evaluation/a.ts', "import { type EpisodeResult, runEpisode } from '../episodes/run-episode.js';"),
    file('src/evaluation/b.ts', "import type { EpisodeResult } from '../episodes/run-episode.js';"),
    file('src/comparison/c.ts', "import { runTasks } from '../episodes/episode-threads.js';"),
  ],
  'Only src/cli imports': [file('src/report/a.ts', "import { Command } from 'commander';")],
  'Only src/cli/main.ts': [file('src/cli/a.ts', 'process.exitCode = 1;'), file('src/cli/main.ts', 'process.exit(1);')],
  Randomness: [
    file('src/sim/a.ts', 'const x = Math.random();'),
    file('src/sim/b.ts', '// Math.random is not\n/** Math.random\n */\nconst y = 1;'),
  ],
  'Types hold': [file('src/sim/a.ts', '// @ts-ignore\nlet x;')],
  'A file can be read': [file('src/sim/a.ts', 'x\n'.repeat(301)), file('src/sim/b.ts', 'x\n'.repeat(300))],
  'A file is named': [
    file('src/core/test-utils.ts', ''),
    file('src/core/utilisation.ts', ''),
    file('src/platform/commonality.ts', ''),
  ],
};

describe.each(BOUNDARIES)('$sentence', ({ sentence, broken }) => {
  it('holds', () => {
    expect(broken(FILES)).toEqual([]);
  });

  it('is seen to fail', () => {
    const bad = Object.entries(BAD).find(([beginning]) => sentence.startsWith(beginning))?.[1] ?? [];
    expect(broken(bad)).toEqual([bad[0]?.path]);
  });
});
