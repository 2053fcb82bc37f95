import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { packageRoot } from '../core/package-root.js';
import { parseWith } from '../core/schema.js';
import { readJson } from '../core/text-file.js';
import { LEARNERS } from '../learners/registry.js';
import type { BatchTable } from '../migration/batch-table.js';
import { FEATURES } from '../policy/feature-table.js';
import { resolveBatching } from './batching.js';
import { checkContents } from './experiment-checks.js';
import { type ExperimentContents, experimentSchema } from './experiment-schema.js';
import { withWholeLearners } from './learners-like.js';

/** A checked experiment, every default filled in. */
export interface Experiment extends Omit<ExperimentContents, 'batching'> {
  readonly features: string[];
  readonly batching?: BatchTable;
}

const EXPERIMENTS = (): string => join(packageRoot(), 'experiments');

/** Names of the experiments that come with the project. */
export function experimentNames(): string[] {
  const files = readdirSync(EXPERIMENTS()).filter((file) => file.endsWith('.json'));
  return files.map((file) => file.slice(0, -'.json'.length)).sort();
}

/** Whether a file is meant and not a shipped experiment. */
const isPath = (nameOrPath: string): boolean => nameOrPath.endsWith('.json') || nameOrPath.includes('/');

/** The file of a shipped experiment's name, or the file itself where a path is given. */
function experimentFile(nameOrPath: string, cwd: string): string {
  if (isPath(nameOrPath)) return resolve(cwd, nameOrPath);
  const names = experimentNames();
  if (!names.includes(nameOrPath)) {
    const hint = nameHint(nameOrPath, names);
    throw new FoliotuneError('name-unknown', `unknown experiment "${nameOrPath}"`, { hint });
  }
  return join(EXPERIMENTS(), `${nameOrPath}.json`);
}

/** The learners' options with their defaults, checked by each learner's own schema. */
function resolveLearners({ learners }: ExperimentContents, file: string): ExperimentContents['learners'] {
  return learners.map((entry, index) => {
    const place = { file, path: `learners.${index}.name` };
    if (!LEARNERS.has(entry.name)) {
      const hint = nameHint(entry.name, LEARNERS.names);
      throw new FoliotuneError('file-invalid', `unknown learner "${entry.name}"`, { ...place, hint });
    }
    const key = `learners.${index}.options`;
    const { schema } = LEARNERS.get(entry.name);
    const checked = parseWith(z.strictObject({ [key]: schema }), { [key]: entry.options ?? {} }, file);
    return { ...entry, options: checked[key] as Record<string, z.core.util.JSONType> };
  });
}

/**
 * Checks an experiment's parsed JSON; `file` is what messages call it, and paths in it start at `cwd`.
 * @throws FoliotuneError `file-invalid` naming file, path, rule, value and the nearest valid name.
 */
export function parseExperiment(json: unknown, file: string, cwd = '.'): Experiment {
  const { batching, ...contents } = parseWith(experimentSchema, withWholeLearners(json, file), file);
  checkContents(contents, file);
  return {
    ...contents,
    features: contents.features ?? FEATURES.map(({ name }) => name),
    learners: resolveLearners(contents, file),
    ...(batching !== undefined && { batching: resolveBatching(batching, file, cwd) }),
  };
}

/**
 * Reads an experiment by its name (experiments/), which has the table of its batches with it wherever it is run, or from a
 * file. @throws FoliotuneError
 */
export function readExperiment(nameOrPath: string, cwd: string): Experiment {
  const file = experimentFile(nameOrPath, cwd);
  return parseExperiment(readJson(file), file, isPath(nameOrPath) ? cwd : packageRoot());
}
