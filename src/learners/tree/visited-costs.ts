import { hashSeed, randomStream } from '../../core/random.js';
import { Lane } from '../../env/lane.js';
import { TRAINING_SEEDS } from '../../env/lane-set.js';
import type { OpenScenario } from '../../env/scenario-registry.js';
import { Trial } from '../../heuristics/references/trial.js';
import type { Policy } from '../../policy/policy.js';
import type { LeafChoices } from './choices.js';
import type { LabelledState } from './labelled-state.js';

/** Whose states are labelled, and how. */
export interface Visit {
  /** Decides where the episodes go. */
  readonly driver: Policy;
  /** Decides what follows in a trial of an action. */
  readonly base: Policy;
  /** 1 where an action may be taken. [actions] */
  readonly allowed: Uint8Array;
  readonly choices: LeafChoices;
  readonly states: number;
  readonly seed: number;
  /** Names the episodes; another label, other episodes. */
  readonly label: string;
}

/** Every so many-th state is labelled: its neighbours resemble it. */
const STRIDE = 3;

function label(lane: Lane, trial: Trial, { allowed, choices }: Visit): LabelledState {
  const possible = lane.mask.map((may, action) => may & (allowed[action] ?? 0));
  // As for every policy: where a restriction leaves nothing, the batch is declined.
  if (!possible.includes(1)) possible[0] = 1;
  const costs = choices.costs(lane.features, possible, (among) =>
    Float64Array.from(possible, (may, action) =>
      may === 1 && among[action] === 1 ? trial.creditOf(lane.sim, lane.slot, action) : Number.NaN,
    ),
  );
  return { features: lane.features.slice(), costs };
}

/** Labelled states, and the simulated decisions of the episodes and of the trials. */
export interface Visited {
  readonly states: LabelledState[];
  readonly decisions: number;
  readonly trialDecisions: number;
}

/** States of training episodes with the credited cost of each possible action [core-ns], found on clones. */
export function visitedCosts(open: OpenScenario, visit: Visit): Visited {
  const states: LabelledState[] = [];
  const random = randomStream(visit.seed, `${visit.label}/stride`);
  let [decisions, trialDecisions] = [0, 0];
  for (let episode = 0; states.length < visit.states; episode++) {
    const seed = hashSeed(visit.seed, `${visit.label}/${episode}`) % TRAINING_SEEDS;
    const lane = new Lane(open, open.episode(seed));
    // Where batching leaves everything to mainline there is nothing to learn.
    if (lane.done) break;
    const trial = new Trial(lane.sim, visit.base, open.scenario.weights);
    while (!lane.done && states.length < visit.states) {
      if (random.below(STRIDE) === 0) states.push(label(lane, trial, visit));
      lane.step(visit.driver.decide(lane.features, lane.mask));
      lane.sim.settled.clear();
      decisions++;
    }
    trialDecisions += trial.decisions;
  }
  return { states, decisions, trialDecisions };
}
