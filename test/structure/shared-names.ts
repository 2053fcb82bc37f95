import { type SourceFile, withoutComments } from './source-file.js';

const EXPORTED = /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|class|interface|type)\s+(\w+)/gm;

/**
 * Functions, classes and types that several files export under one name, as "name: files". A reader who finds one by its
 * name must not land at another. Constants may share one: every command exports its `command`, and a scenario's traffic
 * is called as the workload that it sets.
 */
export function sharedNames(files: readonly SourceFile[]): readonly string[] {
  const homes = new Map<string, Set<string>>();
  for (const { path, text } of files) {
    for (const [, name = ''] of withoutComments(text).matchAll(EXPORTED)) {
      homes.set(name, (homes.get(name) ?? new Set()).add(path));
    }
  }
  return [...homes].filter(([, paths]) => paths.size > 1).map(([name, paths]) => `${name}: ${[...paths].join(', ')}`);
}
