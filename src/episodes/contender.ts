import type { OpenScenario } from '../env/scenario-registry.js';
import { FIXED } from '../heuristics/fixed.js';
import { randomPolicy } from '../heuristics/random.js';
import { exhaustive } from '../heuristics/references/exhaustive.js';
import { greedy, type Reference } from '../heuristics/references/greedy.js';
import { DEFAULT_LOOKAHEAD, type LookaheadOptions, lookahead } from '../heuristics/references/lookahead.js';
import { threeParameter } from '../heuristics/rules/three-parameter.js';
import type { DmaInterface } from '../platform/dma/driver.js';
import { featureIndex } from '../policy/feature-table.js';
import type { Policy } from '../policy/policy.js';
import type { Simulator } from '../sim/simulator.js';
import type { Batching } from '../sim/state/sim-state.js';

const FOLIOS = featureIndex('nr_folios');

export type ContenderKind = 'kernel' | 'fixed' | 'rule' | 'learned' | 'reference';

/** Decides one waiting batch, with the features, the mask and, for references only, the simulator. */
export type Decide = (features: Int32Array, mask: Uint8Array, sim: Simulator, slot: number) => number;

/** Somebody who takes part in a comparison; `begin` is called once an episode. */
export interface Contender {
  readonly name: string;
  readonly kind: ContenderKind;
  /** What it runs under in place of the scenario's own: mainline's batches where no provider is registered. */
  readonly batching?: Batching;
  /** Where that depends on the scenario. */
  batchingOn?(open: OpenScenario): Batching | undefined;
  /** How its folios reach the DMA engine; as the platform says where absent. */
  readonly dmaInterface?: DmaInterface;
  begin(open: OpenScenario, sim: Simulator, seed: number): Decide;
}

/** Decides by a policy that wants to know what came of its decisions. */
function adaptive(policy: Policy): Decide {
  const open = new Map<number, { readonly action: number; readonly folios: number }>();
  return (features, mask, { settled, decisions }) => {
    for (let k = 0; k < settled.count; k++) {
      const decision = settled.decision[k] ?? -1;
      const decided = open.get(decision);
      if (decided) policy.finished?.({ ...decided, copyNs: settled.copyNs[k] ?? 0 });
      open.delete(decision);
    }
    const action = policy.decide(features, mask);
    open.set(decisions, { action, folios: features[FOLIOS] ?? 0 });
    return action;
  };
}

/** How a policy at the beginning of an episode decides its batches, one after the other. */
export function deciderOf(policy: Policy): Decide {
  return policy.finished ? adaptive(policy) : (features, mask) => policy.decide(features, mask);
}

/** A policy that keeps no state, as a contender. */
export function policyContender(kind: ContenderKind, policy: Policy, name = policy.name): Contender {
  return { name, kind, begin: () => (features, mask) => policy.decide(features, mask) };
}

/** Today's kernel: no provider, mainline's batches, every folio copied by the caller. */
export const KERNEL: Contender = { name: 'kernel', kind: 'kernel', batching: 'mainline', begin: () => () => 0 };

export const RANDOM: Contender = {
  name: 'random',
  kind: 'fixed',
  begin: (_open, _sim, seed) => {
    const policy = randomPolicy(seed);
    return (features, mask) => policy.decide(features, mask);
  },
};

export const FIXED_CONTENDERS: readonly Contender[] = FIXED.map((policy) => policyContender('fixed', policy));

/** What references assume decides the batches they do not try: a rule, or something better where one is known. */
export const DEFAULT_BASE: Policy = threeParameter.create(threeParameter.defaults);

function reference(name: string, make: (open: OpenScenario, sim: Simulator, seed: number) => Reference): Contender {
  return {
    name,
    kind: 'reference',
    begin: (open, sim, seed) => {
      const decide = make(open, sim, seed);
      return (_features, mask, current, slot) => decide(current, slot, mask);
    },
  };
}

/** The best action for each batch alone on an idle machine; no part of the score's reference, for it sees no load. */
export const EXHAUSTIVE: Contender = reference('exhaustive', (open, sim) => exhaustive(sim, open.scenario.weights));

/** greedy and resampled lookahead over a base policy. */
export function references(base: Policy, options: LookaheadOptions = DEFAULT_LOOKAHEAD): readonly Contender[] {
  return [
    reference('greedy', (open, sim) => greedy(sim, base, open.scenario.weights)),
    reference(`lookahead-${options.kind}`, (open, sim, seed) =>
      lookahead(sim, base, open.scenario.weights, open.episode, seed, options),
    ),
  ];
}
