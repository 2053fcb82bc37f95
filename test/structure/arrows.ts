import { folderOf, importsOf, type SourceFile } from './source-file.js';

/**
 * The arrows between the folders of src, from the highest layer down. A folder may import its own layer and those
 * below; within a layer, imports between two folders go one way (no cycle).
 */
export const LAYERS: readonly { readonly folders: readonly string[]; readonly sentence: string }[] = [
  { folders: ['cli'], sentence: 'The command line may use everything; nothing imports it.' },
  { folders: ['report'], sentence: 'Text and pictures of results: nothing below prints.' },
  { folders: ['analysis', 'study'], sentence: 'Questions to a finished policy, and to the simulator.' },
  { folders: ['comparison'], sentence: 'Policies, rules and references meet; nothing below knows who wins.' },
  { folders: ['training', 'tuning'], sentence: 'They make what a comparison judges. Tuning trains, not the reverse.' },
  { folders: ['experiment'], sentence: 'What a file asks for and the record of a run: it runs nothing.' },
  { folders: ['evaluation'], sentence: 'Scores, harm and verdict of results: it runs nothing either.' },
  { folders: ['learners', 'episodes'], sentence: 'They take decisions in an environment, and so know it.' },
  { folders: ['env'], sentence: 'The decision problem knows nobody who learns from it.' },
  { folders: ['sim', 'heuristics'], sentence: 'Time and rules of thumb know nothing of rewards.' },
  { folders: ['migration', 'workload', 'policy'], sentence: 'What is moved, why, and who decides: without a clock.' },
  { folders: ['platform'], sentence: 'A machine stands still and knows no traffic.' },
  { folders: ['statistics'], sentence: 'Numbers know nothing of what they measure.' },
  { folders: ['core'], sentence: 'Units, seeds and errors know nothing of memory, learning or SQL.' },
];

/** A folder beside the layers: what it stands on, and who uses it. */
interface Aside {
  readonly folder: string;
  readonly imports: readonly string[];
  readonly importedBy: readonly string[];
  readonly sentence: string;
}

export const ASIDES: readonly Aside[] = [
  {
    folder: 'store',
    imports: ['core'],
    importedBy: ['cli', 'analysis', 'comparison', 'training', 'tuning', 'experiment'],
    sentence: 'The store takes plain rows: only what runs uses it.',
  },
  {
    folder: 'export',
    imports: ['core', 'platform', 'migration', 'policy'],
    importedBy: ['cli', 'report', 'analysis', 'comparison'],
    sentence: 'Code for an engine follows from the policy alone.',
  },
  {
    folder: 'calibration',
    imports: ['core', 'platform', 'migration'],
    importedBy: ['cli', 'report'],
    sentence: 'A fit knows the closed form and the table, no traffic and no policy.',
  },
];

function layerOf(folder: string): number {
  return LAYERS.findIndex(({ folders }) => folders.includes(folder));
}

const asideOf = (folder: string): Aside | undefined => ASIDES.find((one) => one.folder === folder);

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  const [own, other] = [asideOf(from), asideOf(to)];
  if (own) return own.imports.includes(to);
  if (other) return other.importedBy.includes(from);
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

/** Folders that cannot be placed. */
export function unknownFolders(files: readonly SourceFile[]): readonly string[] {
  const folders = new Set(files.map(({ path }) => folderOf(path) ?? path));
  return [...folders].filter((folder) => !asideOf(folder) && layerOf(folder) === -1);
}

/** Folders that have a place and no file. */
export function emptyFolders(files: readonly SourceFile[]): readonly string[] {
  const there = new Set(files.map(({ path }) => folderOf(path)));
  const placed = [...LAYERS.flatMap(({ folders }) => folders), ...ASIDES.map(({ folder }) => folder)];
  return placed.filter((folder) => !there.has(folder));
}
