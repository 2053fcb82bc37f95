import { type Chooser, restrictedPolicy } from './choose.js';
import { createEncoder, type Encoder } from './encode.js';
import { floatForest } from './float/forest.js';
import { floatLinear } from './float/linear.js';
import { floatMlp } from './float/mlp.js';
import { floatTree } from './float/tree.js';
import { type Guard, guardedChooser } from './guard.js';
import type { PolicyModel } from './model.js';
import type { Policy } from './policy.js';

/** All that a decision depends on. */
export interface PolicyDefinition {
  readonly name: string;
  /** Features it may look at, in the order of the network's inputs. */
  readonly features: readonly string[];
  /** Actions it may take; all where absent. `decline` remains where none of them is possible. */
  readonly actions?: readonly string[] | undefined;
  /** Where it falls back instead of deciding; nowhere where absent. */
  readonly guard?: Guard | undefined;
  readonly model: PolicyModel;
}

function floatChooser(model: PolicyModel, encoder: Encoder): Chooser {
  switch (model.kind) {
    case 'mlp':
      return floatMlp(model, encoder);
    case 'linear':
      return floatLinear(model, encoder);
    case 'tree':
      return floatTree(model);
    case 'forest':
      return floatForest(model);
    default:
      return model satisfies never;
  }
}

/** The policy as it was trained, in floating point. Allocates nothing per decision. */
export function createFloatPolicy(definition: PolicyDefinition): Policy {
  const { model, features, guard } = definition;
  const chooser = guardedChooser(floatChooser(model, createEncoder(features)), features, guard);
  return restrictedPolicy(definition.name, chooser, definition.actions);
}
