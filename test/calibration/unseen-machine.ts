import { simulateCell } from '../../src/calibration/judge.js';
import { COLUMNS, type MeasuredCell } from '../../src/calibration/table.js';
import { type RandomStream, randomStream } from '../../src/core/random.js';
import { impossibility } from '../../src/migration/possible.js';
import type { CopyPlan } from '../../src/migration/vocabulary.js';
import type { Platform } from '../../src/platform/platform.js';
import { quantitiesOf } from '../../src/platform/quantities.js';
import { dcbm, KERNEL, mtcopy } from '../migration/plans.js';

/** What differs between the template and the machine that was measured, whatever the template. */
const DIFFERS =
  /bytesInFlight|complexPort|workerSetup|channelRate|engineRate|totalRate|descriptor$|batchSetup|perCall|perFolio|perPte|perPmd/;

/** A machine like a template whose numbers are each off by a seeded factor from 0.6 to 1.6. */
export function otherMachine(template: Platform, seed: number): Platform {
  const random = randomStream(seed, 'unseen machine');
  const machine = structuredClone(template);
  for (const { path, quantity } of quantitiesOf(machine)) {
    const factor = 0.6 * (1.6 / 0.6) ** random.uniform();
    if (DIFFERS.test(path)) quantity.value *= factor;
  }
  return machine;
}

interface Setting {
  readonly config: string;
  readonly plan: CopyPlan;
  readonly folioBytes: number;
  readonly folios: number;
}

/** Every size, count and plan that the machine can run, as a benchmark would list them. */
function settingsOn(machine: Platform): Setting[] {
  const page = machine.basePage.value;
  const sizes = [1, 4, 16, 64, 256].map((pages) => pages * page).filter((size) => size < machine.pmdSize.value);
  const shapes = [...sizes, machine.pmdSize.value].map((size) => ({ folioBytes: size, folios: 2 ** 30 / size }));
  const counts = [1, 16, 64].map((folios) => ({ folioBytes: machine.pmdSize.value, folios }));
  const plans: [string, CopyPlan][] = [
    ['kernel', KERNEL],
    ...[1, 2, 4, 8, 16].map((n): [string, CopyPlan] => ['mt-copy', mtcopy(n)]),
    ...[1, 2, 4, 8].map((n): [string, CopyPlan] => ['dma', dcbm(n)]),
  ];
  return plans.flatMap(([config, plan]) =>
    [...shapes, ...counts]
      .filter((shape) => !impossibility(machine, { ...shape, source: 0, target: 1 }, plan))
      .map((shape) => ({ config, plan, ...shape })),
  );
}

export interface Trouble {
  /** Relative standard deviation of every cell. */
  readonly noise: number;
  /** Rows that are off by a factor of two to four. */
  readonly outliers: number;
  /** Rows given a second time, a third off. */
  readonly contradictions: number;
}

/** What a benchmark would have printed of one setting: a throughput or a time, in one of several units. */
function measured(
  law: number,
  { folioBytes, folios }: Setting,
  random: RandomStream,
): readonly [string, string, number] {
  const ns = (folioBytes * folios) / law;
  const words = [
    ['move_pages_throughput', 'GB/s', law],
    ['throughput', 'MB/s', law * 1e3],
    ['move_pages_time', 'us', ns / 1e3],
    ['latency', 'ns', ns],
  ] as const;
  return words[random.below(words.length)] ?? words[0];
}

/**
 * A table of a machine, as somebody who never saw this project might write it: columns in another order, no spread, no
 * note, units mixed, with noise, outliers and rows that contradict each other.
 */
export function measuredTable(machine: Platform, trouble: Trouble, seed: number): string {
  const random = randomStream(seed, 'unseen table');
  const columns = COLUMNS.filter((column) => !['platform', 'stddev', 'source', 'note'].includes(column)).reverse();
  const settings = settingsOn(machine);
  const chosen = (count: number) => new Set(Array.from({ length: count }, () => random.below(settings.length)));
  const [wild, twice] = [chosen(trouble.outliers), chosen(trouble.contradictions)];
  const rowOf = (setting: Setting, factor: number): string => {
    const cell: MeasuredCell = {
      ...setting,
      machine: '',
      file: '',
      line: 0,
      metric: 'throughput',
      measured: 1,
      stddev: 0,
    };
    const law = simulateCell(machine, cell) * factor * Math.exp(trouble.noise * random.normal());
    const [metric, unit, value] = measured(law, setting, random);
    const row: Record<string, string | number> = {
      config: setting.config,
      folio_bytes: setting.folioBytes,
      n_folios: setting.folios,
      threads: setting.plan.workers || '',
      dma_channels: setting.plan.channels || '',
      metric,
      unit,
      value: Number(value.toPrecision(4)),
    };
    return columns.map((column) => row[column]).join(',');
  };
  const rows = settings.flatMap((setting, index) => {
    const row = rowOf(setting, wild.has(index) ? 2 ** (1 + random.uniform()) : 1);
    return twice.has(index) ? [row, rowOf(setting, 1.33)] : [row];
  });
  return `${[columns.join(','), ...rows].join('\n')}\n`;
}
