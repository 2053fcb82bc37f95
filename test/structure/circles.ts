import { folderOf, importsOf, type SourceFile } from './source-file.js';

type Edges = ReadonlyMap<string, ReadonlySet<string>>;

/** Whatever a walk along the edges from a node comes to. */
function reachedFrom(edges: Edges, from: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [from];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const next of edges.get(node) ?? []) {
      if (!seen.has(next)) waiting.push(next);
      seen.add(next);
    }
  }
  return seen;
}

/** Whether a walk along the edges leads from one node to another. */
export function reaches(edges: Edges, from: string, to: string): boolean {
  return reachedFrom(edges, from).has(to);
}

/** Groups of nodes each of which leads to all others of its group: the strongly connected components with an edge. */
function circlesIn(edges: Edges): readonly (readonly string[])[] {
  const nodes = [...edges.keys()].sort();
  const reached = new Map(nodes.map((node) => [node, reachedFrom(edges, node)]));
  const leads = (from: string, to: string): boolean => reached.get(from)?.has(to) ?? false;
  const firsts = nodes.filter((node) => {
    const first = nodes.find((other) => leads(node, other) && leads(other, node));
    return first === node;
  });
  return firsts.map((first) => nodes.filter((other) => leads(first, other) && leads(other, first)));
}

/** Folders that import each other, directly or round about, as "a <-> b <-> c". */
export function folderCircles(files: readonly SourceFile[]): readonly string[] {
  const edges = new Map<string, Set<string>>();
  for (const file of files) {
    const from = folderOf(file.path) ?? '';
    const targets = importsOf(file).map((target) => folderOf(target) ?? '');
    for (const to of targets) if (to !== '' && to !== from) edges.set(from, (edges.get(from) ?? new Set()).add(to));
  }
  return circlesIn(edges).map((folders) => folders.join(' <-> '));
}

/** Files that import each other, directly or round about, types included: whoever reads one has to read all. */
export function fileCircles(files: readonly SourceFile[]): readonly (readonly string[])[] {
  return circlesIn(new Map(files.map((file) => [file.path, new Set(importsOf(file))])));
}
