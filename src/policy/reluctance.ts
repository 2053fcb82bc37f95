import { FoliotuneError } from '../core/errors.js';
import { actionIndex } from './action-table.js';
import { createEncoder } from './encode.js';
import { FEATURES, featureIndex } from './feature-table.js';
import type { LinearModel, MlpModel, PolicyModel } from './model.js';

/*
 * Reluctance: a policy takes another action than declining only if it thinks that one better by a margin. With
 * decline's score s₀ and the best other action's s (linear: costs, the lowest wins; mlp: logits, the highest wins),
 *
 *     linear   act if  s < s₀ − m · (1 − x ÷ X)    x: the encoded size of the batch, X: that of mainline's cap, 512
 *                                                  base pages of 4 KiB; without the slope where x is not seen
 *     mlp      act if  s > s₀ + m
 *
 * A bandit on log-costs so acts on a small batch for a predicted saving of more than 1 − e^(−m) only. Up to the cap,
 * declining is what today's kernel does, and a wrong prediction costs more than a small saving brings. Above it the
 * kernel would have cut the batch: declining leaves all of it unmapped for longer, and the margin turns around. It is the
 * same model with other constants in decline's row: nothing is added to what is exported.
 */
const DECLINE = actionIndex('decline');
const SIZE = 'batch_kib';
const CAP_KIB = 2048;

/** Margins that are tried, the least first. */
export const MARGINS: Readonly<Record<'linear' | 'mlp', readonly number[]>> = {
  linear: [0, 0.2, 0.4, 0.8, 1.2, 1.6, 2.4],
  mlp: [0, 0.25, 0.5, 1, 2, 3, 4],
};

/** Models whose scores can be held against a margin. */
export type ScoringModel = LinearModel | MlpModel;

/** @throws FoliotuneError `usage` for a model that does not score its actions. */
export function scoringModel(model: PolicyModel): ScoringModel {
  if (model.kind === 'linear' || model.kind === 'mlp') return model;
  throw new FoliotuneError('usage', `a ${model.kind} does not score its actions, so it cannot be made reluctant`);
}

/** Where decline's row has the batch's size, and that of mainline's cap; undefined where it is not seen. */
function sizeInput(features: readonly string[]): { readonly place: number; readonly cap: number } | undefined {
  const { size, inputNames, encodeInto } = createEncoder(features);
  const input = inputNames.indexOf(SIZE);
  if (input === -1) return undefined;
  const state = new Int32Array(FEATURES.length);
  state[featureIndex(SIZE)] = CAP_KIB;
  const encoded = new Float32Array(size);
  encodeInto(state, 0, encoded, 0);
  return { place: 1 + input, cap: encoded[input] ?? 1 };
}

function reluctantRow(row: readonly number[], margin: number, features: readonly string[]): number[] {
  const size = sizeInput(features);
  return row.map((weight, k) => {
    if (k === 0) return weight - margin;
    return size !== undefined && k === size.place ? weight + margin / size.cap : weight;
  });
}

/** The same model with a margin for everything but declining. @param features of the policy, in its order. */
export function reluctantModel(model: ScoringModel, margin: number, features: readonly string[]): ScoringModel {
  if (model.kind === 'linear') {
    const weights = model.weights.map((row, action) =>
      row && action === DECLINE ? reluctantRow(row, margin, features) : row,
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
