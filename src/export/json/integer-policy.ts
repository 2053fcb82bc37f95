import { contentHash } from '../../core/canonical-json.js';
import { ACTION_TABLE_HASH, ACTIONS } from '../../policy/action-table.js';
import { allowedActions } from '../../policy/choose.js';
import { createEncoder } from '../../policy/encode.js';
import { FEATURE_TABLE_HASH, FEATURES } from '../../policy/feature-table.js';
import type { Guard } from '../../policy/guard.js';
import type { Policy } from '../../policy/policy.js';
import type { LoadedPolicy } from '../../policy/policy-file.js';
import { createIntegerPolicy, type QuantisedModel } from '../../policy/quantised-policy.js';

/** Typed arrays as JSON has them. */
type Plain<T> = T extends Int16Array | Int32Array | Uint8Array | Uint32Array | Float64Array
  ? readonly number[]
  : T extends object
    ? { readonly [K in keyof T]: Plain<T[K]> }
    : T;

/**
 * The integer form of a policy with all that an interpreter needs: the tables it indexes, the encoder's plan, the
 * allowed actions and the quantised model. The meaning of each field is that of `policy/encode.ts` and of
 * `policy/quantised/*.ts`.
 */
export interface IntegerPolicy {
  readonly format: 'foliotune-integer-policy-1';
  readonly name: string;
  readonly policyHash: string;
  readonly featureTableHash: string;
  readonly actionTableHash: string;
  readonly featureTable: typeof FEATURES;
  readonly actionTable: typeof ACTIONS;
  readonly features: readonly string[];
  readonly encoder: ReturnType<typeof createEncoder>['plan'];
  readonly actions: readonly string[];
  /** Meaning in `policy/guard.ts`; none where absent. */
  readonly guard?: Guard;
  /** Machines to register it on; any where absent. */
  readonly machines?: readonly string[];
  readonly model: Plain<QuantisedModel>;
}

function plain<T>(value: T): Plain<T> {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    ArrayBuffer.isView(member) ? Array.from(member as unknown as ArrayLike<number>) : member,
  );
  return JSON.parse(text) as Plain<T>;
}

export function integerPolicy({ contents, quantised }: LoadedPolicy): IntegerPolicy {
  const allowed = allowedActions(contents.actions);
  return {
    format: 'foliotune-integer-policy-1',
    name: contents.name,
    policyHash: contentHash(contents),
    featureTableHash: FEATURE_TABLE_HASH,
    actionTableHash: ACTION_TABLE_HASH,
    featureTable: FEATURES,
    actionTable: ACTIONS,
    features: contents.features,
    encoder: createEncoder(contents.features).plan,
    actions: ACTIONS.flatMap(({ name }, index) => (allowed[index] === 1 ? [name] : [])),
    ...(contents.guard ? { guard: contents.guard } : {}),
    ...(contents.machines ? { machines: contents.machines } : {}),
    model: plain(quantised),
  };
}

function reviveModel(model: Plain<QuantisedModel>): QuantisedModel {
  switch (model.kind) {
    case 'mlp':
      return {
        kind: 'mlp',
        layers: model.layers.map((layer) => ({
          ...layer,
          weights: Int16Array.from(layer.weights),
          bias: Float64Array.from(layer.bias),
        })),
      };
    case 'linear':
      return { ...model, weights: model.weights.map((row) => row && Int32Array.from(row)) };
    case 'tree':
      return model;
    case 'forest':
      return {
        ...model,
        feature: Uint8Array.from(model.feature),
        value: Int32Array.from(model.value),
        left: Uint32Array.from(model.left),
        right: Uint32Array.from(model.right),
        roots: Uint32Array.from(model.roots),
        firstRoot: Uint32Array.from(model.firstRoot),
        tried: Uint8Array.from(model.tried),
      };
    default:
      return model satisfies never;
  }
}

/** The policy that an exported document describes. */
export function revivePolicy(document: IntegerPolicy): Policy {
  return createIntegerPolicy(document, reviveModel(document.model));
}
