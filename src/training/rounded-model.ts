import type { PolicyModel } from '../policy/model.js';

/** Digits of a saved weight: an integer form has 16 bits, less than five. */
const DIGITS = 6;

const rounded = (values: readonly number[]): number[] => values.map((value) => Number(value.toPrecision(DIGITS)));

/**
 * A model with weights of six digits, so that its file is half as long; what is saved is what is judged. Thresholds of
 * trees are left alone: they are compared with integers of up to ten digits.
 */
export function roundedModel(model: PolicyModel): PolicyModel {
  switch (model.kind) {
    case 'linear':
      return { ...model, weights: model.weights.map((row) => row && rounded(row)) };
    case 'mlp':
      return {
        ...model,
        layers: model.layers.map((layer) => ({
          ...layer,
          weights: rounded(layer.weights),
          bias: rounded(layer.bias),
        })),
      };
    case 'tree':
    case 'forest':
      return model;
    default:
      return model satisfies never;
  }
}
