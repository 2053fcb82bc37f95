import type { Case } from '../case.js';
import { openEnvironment } from './environment.js';

/** Enough for a few updates of each learner. */
function training(name: string, lanes: number, decisions: number, options: object = {}): Case {
  return {
    name: `train-${name}`,
    what: `a training of ${name} with ${lanes} lanes on the quickstart's six scenarios, decisions on copies counted`,
    unit: 'decisions',
    clock: 'cpu',
    shown: 'rate',
    warmUps: 0,
    repeats: 1,
    open: async (checkout) => {
      const { LEARNERS } = await checkout.load('learners');
      const learner = LEARNERS.get(name);
      const env = await openEnvironment(checkout, lanes);
      const complete = learner.schema.parse(options);
      return async () => {
        await learner.train(env, complete, 1, decisions);
        return { units: env.decisions + env.counterfactuals.trialDecisions };
      };
    },
  };
}

/** Of the shipped quickstart, so that the part that grows trees has its usual share. */
const PORTFOLIO = { stride: 1, portfolio: 16, prices: 12 };

export const TRAININGS: readonly Case[] = [
  training('bandit', 24, 240),
  training('lin-ucb', 24, 240),
  training('thompson', 24, 480),
  training('full-information', 24, 20_000, PORTFOLIO),
  training('ppo', 24, 6144),
  training('dqn', 24, 2_400),
];
