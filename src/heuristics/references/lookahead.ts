import { type RandomStream, randomStream } from '../../core/random.js';
import type { Policy } from '../../policy/policy.js';
import type { Simulator } from '../../sim/simulator.js';
import type { CostWeights } from '../../sim/state/cost-terms.js';
import type { Episode } from '../../workload/episode.js';
import { spliceArrivals } from '../../workload/splice.js';
import type { EpisodeSource } from '../../workload/workload.js';
import { foreseeable } from './foreseeable.js';
import { type Reference, ranking } from './greedy.js';
import { Trial } from './trial.js';

/*
 * Tries the actions that greedy finds cheapest, and what its base policy would do, on clones, lets the arrivals of the
 * next `horizonMs` come, decides them by the base, runs until all of it is done and takes the action of least total cost.
 *
 * So on futures that come true it costs no more than its base: whoever has followed it can go on with it. Without the
 * base's own action it misses what pays only where many decisions agree, like channels left to others through a whole
 * burst: greedy does not find it.
 *
 *   clairvoyant   the arrivals that will really come
 *   resampled     arrivals of another episode of the same workload, the mean over `samples` of them: only the
 *                 distribution is known, so this is the fair one
 *
 * What follows the horizon is not charged. Loads of tenants to come are those of the episode itself in both kinds;
 * faults are foreseen by the clairvoyant kind alone.
 */
export interface LookaheadOptions {
  readonly kind: 'clairvoyant' | 'resampled';
  readonly horizonMs: number;
  /** How many of greedy's cheapest actions are tried, besides the base's own. */
  readonly width: number;
  readonly samples: number;
  /** The horizon ends with this many arrivals, if they come sooner; never where absent. */
  readonly arrivals?: number | undefined;
}

export const DEFAULT_LOOKAHEAD: LookaheadOptions = { kind: 'resampled', horizonMs: 10, width: 4, samples: 2 };

const MS = 1e6;

/** The episodes a resampled lookahead draws its futures from. */
const FUTURES = 8;

class Futures {
  readonly #options: LookaheadOptions;
  readonly #episodes: readonly Episode[];
  readonly #random: RandomStream;

  constructor(options: LookaheadOptions, episodes: EpisodeSource, seed: number) {
    this.#options = options;
    this.#random = randomStream(seed, 'heuristics/lookahead');
    // Streams of their own: never the seed of an episode that is trained on or evaluated.
    const own = Array.from({ length: FUTURES }, () => 2 ** 31 + this.#random.below(2 ** 20));
    this.#episodes = options.kind === 'resampled' ? own.map((one) => episodes(one)) : [];
  }

  /** The episode as it might go on: arrivals up to the horizon and none after. */
  draw(sim: Simulator): Episode[] {
    const { episode, nextArrival, now } = sim;
    const horizon = this.#options.horizonMs * MS;
    const { arrivals } = episode;
    const most = this.#options.arrivals;
    if (this.#options.kind === 'clairvoyant') {
      return [
        {
          ...episode,
          arrivals: spliceArrivals(arrivals, nextArrival, arrivals, now + 1e-6, horizon, now + 1e-6, most),
        },
      ];
    }
    return Array.from({ length: this.#options.samples }, (_, draw) => {
      const other = this.#episodes[this.#random.below(this.#episodes.length)] ?? episode;
      const end = other.arrivals.timeNs[other.arrivals.count - 1] ?? 0;
      const from = this.#random.uniform() * Math.max(0, end - horizon);
      const drawn = spliceArrivals(arrivals, nextArrival, other.arrivals, from, horizon, now, most);
      return foreseeable({ ...episode, arrivals: drawn }, now, draw);
    });
  }
}

/** @param base decides what comes after the tried action: the stronger it is, the stronger the reference. */
export function lookahead(
  like: Simulator,
  base: Policy,
  weights: CostWeights,
  episodes: EpisodeSource,
  seed: number,
  options: LookaheadOptions = DEFAULT_LOOKAHEAD,
): Reference {
  const trial = new Trial(like, base, weights);
  const cheapest = ranking(trial, options.width);
  const futures = new Futures(options, episodes, seed);
  return (sim, slot, mask) => {
    const ranked = cheapest(sim, slot, mask);
    const tried = [...new Set([...ranked.map(({ action }) => action), trial.baseAction(sim, slot)])];
    if (tried.length === 1) return tried[0] ?? 0;
    const drawn = futures.draw(sim);
    let best = { action: 0, cost: Number.POSITIVE_INFINITY };
    for (const action of tried) {
      let cost = 0;
      for (const episode of drawn) {
        const clone = trial.at(sim);
        clone.replaceFuture(episode, sim.nextArrival);
        cost += trial.costToEnd(clone, slot, action);
      }
      if (cost < best.cost) best = { action, cost };
    }
    return best.action;
  };
}
