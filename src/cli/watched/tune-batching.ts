import { resolve } from 'node:path';
import { checkPlace } from '../../core/writable-place.js';
import { writeTableFile } from '../../experiment/batching.js';
import type { Experiment } from '../../experiment/experiment-file.js';
import { readBatchTable } from '../../heuristics/batch-sizers/registry.js';
import { HEURISTICS } from '../../heuristics/registry.js';
import { batchChoiceText, readBatchChoice } from '../../migration/batch-table.js';
import { batchingText } from '../../report/tuning/batching-text.js';
import { BATCH_CHOICES } from '../../tuning/batch-search.js';
import { type BatchingReport, type BatchingRequest, tuneBatching } from '../../tuning/tune-batching.js';
import { integerOption } from '../options/number-option.js';
import {
  BATCHING_RULE,
  BATCHING_START,
  type TuneCall,
  type TuneOptions,
  type TuneWork,
} from '../options/tune-options.js';
import { textWidth } from '../output.js';
import { countedProgress } from './live-progress.js';

function batchingRequest(experiment: Experiment, options: TuneOptions): BatchingRequest {
  const rule = HEURISTICS.get(typeof options.batching === 'string' ? options.batching : BATCHING_RULE).name;
  const seed = options.seed === undefined ? experiment.evaluation.seed : integerOption('--seed', options.seed, 0);
  const decisions = integerOption('--decisions', options.decisions, 1);
  const start = readBatchTable(options.start ?? BATCHING_START, '--start');
  return { experiment, rule, start, decisions, choices: choicesOf(options), seed };
}

/** The entries that are asked for, written alike. */
function choicesOf({ choices }: TuneOptions): string[] {
  if (choices === undefined) return [...BATCH_CHOICES];
  return [...new Set(choices.split(',').map((text) => batchChoiceText(readBatchChoice(text, '--choices'))))];
}

/** What a person types to get the same table. */
function commandLine(
  named: string,
  { rule, decisions, seed }: BatchingRequest,
  { choices, start, out }: TuneOptions,
): string {
  const from = start === undefined ? '' : ` --start "${start}"`;
  const among = choices === undefined ? '' : ` --choices "${choices}"`;
  return `foliotune tune ${named} --batching ${rule} --decisions ${decisions}${from}${among} --seed ${seed} --out ${out}`;
}

function save({ context, named, options }: TuneCall, request: BatchingRequest, report: BatchingReport): void {
  if (options.out === undefined) return;
  const { experiment, table, rule, seed, decisions } = report;
  const tuning = { command: commandLine(named, request, options), experiment, rule, seed, decisions };
  writeTableFile(resolve(context.cwd, options.out), table, tuning);
}

/** Searches a batch table and writes it where it is wanted. @throws FoliotuneError for words that do not go together. */
export function batchingWork(call: TuneCall): TuneWork {
  const { context, experiment, options } = call;
  const request = batchingRequest(experiment, options);
  if (options.out !== undefined) checkPlace(resolve(context.cwd, options.out));
  return async (store) => {
    const progress = countedProgress(context, 'searching a table');
    const report = await tuneBatching(store, request, progress.hooks);
    progress.done(`a table after ${report.decisions} decisions`);
    save(call, request, report);
    return { json: report, text: batchingText(report, textWidth(context)) };
  };
}
