import { type Chooser, restrictedPolicy } from './choose.js';
import { createEncoder, type Encoder } from './encode.js';
import type { PolicyDefinition } from './float-policy.js';
import { guardedChooser } from './guard.js';
import type { PolicyModel } from './model.js';
import type { Policy } from './policy.js';
import { integerForest, type QuantisedForest, quantiseForest } from './quantised/forest.js';
import { integerLinear, type QuantisedLinear, quantiseLinear } from './quantised/linear.js';
import { integerMlp, type QuantisedMlp, quantiseMlp } from './quantised/mlp.js';
import { integerTree, type QuantisedTree, quantiseTree } from './quantised/tree.js';

/** A model in integers: what an exported policy computes with, bit for bit. */
export type QuantisedModel = QuantisedMlp | QuantisedLinear | QuantisedTree | QuantisedForest;

/** @throws FoliotuneError `file-invalid` naming the part whose numbers are too large. */
export function quantise(model: PolicyModel): QuantisedModel {
  switch (model.kind) {
    case 'mlp':
      return quantiseMlp(model);
    case 'linear':
      return quantiseLinear(model);
    case 'tree':
      return quantiseTree(model);
    case 'forest':
      return quantiseForest(model);
    default:
      return model satisfies never;
  }
}

function integerChooser(model: QuantisedModel, encoder: Encoder): Chooser {
  switch (model.kind) {
    case 'mlp':
      return integerMlp(model, encoder);
    case 'linear':
      return integerLinear(model, encoder);
    case 'tree':
      return integerTree(model);
    case 'forest':
      return integerForest(model);
    default:
      return model satisfies never;
  }
}

/** The policy as an engine runs it, from a model already in integers. Allocates nothing per decision. */
export function createIntegerPolicy(definition: Omit<PolicyDefinition, 'model'>, model: QuantisedModel): Policy {
  const { name, features, guard, actions } = definition;
  const chooser = guardedChooser(integerChooser(model, createEncoder(features)), features, guard);
  return restrictedPolicy(name, chooser, actions);
}
