import { foliosPerBatch } from '../migration/batch.js';
import type { Simulator } from './simulator.js';

/** Flushes a batch takes: one, or one for each of mainline's smaller batches. */
export function flushesOf(sim: Simulator, request: number, folios: number): number {
  if (sim.options.batching === 'offload') return 1;
  const { kernelPath, basePage } = sim.machine.platform;
  const folioBytes = sim.episode.arrivals.folioBytes[request] ?? 0;
  return Math.ceil(folios / foliosPerBatch(kernelPath.mainlineCap, folioBytes, basePage.value));
}
