import { at } from '../../src/core/errors.js';
import { type RandomStream, randomStream } from '../../src/core/random.js';
import { createCredits, type VectorEnvironment } from '../../src/env/vector-environment.js';

/**
 * Tells a truncated end from a terminal one. A lane starts in the fork or in the meadow, by chance.
 *
 *     fork    action 0  reward 1, terminates
 *             action 1  reward 0, ends as `end` says with the meadow as the last observation
 *     meadow  any       reward 2, terminates
 *
 * Where `end` truncates, the cut-off rest was worth γ·2 and action 1 is the better one; where it terminates, action 0.
 */
export function createFork(lanes: number, end: 'terminated' | 'truncated'): VectorEnvironment {
  const observations = new Float32Array(lanes * 2);
  const finalObservations = new Float32Array(lanes * 2);
  const [terminated, truncated] = [new Uint8Array(lanes), new Uint8Array(lanes)];
  const credits = createCredits(lanes);
  let random: RandomStream = randomStream(0, 'starts');
  let decision = 0;

  function begin(lane: number): void {
    const start = random.below(2);
    observations.set([1 - start, start], lane * 2);
  }

  function decide(lane: number, action: number): void {
    const inFork = observations[lane * 2] === 1;
    const cut = inFork && action === 1;
    truncated[lane] = cut && end === 'truncated' ? 1 : 0;
    terminated[lane] = 1 - at(truncated, lane);
    finalObservations.set(cut ? [0, 1] : [0, 0], lane * 2);
    credits.lane[lane] = lane;
    credits.step[lane] = decision;
    credits.reward[lane] = inFork ? 1 - action : 2;
    begin(lane);
  }

  return {
    lanes,
    observationSize: 2,
    actionCount: 2,
    observations,
    masks: new Uint8Array(lanes * 2).fill(1),
    reset(seed) {
      random = randomStream(seed, 'starts');
      decision = 0;
      for (let lane = 0; lane < lanes; lane++) begin(lane);
    },
    step(actions) {
      for (let lane = 0; lane < lanes; lane++) decide(lane, at(actions, lane));
      decision++;
      credits.count = lanes;
      return { credits, terminated, truncated, finalObservations };
    },
  };
}
