import { at } from '../../core/errors.js';
import type { Policy } from '../../policy/policy.js';
import { cheapestCost, type LabelledState } from './labelled-state.js';

/*
 * Labels of several problems (scenarios) side by side, whose costs differ by orders of magnitude and whose episodes
 * differ in length. What counts is the mean score over the problems, so with N_k labels of problem k
 *
 *     unit    D_k = max(|kernel_k − mean_s min_a c(s, a)|, LEAST_GAIN · kernel_k)     as the score has it
 *     lost    c'(s, a) = w_k / N_k · (c(s, a) − min_a c(s, a)) / D_k                  × mean N, of no consequence
 *     label   a state of problem k with chance (1 / stride) · mean N / N_k, 1 at most: the problems get equally many
 *     channel c(s, a) + λ_k · channels(a) · time(a), where a channel has a price in a problem (channel-prices.ts)
 *     harm    w_k doubles, MOST at most, when what a tree does costs more than today's kernel in k's labels and need not
 *
 * kernel_k is today's kernel with mainline's batches: that declining in an offload's larger batches may be far dearer is
 * nothing to be won.
 */
/** A label that a policy can be judged by: what may be done in the state, and what was tried of it. */
export interface ProblemLabel extends LabelledState {
  /** [actions] */
  readonly possible: Uint8Array;
  /** Costs of the actions that were tried, those that only prices came to among them; NaN for others. [actions] */
  readonly tried: Float64Array;
  /** Cost of the channels that each of these takes, at a core a channel. [actions] */
  readonly channelTime: Float64Array;
  /** The action that each choice comes to, −1 for none. [choices] */
  readonly actions: Int8Array;
}

export class ProblemLabels {
  readonly #own: ProblemLabel[][];
  readonly #weights: Float64Array;
  readonly #kernel: Float64Array;

  /** @param kernel what today's kernel costs in each problem, a mean decision. [problems] */
  constructor(kernel: Float64Array) {
    this.#own = Array.from(kernel, () => []);
    this.#weights = new Float64Array(kernel.length).fill(1);
    this.#kernel = kernel;
  }

  get count(): number {
    return this.#own.reduce((sum, { length }) => sum + length, 0);
  }

  add(problem: number, label: ProblemLabel): void {
    at(this.#own, problem).push(label);
  }

  /** Weights stay. */
  clear(): void {
    for (const own of this.#own) own.length = 0;
  }

  /** Forgets what the labels say about choices that are not looked at any more. */
  narrow(isLooked: (choice: number) => boolean): void {
    for (const { costs } of this.#own.flat()) {
      for (let choice = 0; choice < costs.length; choice++) if (!isLooked(choice)) costs[choice] = Number.NaN;
    }
  }

  /** Chance that a state of a problem is to be labelled, where one of `stride` is on average. */
  chance(problem: number, stride: number): number {
    const mean = (this.count + 1) / this.#own.length;
    return Math.min(1, mean / (at(this.#own, problem).length + 1) / stride);
  }

  /** D_k of every problem; infinite where nothing is known. [problems] */
  units(): number[] {
    return this.#own.map((own, k) => {
      if (own.length === 0) return Number.POSITIVE_INFINITY;
      const [kernel, best] = [
        at(this.#kernel, k),
        own.reduce((sum, state) => sum + cheapestCost(state), 0) / own.length,
      ];
      return Math.max(Math.abs(kernel - best), LEAST_GAIN * kernel, Number.MIN_VALUE);
    });
  }

  /** All labels, as score lost. @param channelPrices of each problem [cores]; 0 where absent. */
  inScoreLost(channelPrices: readonly number[] = []): LabelledState[] {
    const mean = this.count / this.#own.length;
    const units = this.units();
    return this.#own.flatMap((own, k) => {
      const factor = (at(this.#weights, k) * mean) / own.length / at(units, k);
      return own.map((label) => {
        const costs = withChannels(label, channelPrices[k] ?? 0);
        return { features: label.features, costs: aboveLeast(costs, factor) };
      });
    });
  }

  /** Raises the weights of the problems in which a policy does more harm, by its labels, than the best action. */
  emphasise(policy: Policy): void {
    this.#own.forEach((own, k) => {
      if (own.length === 0) return;
      const total = own.reduce((sum, state) => sum + costWith(policy, state), 0);
      const least = own.reduce((sum, state) => sum + cheapestCost(state), 0);
      const allowed = Math.max(at(this.#kernel, k) * own.length, least * (1 + TOLERANCE));
      if (total > allowed) this.#weights[k] = Math.min(MOST, 2 * at(this.#weights, k));
    });
  }
}

/** A problem in which the best action gains less than this part of the kernel's cost has little to teach. */
const LEAST_GAIN = 0.05;
/** Harm below this part of the least possible cost is let be. */
const TOLERANCE = 0.01;
const MOST = 8;

/** What each choice costs above the cheapest, times a factor. [choices] */
function aboveLeast(costs: Float64Array, factor: number): Float64Array {
  const least = cheapestCost({ costs });
  const above = new Float64Array(costs.length);
  for (let choice = 0; choice < costs.length; choice++) above[choice] = ((costs[choice] as number) - least) * factor;
  return above;
}

/** Costs of the choices with what the channels that they take are worth to others. */
function withChannels({ costs, actions, channelTime }: ProblemLabel, price: number): Float64Array {
  if (price === 0) return costs;
  // NaN, of what is not known, stays.
  const dearer = costs.slice();
  for (let choice = 0; choice < dearer.length; choice++) {
    const action = at(actions, choice);
    if (action >= 0) dearer[choice] = (dearer[choice] as number) + price * (channelTime[action] ?? 0);
  }
  return dearer;
}

/** What was not tried in a label is taken for the dearest that was. */
function costWith(policy: Policy, { features, possible, tried }: ProblemLabel): number {
  const cost = at(tried, policy.decide(features, possible));
  return Number.isNaN(cost) ? Math.max(...tried.filter((one) => !Number.isNaN(one))) : cost;
}
