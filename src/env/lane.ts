import { ACTIONS, writeMask } from '../policy/action-table.js';
import { FEATURES } from '../policy/feature-table.js';
import { observe } from '../sim/observation.js';
import { Simulator } from '../sim/simulator.js';
import type { CostWeights } from '../sim/state/cost-terms.js';
import type { Batching } from '../sim/state/sim-state.js';
import type { Episode } from '../workload/episode.js';
import type { OpenScenario } from './scenario-registry.js';

/**
 * One episode of a scenario, decision by decision: where the simulator stands, what the policy sees, what is possible.
 * The features and the mask are overwritten at each decision.
 */
export class Lane {
  readonly sim: Simulator;
  readonly weights: CostWeights;
  readonly features = new Int32Array(FEATURES.length);
  readonly mask = new Uint8Array(ACTIONS.length);
  /** Slot whose batch waits for a decision; −1 when the episode is over. */
  slot = -1;

  constructor(open: OpenScenario, episode: Episode, batching: Batching = open.batching ?? 'offload') {
    const { weights, memoryBound, attribution = 'system' } = open.scenario;
    this.weights = weights;
    this.sim = new Simulator(open.machine, episode, { batching, idleCpu: weights.idleCpu, memoryBound, attribution });
    this.#arrive();
  }

  get done(): boolean {
    return this.slot === -1;
  }

  /** Applies an action to the waiting batch and runs on to the next decision. */
  step(action: number): void {
    const plan = ACTIONS[action];
    if (!plan || this.mask[action] !== 1) throw new Error(`action ${action} is not possible here`);
    this.sim.decide(this.slot, plan);
    this.#arrive();
  }

  #arrive(): void {
    this.slot = this.sim.nextDecision();
    if (this.slot === -1) return;
    observe(this.sim, this.slot, this.features);
    writeMask(this.features, this.mask);
  }
}
