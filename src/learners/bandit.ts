import type { LinearModel } from '../policy/model.js';
import { type BanditOptions, banditChoices, banditOptionsSchema } from './bandit-options.js';
import type { Learner } from './learner.js';
import { type Explorer, trainInRounds } from './linear/linear-rounds.js';

/*
 * Contextual bandit: one regression an action of the credited cost on the state, and the action with the least
 * predicted cost (Langford and Zhang 2007, epsilon-greedy in rounds; see linear-rounds.ts):
 *
 *     a = argmin_a w_a·φ    but for a part ε of the decisions: half of these uniformly, half among the actions
 *                           predicted within `near` of the best, where a better estimate can change the choice
 */
function epsilonGreedy({ explore, near }: BanditOptions): Explorer {
  return {
    choose: ({ predicted, best, uniform }, random) => {
      const draw = random.uniform();
      if (draw < explore / 2 || best === -1) return uniform();
      if (draw >= explore) return best;
      const bound = (predicted[best] ?? 0) + near;
      return uniform((action) => (predicted[action] ?? Number.POSITIVE_INFINITY) <= bound);
    },
  };
}

export const bandit: Learner<BanditOptions, LinearModel> = {
  name: 'bandit',
  summary: 'contextual bandit: ridge regression of the credited cost, one an action (Langford and Zhang 2007)',
  defaults: banditOptionsSchema.parse({}),
  schema: banditOptionsSchema,
  choices: banditChoices,
  train: (env, options, seed, decisions, hooks) =>
    trainInRounds(env, options, epsilonGreedy(options), { seed, decisions, name: 'bandit' }, hooks),
};
