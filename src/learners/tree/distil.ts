import { setImmediate } from 'node:timers/promises';
import { at } from '../../core/errors.js';
import type { OpenScenario } from '../../env/scenario-registry.js';
import { allowedActions } from '../../policy/choose.js';
import { featureIndex } from '../../policy/feature-table.js';
import { createFloatPolicy } from '../../policy/float-policy.js';
import type { Policy } from '../../policy/policy.js';
import { LeafChoices } from './choices.js';
import { type GrownTree, growTree } from './grow-tree.js';
import type { LabelledState } from './labelled-state.js';
import { scoreLost } from './score-lost.js';
import { visitedCosts } from './visited-costs.js';

/*
 * Distillation of a policy into a decision tree, after VIPER (Bastani, Pu, Solar-Lezama: Verifiable Reinforcement
 * Learning via Policy Extraction, 2018), which is DAgger (Ross et al. 2011) with states weighted by what a wrong action
 * costs there:
 *
 *     round 0    the teacher drives; round r the tree of round r − 1 does
 *     label      the credited cost of each possible action, tried on a clone of the simulator; the teacher decides the
 *                batches that follow
 *     fit        a tree on the states of all rounds so far
 *
 * VIPER takes its costs from the teacher's value function; here the simulator gives them, so that the tree does not
 * copy the teacher's mistakes and may beat it.
 */
export interface DistilPlan {
  readonly scenarios: readonly OpenScenario[];
  readonly teacher: Policy;
  /** What the tree may look at, and do (everything where absent). */
  readonly features: readonly string[];
  readonly actions?: readonly string[] | undefined;
  readonly leaves: number;
  readonly rounds: number;
  /** Labelled states a round, all scenarios together. */
  readonly states: number;
  readonly seed: number;
}

export interface DistilHooks {
  onProgress?(done: number, total: number): void;
  /** Polled between pieces of work; may throw to end it. */
  check?(): void;
}

export interface Distilled {
  readonly tree: GrownTree;
  readonly states: number;
  /** Simulated decisions, of the episodes and of the trials together. */
  readonly decisions: number;
  /** Of them, those of the trials. */
  readonly trialDecisions: number;
}

/** States that must reach a leaf: this part of all, and so many at least. */
const LEAST_SHARE = 1 / 500;
const LEAST_STATES = 5;

/** Deterministic from its plan. */
export async function distil(plan: DistilPlan, hooks: DistilHooks = {}): Promise<Distilled> {
  const { scenarios, teacher, features, actions, leaves, rounds } = plan;
  const perScenario = Math.max(1, Math.ceil(plan.states / scenarios.length));
  const labelled: LabelledState[][] = scenarios.map(() => []);
  const allowed = allowedActions(actions);
  const observed = features.map(featureIndex);
  const choices = new LeafChoices(observed);
  let [driver, decisions, trialDecisions] = [teacher, 0, 0];
  const grow = (): GrownTree => {
    const states = labelled.flatMap(scoreLost);
    const leastStates = Math.max(LEAST_STATES, Math.round(states.length * LEAST_SHARE));
    return growTree(states, { leaves, features: observed, leastStates, prices: choices.prices });
  };
  for (let round = 0; round < rounds; round++) {
    if (round > 0) driver = createFloatPolicy({ name: 'tree', features, actions, model: grow().model(leaves) });
    for (const [k, open] of scenarios.entries()) {
      await setImmediate(); // lets signals and timers in
      hooks.check?.();
      const label = `distil/${open.scenario.name}/${round}`;
      const visit = { driver, base: teacher, allowed, states: perScenario, seed: plan.seed, label, choices };
      const visited = visitedCosts(open, visit);
      at(labelled, k).push(...visited.states);
      decisions += visited.decisions + visited.trialDecisions;
      trialDecisions += visited.trialDecisions;
      hooks.onProgress?.(round * scenarios.length + k + 1, rounds * scenarios.length);
    }
  }
  return { tree: grow(), states: labelled.flat().length, decisions, trialDecisions };
}
