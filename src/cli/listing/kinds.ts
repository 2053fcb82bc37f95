import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { summaryOf } from '../../calibration/platform-summary.js';
import { FoliotuneError } from '../../core/errors.js';
import { nameHint } from '../../core/nearest.js';
import { percent } from '../../core/number-text.js';
import { SCENARIOS, scenariosOn } from '../../env/scenario-registry.js';
import { EXPORT_FORMATS } from '../../export/export-formats.js';
import { BATCH_SIZERS } from '../../heuristics/batch-sizers/registry.js';
import { neededAvailability } from '../../heuristics/heuristic.js';
import { HEURISTICS } from '../../heuristics/registry.js';
import { DMA_DRIVERS } from '../../platform/dma/registry.js';
import { platformNames } from '../../platform/load.js';
import { ACTIONS } from '../../policy/action-table.js';
import { FEATURES } from '../../policy/feature-table.js';
import { readPolicy } from '../../policy/policy-file.js';
import type { Row } from '../../report/list/list-text.js';
import { openStore } from '../../store/store.js';
import { WORKLOADS } from '../../workload/registry.js';

/** Where saved and stored things are looked for. */
export interface Places {
  /** File of the database. */
  readonly db: string;
  /** Folder of policies. */
  readonly models: string;
  /** Scenarios of this platform only. */
  readonly platform?: string;
}

/** The named members of each item, as rows. */
function rowsOf<T, K extends keyof T & string>(items: readonly T[], ...keys: readonly K[]): readonly Row[] {
  return items.map((item) => Object.fromEntries(keys.map((key) => [key, shown(item[key])])));
}

function shown(value: unknown): string | number {
  if (value === Number.POSITIVE_INFINITY) return 'unlimited';
  if (typeof value === 'string' || typeof value === 'number') return value;
  return value === null || value === undefined ? '-' : String(value);
}

/** Errors are shown as `calibrate` shows them; `fidelity --json` has them as fractions. */
function platforms(): readonly Row[] {
  return platformNames().map((name) => {
    const { meanAbsError, ...rest } = summaryOf(name);
    const error = meanAbsError === null ? '-' : percent(meanAbsError);
    const { title, ...counts } = rest;
    return {
      ...rowsOf([counts], 'name', 'measured', 'specified', 'fitted', 'assumed', 'table', 'cells')[0],
      error,
      title,
    };
  });
}

function scenarios({ platform }: Places): readonly Row[] {
  const wanted = platform === undefined ? SCENARIOS.all : scenariosOn(platform);
  return rowsOf(wanted, 'name', 'workload', 'platform', 'summary');
}

function policies({ models }: Places): readonly Row[] {
  if (!existsSync(models)) return [];
  const files = readdirSync(models).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => policyRow(join(models, file)));
}

/** One that cannot be used is listed too, with the reason. */
function policyRow(file: string): Row {
  try {
    const { name, model } = readPolicy(file);
    return { name, model: model.kind, usable: 'yes', file };
  } catch (error) {
    if (!(error instanceof FoliotuneError)) throw error;
    return { name: '-', model: '-', usable: error.code, file };
  }
}

function runs({ db }: Places): readonly Row[] {
  if (!existsSync(db)) return [];
  const store = openStore(db);
  try {
    return rowsOf(store.runs.list(), 'id', 'kind', 'experiment', 'seed', 'status', 'startedAt', 'decisions');
  } finally {
    store.close();
  }
}

/** `needs`: the least available class among what a rule must be given; what the hook applies itself is in brackets. */
function heuristics(): readonly Row[] {
  return HEURISTICS.all.map((rule) => ({
    name: rule.name,
    needs: neededAvailability(rule),
    reads: rule.reads.map((name) => (rule.registered?.includes(name) ? `(${name})` : name)).join(' '),
    summary: rule.summary,
  }));
}

type Lister = (places: Places) => readonly Row[] | Promise<readonly Row[]>;

/** What can be listed: a line adds a kind. What brings in TensorFlow.js is loaded only when it is asked for. */
const KINDS: Readonly<Record<string, Lister>> = {
  platforms,
  'dma-drivers': () =>
    rowsOf(
      DMA_DRIVERS.all,
      'name',
      'submission',
      'whenFull',
      'segmentsPerList',
      'descriptorsPerBatch',
      'segmentBytes',
      'queueDepth',
      'summary',
    ),
  features: () => rowsOf(FEATURES, 'name', 'unit', 'ctype', 'min', 'max', 'availability', 'meaning'),
  actions: () => rowsOf(ACTIONS, 'name', 'migrator', 'workers', 'channels', 'side', 'stores', 'placement', 'dmaShare'),
  scenarios,
  workloads: () => rowsOf(WORKLOADS.all, 'name', 'summary'),
  heuristics,
  'batch-sizers': () => rowsOf(BATCH_SIZERS.all, 'name', 'summary'),
  learners: async () => rowsOf((await import('../../learners/registry.js')).LEARNERS.all, 'name', 'summary'),
  exports: () => rowsOf(EXPORT_FORMATS.all, 'name', 'summary'),
  policies,
  runs,
};

/** The kinds, in the order in which they are listed. */
export const KIND_NAMES: readonly string[] = Object.keys(KINDS);

/** @throws FoliotuneError `name-unknown` with the nearest kind. */
export async function rowsOfKind(kind: string, places: Places): Promise<readonly Row[]> {
  const lister = KINDS[kind];
  if (lister) return lister(places);
  throw new FoliotuneError('name-unknown', `nothing is registered as "${kind}"`, { hint: nameHint(kind, KIND_NAMES) });
}
