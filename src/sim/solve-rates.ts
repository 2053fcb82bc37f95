import { tellProgress } from './charging/account-charge.js';
import { chargeCpu } from './charging/cpu-charge.js';
import { chargeExternality } from './charging/externality.js';
import { Bottleneck } from './law/bottleneck.js';
import { shareBandwidth } from './sharing/share-bandwidth.js';
import { CpuSharing } from './sharing/share-cpus.js';
import type { SimState } from './state/sim-state.js';

/**
 * How fast everything goes and what it costs a nanosecond, between two events: first the CPUs (sharing/share-cpus.ts),
 * then memory (sharing/share-bandwidth.ts), then who pays (charging/). Has the systems' room, no state.
 */
export class RateSolver {
  readonly #cpus: CpuSharing;
  readonly #bottleneck: Bottleneck;

  constructor({ machine, slots, accounts, flows }: Pick<SimState, 'machine' | 'slots' | 'accounts' | 'flows'>) {
    this.#cpus = new CpuSharing(slots.count, machine.nodes, accounts?.plan.count ?? 0);
    this.#bottleneck = new Bottleneck(machine.resources.capacity, flows.places);
  }

  /** Sets shares, rates and cost rates from everything else. */
  solve(state: SimState): void {
    const { cpu, flows, costs, accounts } = state;
    state.findRunning();
    this.#cpus.solve(state, cpu);
    shareBandwidth(state, flows, costs);
    chargeCpu(state, costs);
    chargeExternality(state, this.#bottleneck, costs);
    if (accounts) tellProgress(cpu, costs, accounts);
  }
}
