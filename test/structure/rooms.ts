import { dirname } from 'node:path';

/** A folder can be looked over: at most so many files directly in it. */
export const ROOM = 25;

/** Folders with more, as "folder: count". @param paths of files. */
export function crowdedFolders(paths: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > ROOM).map(([folder, count]) => `${folder}: ${count}`);
}
