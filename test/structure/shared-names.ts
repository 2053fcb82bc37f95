import { type SourceFile, withoutComments } from './source-file.js';

const DECLARED = /^export\s+(?:abstract\s+)?(?:async\s+)?(?:function\*?|class|interface|type)\s+(\w+)/gm;
/** A function as a constant. */
const ARROW = /^export\s+const\s+(\w+)[^;={]*=\s*(?:async\s*)?\([^;]*?\)[^;=]*=>/gm;

/**
 * Functions, classes and types that several files export under one name, as "name: files". A reader who finds one by its
 * name must not land at another. Other constants may share one: every command exports its `command`, and a scenario's
 * traffic is called as the workload that it sets.
 */
export function sharedNames(files: readonly SourceFile[]): readonly string[] {
  const homes = new Map<string, Set<string>>();
  for (const { path, text } of files) {
    const code = withoutComments(text);
    for (const [, name = ''] of [...code.matchAll(DECLARED), ...code.matchAll(ARROW)]) {
      homes.set(name, (homes.get(name) ?? new Set()).add(path));
    }
  }
  return [...homes].filter(([, paths]) => paths.size > 1).map(([name, paths]) => `${name}: ${[...paths].join(', ')}`);
}
