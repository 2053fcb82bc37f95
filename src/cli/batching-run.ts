import { resolve } from 'node:path';
import { FoliotuneError } from '../core/errors.js';
import type { Experiment } from '../experiment/experiment-file.js';
import { BATCH_CHOICES } from '../experiment/tuning/batch-search.js';
import type { BatchingReport, BatchingRequest } from '../experiment/tuning/tune-batching.js';
import { HEURISTICS } from '../heuristics/registry.js';
import { batchChoiceText, readBatchChoice } from '../migration/batch-table.js';
import { batchingText } from '../report/batching-text.js';
import { openStore } from '../store/store.js';
import type { Context } from './command.js';
import { countLine, liveProgress } from './live-progress.js';
import { integerOption } from './number-option.js';

/** Who decides within batches while it is searched how they are cut: of the rules, the one that harms least. */
export const BATCHING_RULE = 'cost-benefit';

/** The words of `tune`. */
export interface TuneOptions {
  readonly batching?: string | true;
  readonly out?: string;
  readonly choices?: string;
  readonly rule?: string;
  readonly learner?: string;
  readonly trials?: string;
  readonly decisions: string;
  readonly seed?: string;
  readonly db: string;
}

function batchingRequest(experiment: Experiment, options: TuneOptions): BatchingRequest {
  if (options.rule !== undefined || options.learner !== undefined || options.trials !== undefined) {
    throw new FoliotuneError('usage', 'goes with none of --rule, --learner and --trials', { path: '--batching' });
  }
  const rule = HEURISTICS.get(typeof options.batching === 'string' ? options.batching : BATCHING_RULE).name;
  const seed = options.seed === undefined ? experiment.evaluation.seed : integerOption('--seed', options.seed, 0);
  const decisions = integerOption('--decisions', options.decisions, 1);
  return { experiment, rule, decisions, choices: choicesOf(options), seed };
}

/** The entries that are asked for, written alike. */
function choicesOf({ choices }: TuneOptions): string[] {
  if (choices === undefined) return [...BATCH_CHOICES];
  return [...new Set(choices.split(',').map((text) => batchChoiceText(readBatchChoice(text, '--choices'))))];
}

/** What a person types to get the same table. */
function commandLine(name: string, { rule, decisions, seed }: BatchingRequest, { choices, out }: TuneOptions): string {
  const among = choices === undefined ? '' : ` --choices "${choices}"`;
  return `foliotune tune ${name} --batching ${rule} --decisions ${decisions}${among} --seed ${seed} --out ${out}`;
}

/** Searches a batch table and writes it where it is wanted. @throws FoliotuneError for words that do not go together. */
export async function searchBatching(
  context: Context,
  experiment: Experiment,
  options: TuneOptions,
): Promise<{ readonly json: BatchingReport; readonly text: string }> {
  const { tuneBatching } = await import('../experiment/tuning/tune-batching.js');
  const { writeTableFile } = await import('../experiment/batching.js');
  const { checkPlace } = await import('../experiment/train.js');
  const request = batchingRequest(experiment, options);
  const out = options.out === undefined ? undefined : resolve(context.cwd, options.out);
  if (out !== undefined) checkPlace(out);
  const store = openStore(resolve(context.cwd, options.db));
  const progress = liveProgress(context);
  const began = performance.now();
  try {
    const report = await tuneBatching(store, request, {
      onProgress: (done, total) => progress.update(countLine('searching a table', done, total, began)),
      shouldStop: context.isInterrupted,
    });
    progress.done(`a table after ${report.decisions} decisions`);
    if (out !== undefined) {
      const command = commandLine(experiment.name, request, options);
      const { rule, seed, decisions } = report;
      writeTableFile(out, report.table, { command, experiment: experiment.name, rule, seed, decisions });
    }
    const columns = context.terminal.stdout ? context.terminal.columns : Number.POSITIVE_INFINITY;
    return { json: report, text: batchingText(report, columns) };
  } finally {
    store.close();
  }
}
