import { z } from 'zod';
import type { Choices } from '../core/choices.js';
import { at } from '../core/errors.js';
import type { LinearModel } from '../policy/model.js';
import type { Learner } from './learner.js';
import { linearChoices, linearOptions, linearOptionsAfter } from './linear/linear-options.js';
import { type Explorer, trainInRounds } from './linear/linear-rounds.js';
import { predictedDeviation } from './linear/ridge.js';

/*
 * LinUCB with disjoint linear models (Li, Chu, Langford, Schapire 2010, algorithm 1), turned round for costs: the
 * action whose cost could be least is tried,
 *
 *     a = argmin_a w_a·φ − α·√(φᵀ (A_a + λI)⁻¹ φ),     A_a = Σ φφᵀ over the decisions that took a
 *
 * so that what is explored is what is both promising and little known. Three differences from the paper: fits come in
 * rounds (linear-rounds.ts); weights are shrunk towards a common centre instead of zero; and of the actions only the
 * `contenders` of least predicted cost are told apart by their deviation, which costs a triangular solve each. The
 * policy that is handed over takes the least predicted cost, α = 0.
 */
const linUcbOptionsSchema = z.strictObject({
  ...linearOptions,
  alpha: z.number().min(0).default(0.5).describe('deviations of the noise by which a cost may be lower than predicted'),
  contenders: z.int().min(1).default(6).describe('actions of least predicted cost whose deviations are compared'),
  ...linearOptionsAfter,
});
type LinUcbOptions = z.infer<typeof linUcbOptionsSchema>;

/** The `count` actions of least finite cost, cheapest first. */
function cheapest(predicted: Float64Array, count: number): number[] {
  const finite = [...predicted.keys()].filter((action) => Number.isFinite(at(predicted, action)));
  return finite.sort((a, b) => at(predicted, a) - at(predicted, b) || a - b).slice(0, count);
}

function lowerBound({ alpha, contenders }: LinUcbOptions): Explorer {
  let factors: (Float64Array | null)[] = [];
  let work = new Float64Array(0);
  return {
    fitted: (fits) => {
      factors = fits.map((fit) => fit?.factor() ?? null);
    },
    choose: ({ basis, predicted, best, uniform }) => {
      if (best === -1) return uniform();
      if (work.length !== basis.length) work = new Float64Array(basis.length);
      let [chosen, least] = [best, Number.POSITIVE_INFINITY];
      for (const action of cheapest(predicted, contenders)) {
        const factor = factors[action];
        if (!factor) continue;
        const bound = at(predicted, action) - alpha * predictedDeviation(factor, basis, work);
        if (bound < least) [chosen, least] = [action, bound];
      }
      return chosen;
    },
  };
}

const linUcbChoices: Partial<Choices<LinUcbOptions>> = {
  ...linearChoices,
  alpha: [0.1, 0.25, 0.5, 1, 2],
  contenders: [3, 6, 12],
};

export const linUcb: Learner<LinUcbOptions, LinearModel> = {
  name: 'lin-ucb',
  summary: 'tries the action whose cost could be least, one ridge regression an action (Li et al. 2010)',
  defaults: linUcbOptionsSchema.parse({}),
  schema: linUcbOptionsSchema,
  choices: linUcbChoices,
  train: (env, options, seed, decisions, hooks) =>
    trainInRounds(env, options, lowerBound(options), { seed, decisions, name: 'lin-ucb' }, hooks),
};
