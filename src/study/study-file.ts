import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { packageRoot } from '../core/package-root.js';
import { parseWith } from '../core/schema.js';
import { readJson } from '../core/text-file.js';
import { pointsOf } from './points.js';
import { type Expectation, type Study, type StudyContents, studySchema } from './study-schema.js';

const STUDIES = (): string => join(packageRoot(), 'experiments', 'studies');

/** Names of the studies that come with the project. */
function studyNames(): string[] {
  const files = readdirSync(STUDIES()).filter((file) => file.endsWith('.json'));
  return files.map((file) => file.slice(0, -'.json'.length)).sort();
}

/** The file of a shipped study's name, or the file itself where a path is given. */
function studyFile(nameOrPath: string, cwd: string): string {
  if (nameOrPath.endsWith('.json') || nameOrPath.includes('/')) return resolve(cwd, nameOrPath);
  const names = studyNames();
  if (!names.includes(nameOrPath)) {
    const hint = nameHint(nameOrPath, names);
    throw new FoliotuneError('name-unknown', `unknown study "${nameOrPath}"`, { hint });
  }
  return join(STUDIES(), `${nameOrPath}.json`);
}

/** A name that an expectation uses, with where it stands in the file. */
interface UsedName {
  readonly path: string;
  readonly name: string | number;
  readonly known: readonly (string | number)[];
  readonly what: string;
}

function namesUsed(study: StudyContents, expectation: Expectation, path: string): UsedName[] {
  const used: UsedName[] = [];
  const add = (key: string, what: string, name: string | number | undefined, known: readonly (string | number)[]) => {
    if (name !== undefined) used.push({ path: `${path}.${key}`, what, name, known });
  };
  const curve = (key: string, at: { panel?: string | undefined; metric?: string | undefined }): void => {
    const dot = key === '' ? '' : `${key}.`;
    const panels = study.panels.map(({ name }) => name);
    add(`${dot}panel`, 'panel', at.panel, panels);
    add(`${dot}metric`, 'metric of this study', at.metric, study.metrics);
  };
  const series = study.series.map(({ name }) => name);
  switch (expectation.kind) {
    case 'value':
    case 'published':
    case 'ratio':
      for (const key of ['of', ...(expectation.kind === 'ratio' ? (['to'] as const) : [])] as ('of' | 'to')[]) {
        const at = expectation.kind === 'ratio' ? expectation[key] : expectation.of;
        curve(key, at);
        add(`${key}.series`, 'series', at.series, series);
        add(`${key}.x`, 'value of the axis', at.x, study.axis.values);
      }
      return used;
    case 'crossover':
      curve('', expectation);
      add('of', 'series', expectation.of, series);
      add('over', 'series', expectation.over, series);
      expectation.between.forEach((x, index) => {
        add(`between.${index}`, 'value of the axis', x, study.axis.values);
      });
      return used;
    case 'trend':
      curve('', expectation);
      add('series', 'series', expectation.series, series);
      return used;
  }
}

function checkNames(study: StudyContents, file: string): void {
  study.expectations.forEach((expectation, index) => {
    for (const { path, name, known, what } of namesUsed(study, expectation, `expectations.${index}`)) {
      if (known.includes(name)) continue;
      const place = { file, path, hint: nameHint(String(name), known.map(String)) };
      throw new FoliotuneError('file-invalid', `unknown ${what} "${name}"`, place);
    }
  });
}

function checkTwice(study: StudyContents, file: string): void {
  for (const key of ['panels', 'series'] as const) {
    const names = study[key].map(({ name }) => name);
    const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
    if (twice === -1) continue;
    const place = { file, path: `${key}.${twice}.name` };
    throw new FoliotuneError('file-invalid', `"${names[twice]}" is there twice`, place);
  }
}

/**
 * Checks a study's parsed JSON, the settings of every point included.
 * @throws FoliotuneError `file-invalid` naming file, path, rule, value and the nearest valid name.
 */
export function parseStudy(json: unknown, file: string): Study {
  const study = { ...parseWith(studySchema, json, file), file };
  checkTwice(study, file);
  checkNames(study, file);
  pointsOf(study);
  return study;
}

/** The shipped studies in the order of the discussion points. @throws FoliotuneError */
export function shippedStudies(): Study[] {
  return studyNames()
    .map((name) => readStudy(name, STUDIES()))
    .sort((a, b) => a.point - b.point);
}

/** Reads a study by its name (experiments/studies/) or from a file. @throws FoliotuneError */
export function readStudy(nameOrPath: string, cwd: string): Study {
  const file = studyFile(nameOrPath, cwd);
  return parseStudy(readJson(file), file);
}
