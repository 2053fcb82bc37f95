import { folderOf, importsOf, type SourceFile } from './source-file.js';

/**
 * The arrows between the folders of src, from the highest layer down. A folder may import its own layer and those
 * below; within a layer, imports between two folders go one way (no cycle).
 */
export const LAYERS: readonly { readonly folders: readonly string[]; readonly sentence: string }[] = [
  { folders: ['cli'], sentence: 'The command line may use everything; nothing imports it.' },
  {
    folders: ['experiment', 'calibration', 'export', 'report'],
    sentence: 'What a command sets to work, and what becomes of it.',
  },
  { folders: ['learners', 'evaluation'], sentence: 'They take decisions in an environment, and so know it.' },
  { folders: ['env'], sentence: 'The decision problem knows nobody who learns from it.' },
  { folders: ['sim', 'heuristics'], sentence: 'Time and rules of thumb know nothing of rewards.' },
  { folders: ['migration', 'workload', 'policy'], sentence: 'What is moved, why, and who decides: without a clock.' },
  { folders: ['platform'], sentence: 'A machine stands still and knows no traffic.' },
  { folders: ['core'], sentence: 'Units, seeds and errors know nothing of memory, learning or SQL.' },
];

/** The store takes plain rows: it stands on core alone, and only what runs and reports uses it. */
const STORE = { folder: 'store', imports: ['core'], importedBy: ['cli', 'experiment', 'report'] } as const;

function layerOf(folder: string): number {
  return LAYERS.findIndex(({ folders }) => folders.includes(folder));
}

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (from === STORE.folder) return (STORE.imports as readonly string[]).includes(to);
  if (to === STORE.folder) return (STORE.importedBy as readonly string[]).includes(from);
  if (to === 'cli') return false;
  return layerOf(from) !== -1 && layerOf(to) >= layerOf(from);
}

/** Import lines against the arrows, as "file imports file". */
export function wrongArrows(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const from = folderOf(file.path);
    return importsOf(file)
      .filter((target) => {
        const to = folderOf(target);
        return target.startsWith('src/') && (from === undefined || to === undefined || !mayImport(from, to));
      })
      .map((target) => `${file.path} imports ${target}`);
  });
}

/** Folders that cannot be placed in any layer. */
export function unknownFolders(files: readonly SourceFile[]): readonly string[] {
  const folders = new Set(files.map(({ path }) => folderOf(path) ?? path));
  return [...folders].filter((folder) => folder !== STORE.folder && layerOf(folder) === -1);
}

/** Pairs of folders that import each other, directly or round about, as "a <-> b". */
export function folderCycles(files: readonly SourceFile[]): readonly string[] {
  const edges = new Map<string, Set<string>>();
  for (const file of files) {
    const from = folderOf(file.path) ?? '';
    const targets = importsOf(file).map((target) => folderOf(target) ?? '');
    for (const to of targets) if (to !== '' && to !== from) edges.set(from, (edges.get(from) ?? new Set()).add(to));
  }
  const folders = [...edges.keys()].sort();
  return folders.flatMap((a) =>
    folders.filter((b) => a < b && reaches(edges, a, b) && reaches(edges, b, a)).map((b) => `${a} <-> ${b}`),
  );
}

/** Whether a walk along the edges leads from one node to another. */
export function reaches(edges: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const next of edges.get(node) ?? []) {
      if (next === to) return true;
      if (!seen.has(next)) waiting.push(next);
      seen.add(next);
    }
  }
  return false;
}
