import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Calibration, calibrate, judgeTemplate } from '../../calibration/calibrate.js';
import { FREE, type Free } from '../../calibration/default-bounds.js';
import { parseHoldOut } from '../../calibration/hold-out.js';
import { onlyCells, parseOnly } from '../../calibration/only.js';
import { type MeasuredCell, readTable } from '../../calibration/table.js';
import { FoliotuneError } from '../../core/errors.js';
import { writeText } from '../../core/text-file.js';
import { formatPlatform } from '../../platform/format.js';
import { calibrationText } from '../../report/calibration/calibration-text.js';
import { scatterSvg, scatterTitle } from '../../report/calibration/scatter-svg.js';
import { type Context, defineCommand } from '../command.js';
import { integerOption } from '../options/number-option.js';
import { PLATFORM_FLAG, type PlatformArgument, readPlatformArgument } from '../options/platform-argument.js';
import { textWidth } from '../output.js';

interface Options {
  readonly platform: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly holdout?: string;
  readonly free: string;
  readonly only: readonly string[];
  readonly fit: boolean;
  readonly svg?: string;
  readonly seed: string;
}

function usage(path: string, rule: string): FoliotuneError {
  return new FoliotuneError('usage', rule, { path });
}

function freeOf(text: string): Free {
  const found = FREE.find((one) => one === text);
  if (found) return found;
  throw usage('--free', `must be ${FREE.join(' or ')}, got "${text}"`);
}

function checkTogether({ fit, out, holdout }: Options): void {
  if (fit) return;
  if (out !== undefined) throw usage('--out', 'writes what was fitted: not with --no-fit');
  if (holdout !== undefined) throw usage('--holdout', 'holds cells out of a fit: not with --no-fit');
}

/** @throws FoliotuneError where `--out` is the template and nobody said `--force`. */
function outFile(context: Context, { out, force }: Options, template: PlatformArgument): string | undefined {
  if (out === undefined) return undefined;
  const file = resolve(context.cwd, out);
  const same = existsSync(file) && realpathSync(file) === realpathSync(template.file);
  if (same && !force) throw usage('--out', `${out} is the template itself; give --force to overwrite it`);
  return file;
}

/** Gathers a repeatable option. */
function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function calibrationOf(
  template: PlatformArgument,
  tables: readonly string[],
  cells: readonly MeasuredCell[],
  { fit, holdout, free, only, seed }: Options,
): Calibration {
  if (!fit) return judgeTemplate(template, cells);
  const holdOut = holdout === undefined ? {} : { holdOut: parseHoldOut(holdout) };
  const source = ['calibrate', ...tables, ...only.map((filter) => `--only ${filter}`)].join(' ');
  return calibrate(template, cells, { seed: integerOption('--seed', seed, 0), source, free: freeOf(free), ...holdOut });
}

export const command = defineCommand<Options>({
  description: `Tables are CSV in long form: platform, config, folio_bytes, n_folios, threads, dma_channels, metric, unit,
value, stddev, source, note. Fitted is every number of the platform file that has "bounds"; where
none has, and with --free all, every number that tables of migration can tell, within bounds that hold for any machine.
What no cell depends on stays as the template has it. A cell is within tolerance
if it is missed by no more than the larger of two standard deviations and 10 %; a share, by 5 points. Errors in --json
are fractions.

--holdout takes a fraction of the cells (0.2), a column's value (folio_bytes=64KiB, threads=8, dma_channels=4,
config=dcbm) or kfold=5. A fraction or a value is kept from the fit that is reported and written; with kfold the
reported fit sees all cells, and each held-out cell is judged by a fit that did not see it.`,
  examples: [
    {
      line: 'calibrate data/measurements/garg-v3-2025-by-folio-size.csv --platform zen3-ptdma --no-fit',
      does: 'how well the shipped platform reproduces a published table',
    },
    {
      line: 'calibrate mine.csv --platform zen3-ptdma --holdout kfold=5 --out mine.json --svg mine.svg',
      does: 'fit a copy of a platform to your own table',
    },
  ],
  declare: (command) =>
    void command
      .argument('<tables...>', 'measured tables, CSV')
      .requiredOption(PLATFORM_FLAG, 'the template: a name of `list platforms`, or a platform file')
      .option('--out <file>', 'write the fitted platform here')
      .option('--force', 'let --out overwrite the template')
      .option('--holdout <which>', 'judge on cells that the fit does not see')
      .option('--free <which>', 'numbers to fit: bounds (those that have bounds; all, where none has) or all', 'bounds')
      .option('--only <column=text>', 'use only rows with this in platform, config or metric; repeatable', collect, [])
      .option('--no-fit', 'judge the platform as it is')
      .option('--svg <file>', 'draw measured against simulated')
      .option('--seed <number>', 'of starting points and hold-outs', '1'),
  run: ({ context, args, options }) => {
    checkTogether(options);
    const tables = args.flatMap((table) => table ?? []);
    const template = readPlatformArgument(context, options.platform);
    const out = outFile(context, options, template);
    const read = tables.map((name) => readTable(resolve(context.cwd, name)));
    const skipped = read.flatMap((one) => one.skipped);
    const filters = options.only.map(parseOnly);
    const cells = onlyCells(
      read.flatMap((one) => one.cells),
      filters,
    );
    const { platformJson, ...result } = calibrationOf(template, tables, cells, options);
    if (out !== undefined) writeText(out, formatPlatform(platformJson));
    const name = template.platform.name;
    if (options.svg !== undefined) {
      writeText(resolve(context.cwd, options.svg), scatterSvg(scatterTitle(name, options.fit, tables), result.cells));
    }
    return {
      json: { platform: name, tables, fitted: options.fit, seed: Number(options.seed), ...result, skipped },
      text: calibrationText(result, skipped, textWidth(context)),
    };
  },
});
