import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importsOf, sourceFiles } from '../structure/source-file.js';
import { changed, examplesOf, PAGE } from './page.js';
import { apply, copyProject, type ProjectCopy, runTests, typeErrors } from './project-copy.js';

/*
 * "Add one" of src/README.md: every example is put into a copy of the project, compiled with what depends on it, and
 * given to the suites that the page names. The suites have no line for the examples; they find them in the registries.
 */

const EXAMPLES = examplesOf(PAGE);
const titles = [...new Set(EXAMPLES.map(({ title }) => title))];

/** What is added, by the suite that finds it and the name under which it does. */
const ADDED = [
  ['platform', 'test/platform/shipped.test.ts', 'nodes of slow-link'],
  ['rule', 'test/heuristics/rules.test.ts', 'rule folio-order'],
  ['workload', 'test/workload/conformance.test.ts', 'workload steady'],
  ['learner', 'test/learners/registry.test.ts', "learner 'boltzmann'"],
  ['DMA driver', 'test/platform/dma.test.ts', 'DMA driver sample-dma'],
  ['export format', 'test/export/export.test.ts', 'format module'],
  ['cost term', 'test/readme/added.ts', 'added cost term'],
  ['feature', 'test/readme/added.ts', 'added feature'],
] as const;

/** The learners' registry stays out: it leads to TensorFlow.js, whose types alone take longer than all the rest. */
const isChecked = (title: string): boolean => title.endsWith('.ts') && title !== 'src/learners/registry.ts';

/** Files whose types the changed cost terms may break. */
function dependents(): string[] {
  const own = 'src/sim/state/cost-terms.ts';
  return sourceFiles()
    .filter((file) => importsOf(file).includes(own))
    .map(({ path }) => path);
}

describe('"Add one" of src/README.md', () => {
  let copy: ProjectCopy;
  beforeAll(() => {
    copy = copyProject();
    for (const example of EXAMPLES) apply(copy, example);
    renameSync(join(copy.folder, 'test/readme/added.ts'), join(copy.folder, 'test/readme/added.test.ts'));
  });
  afterAll(() => copy.remove());

  it('names the suite of each addition, as its table has them', () => {
    for (const [what, suite] of ADDED) expect(PAGE).toMatch(new RegExp(`^\\| ${what} \\|.*\\| \`${suite}\` \\|$`, 'm'));
    expect(PAGE.match(/^\| [a-zA-Z ]+ \|.*\| `test\/[^`]+` \|$/gm)).toHaveLength(ADDED.length);
  });

  it('has examples that compile, and nothing breaks that depends on them', () => {
    const files = [...new Set([...titles.filter(isChecked), ...dependents()])];
    expect(files.length).toBeGreaterThan(titles.length);
    expect(typeErrors(copy, files)).toEqual([]);
  });

  it('has examples that the suites find and pass', () => {
    const names = new RegExp(`^(${ADDED.map(([, , name]) => name).join('|')}|added )`);
    const files = [...new Set(ADDED.map(([, suite]) => suite.replace('added.ts', 'added.test.ts')))];
    const outcomes = runTests(copy, files, names);
    const failed = outcomes.filter(({ status }) => status !== 'passed');
    expect(failed.map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages.join()}`)).toEqual([]);
    for (const [, , name] of ADDED)
      expect(
        outcomes.filter(({ fullName }) => fullName.startsWith(name)),
        name,
      ).not.toEqual([]);
  });

  it('is seen to refuse a change of lines that are not there, or there twice', () => {
    const change = { title: 'a.ts', code: ' one\n+two\n' };
    expect(changed('one\nthree\n', change)).toBe('one\ntwo\nthree\n');
    expect(() => changed('three\n', change)).toThrow('a.ts has these lines 0 times');
    expect(() => changed('one\none\n', change)).toThrow('a.ts has these lines 2 times');
  });
});
