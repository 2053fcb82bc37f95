import { foliosPerBatch } from '../../migration/batch.js';
import { type BatchChoice, type BatchSizer, MAINLINE } from '../../migration/batch-sizer.js';
import { MODES, REASONS } from '../../migration/vocabulary.js';
import type { Episode } from '../../workload/episode.js';
import type { Machine } from '../machine.js';
import type { SimState } from '../state/sim-state.js';

/** What a sizer says of the next batch of a request of which `foliosLeft` are still to be moved. */
export function sizedBy(
  sizer: BatchSizer,
  { platform }: Machine,
  { arrivals }: Episode,
  request: number,
  foliosLeft: number,
): BatchChoice {
  const { reason, mode, folioBytes } = arrivals;
  return sizer.capFor({
    reason: REASONS[reason[request] as number] ?? 'syscall',
    mode: MODES[mode[request] as number] ?? 'sync',
    folioBytes: folioBytes[request] as number,
    pmdMapped: (folioBytes[request] as number) >= platform.pmdSize.value,
    foliosLeft,
  });
}

/** What the size of a batch depends on. */
type Sizing = Pick<SimState, 'options' | 'machine' | 'episode'>;

/** What the next batch of a request may hold, as the options' batching says. */
export function choiceOf({ options, machine, episode }: Sizing, request: number, foliosLeft: number): BatchChoice {
  const { batching } = options;
  if (batching === 'mainline') return MAINLINE;
  if (batching === 'offload') return machine.platform.kernelPath.offloadCap;
  return sizedBy(batching, machine, episode, request, foliosLeft);
}

/**
 * Folios of the next batch of a request of which `foliosLeft` are still to be moved: at least one. Mainline's batches
 * are simulated many at a time, as many as the offload's cap holds.
 */
export function foliosUnder(
  { machine, episode }: Sizing,
  choice: BatchChoice,
  request: number,
  foliosLeft: number,
): number {
  const { kernelPath, basePage } = machine.platform;
  const folioBytes = episode.arrivals.folioBytes[request] as number;
  const cap = choice === MAINLINE ? kernelPath.offloadCap : choice;
  return Math.min(foliosLeft, foliosPerBatch(cap, folioBytes, basePage.value));
}

/** Mainline's own batches among `folios` of a request, each with a flush of its own. */
export function mainlineBatches({ machine, episode }: Sizing, request: number, folios: number): number {
  const { kernelPath, basePage } = machine.platform;
  const folioBytes = episode.arrivals.folioBytes[request] as number;
  return Math.ceil(folios / foliosPerBatch(kernelPath.mainlineCap, folioBytes, basePage.value));
}
