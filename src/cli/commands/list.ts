import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { summaryOf } from '../../calibration/platform-summary.js';
import { FoliotuneError } from '../../core/errors.js';
import { nameHint } from '../../core/nearest.js';
import { SCENARIOS, scenariosOn } from '../../env/scenario-registry.js';
import { EXPORT_FORMATS } from '../../export/export-formats.js';
import { BATCH_SIZERS } from '../../heuristics/batch-sizers/registry.js';
import { neededAvailability } from '../../heuristics/heuristic.js';
import { HEURISTICS } from '../../heuristics/registry.js';
import { DMA_DRIVERS } from '../../platform/dma/registry.js';
import { isPlatformFile, platformNames } from '../../platform/load.js';
import { ACTIONS } from '../../policy/action-table.js';
import { FEATURES } from '../../policy/feature-table.js';
import { readPolicy } from '../../policy/policy-file.js';
import { table } from '../../report/terminal/table.js';
import { openStore } from '../../store/store.js';
import { WORKLOADS } from '../../workload/registry.js';
import { databaseOption, defineCommand } from '../command.js';
import { PLATFORM_FLAG, platformReference } from '../options/platform-argument.js';

interface Options {
  readonly db: string;
  readonly models: string;
  /** Scenarios of this platform only. */
  readonly platform?: string;
}

/** One thing of a kind; its keys are the table's columns. */
type Row = Readonly<Record<string, string | number>>;

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
    const error = meanAbsError === null ? '-' : `${(100 * meanAbsError).toFixed(1)} %`;
    const { title, ...counts } = rest;
    return {
      ...rowsOf([counts], 'name', 'measured', 'specified', 'fitted', 'assumed', 'table', 'cells')[0],
      error,
      title,
    };
  });
}

function scenarios({ platform }: Options): readonly Row[] {
  const wanted = platform === undefined ? SCENARIOS.all : scenariosOn(platform);
  return rowsOf(wanted, 'name', 'workload', 'platform', 'summary');
}

/** @throws FoliotuneError `name-unknown` with the nearest platform, `usage` beside a kind that has none. */
function checkPlatform(platform: string | undefined, kind: string | undefined): void {
  if (platform === undefined) return;
  if (!isPlatformFile(platform) && !platformNames().includes(platform)) {
    const hint = nameHint(platform, platformNames());
    throw new FoliotuneError('name-unknown', `unknown platform "${platform}"`, { path: '--platform', hint });
  }
  if (kind !== 'scenarios') {
    throw new FoliotuneError('usage', `goes with "list scenarios", got ${kind ?? 'no kind'}`, { path: '--platform' });
  }
}

function policies({ models }: Options): readonly Row[] {
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

function runs({ db }: Options): readonly Row[] {
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

type Lister = (options: Options) => readonly Row[] | Promise<readonly Row[]>;

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

const NAMES = Object.keys(KINDS);

async function rowsOfKind(kind: string, options: Options): Promise<readonly Row[]> {
  const lister = KINDS[kind];
  if (lister) return lister(options);
  throw new FoliotuneError('name-unknown', `nothing is registered as "${kind}"`, { hint: nameHint(kind, NAMES) });
}

/** Scenarios are too many to be read at once: a line for each platform, and how to see more. */
function scenarioOverview(rows: readonly Row[], columns: number): string {
  const platforms = [...new Set(rows.map(({ platform }) => platform ?? ''))];
  const lines = platforms.map((platform) => {
    const own = rows.filter((row) => row.platform === platform);
    const workloads = [...new Set(own.map(({ workload }) => workload))].join(', ');
    return { platform, scenarios: own.length, workloads };
  });
  const overview = kindText('scenarios', lines, columns).replace(/^.*\n/, `scenarios (${rows.length})\n`);
  return `${overview}\nlist scenarios --platform NAME names those of one platform`;
}

function kindText(kind: string, rows: readonly Row[], columns: number): string {
  if (rows.length === 0) return `${kind}: none`;
  const titles = Object.keys(rows[0] ?? {});
  const cells = titles.map((title) => ({ title, cell: (row: Row) => row[title] ?? '-' }));
  return `${kind} (${rows.length})\n${table(cells, rows, columns)}`;
}

export const command = defineCommand<Options>({
  description: `Without a name it lists everything. Names: ${NAMES.join(', ')}.`,
  examples: [
    { line: 'list features', does: 'what a policy sees, with unit and range' },
    { line: 'list scenarios --platform spr-dsa', does: 'the scenarios on one machine' },
    {
      line: 'list scenarios --platform data/platforms/icx-2s.json',
      does: 'those that a platform file makes, your own too',
    },
    { line: 'list runs --db data/foliotune.db', does: 'the stored runs, newest first' },
    { line: 'list --json', does: 'everything, for a program' },
  ],
  declare: (command) =>
    void command
      .argument('[what]', 'one kind only')
      .addOption(databaseOption())
      .option('--models <folder>', 'folder of saved policies', 'models')
      .option(PLATFORM_FLAG, 'with scenarios: only those of this platform, derived ones too'),
  run: async ({ context, args, options }) => {
    checkPlatform(options.platform, args[0]);
    const places = {
      ...options,
      ...(options.platform === undefined ? {} : { platform: platformReference(context, options.platform) }),
      db: resolve(context.cwd, options.db),
      models: resolve(context.cwd, options.models),
    };
    const json: Record<string, readonly Row[]> = {};
    for (const kind of args[0] === undefined ? NAMES : [args[0]]) json[kind] = await rowsOfKind(kind, places);
    const width = context.terminal.stdout ? context.terminal.columns : Number.POSITIVE_INFINITY;
    const texts = Object.entries(json).map(([kind, rows]) =>
      kind === 'scenarios' && options.platform === undefined
        ? scenarioOverview(rows, width)
        : kindText(kind, rows, width),
    );
    return { json, text: texts.join('\n\n') };
  },
});
