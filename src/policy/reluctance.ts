import { FoliotuneError } from '../core/errors.js';
import { actionIndex } from './action-table.js';
import type { LinearModel, MlpModel, PolicyModel } from './model.js';

/*
 * Reluctance: a policy takes another action than declining only if it thinks that one better by a margin m. With
 * decline's score s₀ and the best other action's s (linear: costs, the lowest wins; mlp: logits, the highest wins),
 *
 *     linear   act if  s < s₀ − m        a bandit on log-costs acts for a predicted saving of more than 1 − e^(−m)
 *     mlp      act if  s > s₀ + m
 *
 * which is the same model with another constant in decline's row: nothing is added to what is exported. Where batches
 * are small, declining is what today's kernel does, and a wrong prediction costs more than a small saving brings; where
 * declining is dear, no margin of this size keeps the policy from acting.
 */
const DECLINE = actionIndex('decline');

/** Margins that are tried, the least first. */
export const MARGINS: Readonly<Record<'linear' | 'mlp', readonly number[]>> = {
  linear: [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4],
  mlp: [0, 0.25, 0.5, 1, 2, 3, 4],
};

/** Models whose scores can be held against a margin. */
export type ScoringModel = LinearModel | MlpModel;

/** @throws FoliotuneError `usage` for a model that does not score its actions. */
export function scoringModel(model: PolicyModel): ScoringModel {
  if (model.kind === 'linear' || model.kind === 'mlp') return model;
  throw new FoliotuneError('usage', `a ${model.kind} does not score its actions, so it cannot be made reluctant`);
}

/** The same model with a margin for everything but declining. */
export function reluctantModel(model: ScoringModel, margin: number): ScoringModel {
  if (model.kind === 'linear') {
    const weights = model.weights.map((row, action) =>
      row && action === DECLINE ? row.map((weight, k) => (k === 0 ? weight - margin : weight)) : row,
    );
    return { ...model, weights };
  }
  const last = model.layers.length - 1;
  const layers = model.layers.map((layer, k) => {
    if (k !== last) return layer;
    return { ...layer, bias: layer.bias.map((bias, action) => (action === DECLINE ? bias + margin : bias)) };
  });
  return { ...model, layers };
}
