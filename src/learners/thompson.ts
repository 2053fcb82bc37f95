import { z } from 'zod';
import type { Choices } from '../core/choices.js';
import type { RandomStream } from '../core/random.js';
import type { LinearModel } from '../policy/model.js';
import type { Learner } from './learner.js';
import { linearChoices, linearOptions, linearOptionsAfter } from './linear/linear-options.js';
import { dot, type Explorer, trainInRounds } from './linear/linear-rounds.js';
import { backSubstitute, type RidgeFit } from './linear/ridge.js';

/*
 * Thompson sampling with linear costs (Agrawal and Goyal 2013): act as if weights drawn from what is known about them
 * were the true ones,
 *
 *     w̃_a ~ N(w_a, v²·(A_a + λI)⁻¹),     a = argmin_a w̃_a·φ
 *
 * so that an action is tried as often as it is likely to be the best. With L·Lᵀ = A_a + λI a draw is w_a + v·L⁻ᵀz for
 * standard normal z. Each lane keeps its draw for `keep` steps: a draw costs as much as many predictions, and lanes
 * differ (batched Thompson sampling; Chapelle and Li 2011 find that delay costs little). Fits come in rounds, shrunk
 * towards a common centre (linear-rounds.ts). The policy that is handed over takes the least predicted cost, v = 0.
 */
const thompsonOptionsSchema = z.strictObject({
  ...linearOptions,
  deviation: z.number().min(0).default(0.3).describe('v: assumed deviation of a cost from its prediction'),
  keep: z.int().min(1).default(64).describe('steps of a lane between two draws'),
  ...linearOptionsAfter,
});
type ThompsonOptions = z.infer<typeof thompsonOptionsSchema>;

/** One draw of an action's weights. */
function drawn(fit: RidgeFit, factor: Float64Array, deviation: number, random: RandomStream): Float64Array {
  const z = Float64Array.from(fit.weights, () => random.normal());
  backSubstitute(factor, z);
  return z.map((value, k) => (fit.weights[k] ?? 0) + deviation * value);
}

function posterior({ deviation, keep }: ThompsonOptions): Explorer {
  let fits: readonly (RidgeFit | null)[] = [];
  let factors: (Float64Array | null)[] = [];
  /** What each lane takes for true, by action. */
  const believed = new Map<number, (Float64Array | null)[]>();
  const draw = (random: RandomStream): (Float64Array | null)[] =>
    fits.map((fit, action) => {
      const factor = factors[action];
      return fit && factor ? drawn(fit, factor, deviation, random) : null;
    });
  return {
    fitted: (given) => {
      fits = given;
      factors = given.map((fit) => fit?.factor() ?? null);
      believed.clear();
    },
    choose: ({ lane, step, basis, predicted, best, uniform }, random) => {
      if (best === -1) return uniform();
      const held = step % keep === 0 ? undefined : believed.get(lane);
      const weights = held ?? draw(random);
      believed.set(lane, weights);
      let [chosen, least] = [best, Number.POSITIVE_INFINITY];
      weights.forEach((w, action) => {
        if (!w || predicted[action] === Number.POSITIVE_INFINITY) return;
        const cost = dot(w, basis);
        if (cost < least) [chosen, least] = [action, cost];
      });
      return chosen;
    },
  };
}

const thompsonChoices: Partial<Choices<ThompsonOptions>> = {
  ...linearChoices,
  deviation: [0.1, 0.2, 0.3, 0.5, 1],
  keep: [16, 64, 256],
};

export const thompson: Learner<ThompsonOptions, LinearModel> = {
  name: 'thompson',
  summary: 'acts on weights drawn from what is known of them, one ridge regression an action (Agrawal and Goyal 2013)',
  defaults: thompsonOptionsSchema.parse({}),
  schema: thompsonOptionsSchema,
  choices: thompsonChoices,
  train: (env, options, seed, decisions, hooks) =>
    trainInRounds(env, options, posterior(options), { seed, decisions, name: 'thompson' }, hooks),
};
