import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { studyFigure } from '../../../src/report/study/figure.js';
import { linearScale, logScale } from '../../../src/report/study/scale.js';
import { studyIndex } from '../../../src/report/study/study-index.js';
import { studyPage } from '../../../src/report/study/study-page.js';
import { runStudy } from '../../../src/study/run-study.js';
import { shippedStudies } from '../../../src/study/study-file.js';
import type { StudyResult } from '../../../src/study/study-result.js';
import { REPOSITORY } from '../../cli/recorded-context.js';

/*
 * The figures and pages that lie beside the studies are what the studies give, byte for byte. Whole episodes take
 * longest: they are run where CI=true. Written anew with `foliotune study --out experiments/studies`.
 */
const FOLDER = join(REPOSITORY, 'experiments', 'studies');
const CI = process.env.CI === 'true';
const STUDIES = shippedStudies();
const results: StudyResult[] = [];

const shipped = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

describe.each(STUDIES.map((study) => [study.name, study] as const))('%s', (name, study) => {
  it.runIf(CI || study.kind === 'request')(
    'has the shipped figure and page, and meets its expectations',
    async () => {
      const result = await runStudy(study);
      results.push(result);
      expect(result.outcomes.filter(({ met }) => !met)).toEqual([]);
      expect(studyFigure(result)).toBe(shipped(`${name}.svg`));
      expect(studyPage(result)).toBe(shipped(`${name}.md`));
    },
    120_000,
  );

  it('is called like its file', () => {
    expect(study.file).toBe(join(FOLDER, `${name}.json`));
  });
});

describe('the folder of studies', () => {
  it('holds a figure and a page for each, and an index that names them all', () => {
    const files = STUDIES.flatMap(({ name }) => [`${name}.json`, `${name}.md`, `${name}.svg`]);
    expect(readdirSync(FOLDER).sort()).toEqual([...files, 'README.md'].sort());
    for (const { name } of STUDIES) expect(shipped('README.md')).toContain(`(${name}.md)`);
  });

  it.runIf(CI)('has the index that the studies give', () => {
    expect(studyIndex(results)).toBe(shipped('README.md'));
  });
});

describe('the scale of an axis', () => {
  it('goes from zero to a round number above the greatest value', () => {
    const { at, ticks, range } = linearScale(0, 36.2, 200, 0);
    expect(range).toEqual([0, 40]);
    expect(ticks).toEqual([0, 10, 20, 30, 40]);
    expect([at(0), at(20), at(40)]).toEqual([200, 100, 0]);
  });

  it('goes below zero where a value does', () => {
    const { at, ticks } = linearScale(-53, 102, 0, 100);
    expect(ticks).toEqual([-100, -50, 0, 50, 100, 150]);
    expect(at(0)).toBeCloseTo(40, 9);
  });

  it('gives equal ratios equal lengths on a logarithmic one', () => {
    const { at, ticks } = logScale(2, 90, 0, 100);
    expect(at(20) - at(2)).toBeCloseTo(at(80) - at(8), 9);
    expect(ticks).toEqual([2, 5, 10, 20, 50, 100]);
  });
});
