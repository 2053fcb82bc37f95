import { at } from '../../../src/core/errors.js';
import type { CopyPlan } from '../../../src/migration/vocabulary.js';
import type { Simulator } from '../../../src/sim/simulator.js';
import type { Episode } from '../../../src/workload/episode.js';
import type { Checkout } from '../checkout.js';

const OPTIONS = { batching: 'offload', idleCpu: 0.1, memoryBound: 0.5 } as const;
const WEIGHTS = { stall: 1, delay: 1, cpu: 1, bandwidth: 1, fairness: 0, idleCpu: OPTIONS.idleCpu };
const MACHINE = 'zen3-ptdma';

/** Older commits are told the action's index beside its plan. */
interface Decider {
  decide(slot: number, plan: CopyPlan, action: number): void;
}

/** A bare simulator that takes recorded decisions again: no feature and no mask is computed while it is measured. */
export interface Replay {
  /** Runs the episode as far as it was recorded; `isOver` is asked after each event. Returns the simulator as it ended. */
  run(isOver?: () => boolean): Simulator;
}

/**
 * Records the first `most` decisions of an episode with some actions in turn, declining where one is impossible.
 */
export async function recordEpisode(
  checkout: Checkout,
  episode: Episode,
  actions: readonly string[],
  most = Number.POSITIVE_INFINITY,
): Promise<Replay> {
  const { createMachine } = await checkout.load('machine');
  const { loadPlatform } = await checkout.load('platforms');
  const { Lane } = await checkout.load('lane');
  const { Simulator } = await checkout.load('simulator');
  const { ACTIONS, actionIndex } = await checkout.load('actions');
  const machine = createMachine(loadPlatform(MACHINE));
  const parameters = { name: 'bench', summary: '', platform: MACHINE, workload: '', parameters: {} };
  const scenario = { ...parameters, weights: WEIGHTS, memoryBound: OPTIONS.memoryBound };
  const lane = new Lane({ scenario, machine, episode: () => episode }, episode);
  const turns = actions.map(actionIndex);
  const chosen: number[] = [];
  while (!lane.done && chosen.length < most) {
    const wanted = at(turns, chosen.length % turns.length);
    const action = lane.mask[wanted] === 1 ? wanted : 0;
    chosen.push(action);
    lane.step(action);
  }
  const plans: readonly CopyPlan[] = chosen.map((index) => at(ACTIONS, index));
  return {
    run: (isOver) => {
      const sim = new Simulator(machine, episode, OPTIONS);
      const decider: Decider = sim;
      for (let slot = sim.nextDecision(isOver); slot !== -1; slot = sim.nextDecision(isOver)) {
        const { decisions } = sim;
        if (decisions === chosen.length) break;
        decider.decide(slot, at(plans, decisions), at(chosen, decisions));
        sim.settled.clear();
      }
      return sim;
    },
  };
}
