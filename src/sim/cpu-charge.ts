import type { Simulator } from './simulator.js';
import { STAGE } from './slots.js';

/*
 * CPU time of migration. Its M threads on a node use M·s a ns; what they use beyond the tenants' loss was idle, and is
 * priced as such. Each migration thread bears 1/M of both.
 */
export function chargeCpu(sim: Simulator): void {
  const { cores, rates } = sim;
  for (let slot = 0; slot < sim.slots.count; slot++) {
    const threads = cores.threads[slot] ?? 0;
    rates.cpuUse[slot] = 0;
    rates.cpuCost[slot] = 0;
    rates.fairness[slot] = 0;
    if (threads === 0) continue;
    const node = cores.node[slot] ?? 0;
    const share = cores.share[slot] ?? 1;
    const lost = (cores.lost[node] ?? 0) / (cores.running[node] ?? 1);
    rates.cpuUse[slot] = threads * share;
    rates.cpuCost[slot] = threads * (lost + sim.options.idleCpu * Math.max(0, share - lost));
    // Kernel workers run on the system's account, whoever caused the copy.
    const worker = sim.slots.stage[slot] === STAGE.copy && sim.plans[slot]?.migrator !== 'kernel';
    rates.fairness[slot] = worker ? threads * share : 0;
  }
}
