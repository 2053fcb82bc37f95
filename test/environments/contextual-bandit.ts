import { at, invariant } from '../../src/core/errors.js';
import { type RandomStream, randomStream } from '../../src/core/random.js';
import { createCredits, type VectorEnvironment, type VectorStep } from '../../src/env/vector-environment.js';

/**
 * The smallest learnable problem: a lane shows one of several contexts, one-hot; each context has one good action, worth
 * 1, and the others are worth 0. Every decision ends its episode. Credits arrive `delay` steps late.
 */
export interface ContextualBandit {
  readonly lanes: number;
  /** The good action of each context. */
  readonly good: readonly number[];
  readonly actions: number;
  /** Steps between a decision and its credit; 0 is at once. */
  readonly delay: number;
  /** An action that is masked and would be worth 10; taking it breaks an invariant. */
  readonly forbidden?: number;
}

interface Pending {
  readonly lane: number;
  readonly step: number;
  readonly reward: number;
}

export function createContextualBandit({
  lanes,
  good,
  actions,
  delay,
  forbidden,
}: ContextualBandit): VectorEnvironment {
  const size = good.length;
  const observations = new Float32Array(lanes * size);
  const masks = new Uint8Array(lanes * actions).map((_, index) => (index % actions === forbidden ? 0 : 1));
  const contexts = new Int32Array(lanes);
  const credits = createCredits(lanes);
  const fixed = {
    credits,
    terminated: new Uint8Array(lanes).fill(1),
    truncated: new Uint8Array(lanes),
    finalObservations: new Float32Array(lanes * size),
  };
  let random: RandomStream = randomStream(0, 'contexts');
  let pending: Pending[] = [];
  let decision = 0;

  function draw(): void {
    observations.fill(0);
    for (let lane = 0; lane < lanes; lane++) {
      contexts[lane] = random.below(size);
      observations[lane * size + at(contexts, lane)] = 1;
    }
  }

  function worth(lane: number, action: number): number {
    invariant(masks[lane * actions + action] === 1, `masked action ${action} taken`);
    return action === good[at(contexts, lane)] ? 1 : 0;
  }

  function pay(): void {
    credits.count = 0;
    for (const { lane, step, reward } of pending.filter((owed) => owed.step === decision - delay)) {
      credits.lane[credits.count] = lane;
      credits.step[credits.count] = step;
      credits.reward[credits.count++] = reward;
    }
    pending = pending.filter((owed) => owed.step > decision - delay);
  }

  return {
    lanes,
    observationSize: size,
    actionCount: actions,
    observations,
    masks,
    reset(seed) {
      random = randomStream(seed, 'contexts');
      pending = [];
      decision = 0;
      draw();
    },
    step(taken): VectorStep {
      for (let lane = 0; lane < lanes; lane++) {
        pending.push({ lane, step: decision, reward: worth(lane, at(taken, lane)) });
      }
      pay();
      decision++;
      draw();
      return fixed;
    },
  };
}
