import { verifyFolder } from '../../analysis/verify-export.js';
import { fidelityOf } from '../../calibration/published-tables.js';
import type { CompareReport } from '../../comparison/compare.js';
import { singleGroup } from '../../comparison/learned-group.js';
import { at, FoliotuneError } from '../../core/errors.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import { exportPolicy } from '../../export/export-policy.js';
import { openPolicy } from '../../policy/policy-file.js';
import type { QuickstartReport } from '../../report/quickstart/quickstart-text.js';
import type { Store } from '../../store/store.js';
import type { TrainingResult } from '../../training/train.js';
import type { Context } from '../command.js';
import { compareWatched } from './compare.js';
import { stopwatch } from './live-progress.js';
import { trainAll } from './train.js';

export interface QuickstartOptions {
  /** Where the exported code goes. */
  readonly exported: string;
  /** Fresh inputs of the verification. */
  readonly inputs: number;
}

type Part = keyof QuickstartReport['seconds'];

/** Runs parts of the work and notes how long each took. */
class PartTimes {
  readonly seconds: Record<Part, number> = { fidelity: 0, training: 0, comparison: 0, export: 0, verification: 0 };

  async time<T>(part: Part, work: () => T | Promise<T>): Promise<T> {
    const taken = stopwatch();
    const value = await work();
    this.seconds[part] += taken();
    return value;
  }
}

/** What keeps the code from being verified is part of the report: everything else was done all the same. */
async function verified(options: QuickstartOptions, report: CompareReport): Promise<QuickstartReport['verification']> {
  const { exported, inputs } = options;
  try {
    const [known] = report.disclosures.quantisation;
    return await verifyFolder(exported, { inputs, evaluation: { seeds: 1, seed: 1 }, known });
  } catch (error) {
    if (error instanceof FoliotuneError) return error;
    throw error;
  }
}

/**
 * Judges the simulator, trains, compares, exports the first policy as C and verifies it.
 * @returns the trainings alone where a person stopped them.
 */
export async function runQuickstart(
  context: Context,
  store: Store,
  experiment: Experiment & { readonly platform: string },
  options: QuickstartOptions,
): Promise<Omit<QuickstartReport, 'experiment'> | readonly TrainingResult[]> {
  const watch = new PartTimes();
  const { platform } = experiment;
  const fidelity = await watch.time('fidelity', () => fidelityOf(platform));
  const trainings = await watch.time('training', () => trainAll(context, store, experiment));
  if (context.isInterrupted()) return trainings;
  const policies = trainings.map(({ policy }) => policy);
  const groups = policies.map(singleGroup);
  const comparison = await watch.time('comparison', () => compareWatched(context, store, experiment, groups));
  const { exported } = options;
  await watch.time('export', () => exportPolicy(openPolicy(at(policies, 0)), 'c', exported));
  const verification = await watch.time('verification', () => verified(options, comparison));
  return { fidelity, platform, trainings, comparison, exported, verification, seconds: watch.seconds };
}
