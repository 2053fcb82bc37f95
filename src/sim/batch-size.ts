import { foliosPerBatch } from '../migration/batch.js';
import { MODES, REASONS } from '../migration/vocabulary.js';
import type { BatchCap } from '../platform/platform.js';
import type { Simulator } from './simulator.js';

/** What the next batch of a request may hold, as the options' batching says. */
function capOf({ options, machine, episode }: Simulator, request: number, foliosLeft: number): BatchCap {
  const { batching } = options;
  if (typeof batching === 'string') return machine.platform.kernelPath.offloadCap;
  const { reason, mode, folioBytes } = episode.arrivals;
  return batching.capFor({
    reason: REASONS[reason[request] ?? 0] ?? 'syscall',
    mode: MODES[mode[request] ?? 0] ?? 'sync',
    folioBytes: folioBytes[request] ?? 0,
    pmdMapped: (folioBytes[request] ?? 0) >= machine.platform.pmdSize.value,
    foliosLeft,
  });
}

/** Folios of the next batch of a request of which `foliosLeft` are still to be moved: at least one. */
export function foliosOfBatch(sim: Simulator, request: number, foliosLeft: number): number {
  const folioBytes = sim.episode.arrivals.folioBytes[request] ?? 0;
  const cap = capOf(sim, request, foliosLeft);
  return Math.min(foliosLeft, foliosPerBatch(cap, folioBytes, sim.machine.platform.basePage.value));
}

/** Flushes a batch takes: one, or one for each of mainline's smaller batches. */
export function flushesOf(sim: Simulator, request: number, folios: number): number {
  if (sim.options.batching !== 'mainline') return 1;
  const { kernelPath, basePage } = sim.machine.platform;
  const folioBytes = sim.episode.arrivals.folioBytes[request] ?? 0;
  return Math.ceil(folios / foliosPerBatch(kernelPath.mainlineCap, folioBytes, basePage.value));
}
