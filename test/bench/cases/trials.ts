import type { Case } from '../case.js';

/** Decisions of an episode that greedy takes; the others of it are not run. */
const DECISIONS = 60;

function trials(short: string, scenario: string, repeats: number): Case {
  return {
    name: `trials-${short}`,
    what: `greedy on ${scenario}: each possible action of its first ${DECISIONS} decisions tried on a clone`,
    unit: 'trials',
    clock: 'cpu',
    shown: 'rate',
    warmUps: 1,
    repeats,
    open: async (checkout) => {
      const { openScenario } = await checkout.load('scenarios');
      const { Lane } = await checkout.load('lane');
      const { greedy } = await checkout.load('greedy');
      const { DEFAULT_BASE } = await checkout.load('contender');
      const open = await openScenario(scenario);
      const episode = open.episode(1);
      return () => {
        const lane = new Lane(open, episode);
        const reference = greedy(lane.sim, DEFAULT_BASE, open.scenario.weights);
        let units = 0;
        for (let k = 0; k < DECISIONS && !lane.done; k++) {
          for (const may of lane.mask) units += may;
          const action = reference(lane.sim, lane.slot, lane.mask);
          lane.sim.settled.clear();
          lane.step(action);
        }
        return { units };
      };
    },
  };
}

export const TRIALS: readonly Case[] = [
  trials('light', 'spr-dsa/bulk-light-v1', 10),
  trials('heavy', 'spr-dsa/tiering-heavy-v1', 5),
  trials('churn', 'zen3-ptdma/tiering-churn-v2', 5),
];
