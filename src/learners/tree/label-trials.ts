import { at } from '../../core/errors.js';
import type { Counterfactuals } from '../../env/counterfactuals.js';
import type { VectorEnvironment } from '../../env/vector-environment.js';
import { FEATURES } from '../../policy/feature-table.js';
import type { Crew } from '../crew.js';
import { amongOf, costsOf, type LeafChoices } from './choices.js';
import type { ProblemLabel } from './problem-labels.js';

/** A label of a lane's waiting batch; what its trials say is written into its arrays once they were run. */
export interface OpenLabel extends ProblemLabel {
  readonly lane: number;
}

/** Labels states by trials on copies of them, which a crew deals out. */
export class LabelTrials {
  readonly #env: VectorEnvironment;
  readonly #copies: Counterfactuals;
  readonly #choices: LeafChoices;
  readonly #crew: Crew;

  constructor(env: VectorEnvironment, copies: Counterfactuals, choices: LeafChoices, crew: Crew) {
    this.#env = env;
    this.#copies = copies;
    this.#choices = choices;
    this.#crew = crew;
  }

  /** The label of a lane's waiting batch, of which nothing was tried yet. */
  open(lane: number): OpenLabel {
    const { actionCount, masks } = this.#env;
    const features = this.#copies.features.slice(lane * FEATURES.length, (lane + 1) * FEATURES.length);
    const possible = masks.slice(lane * actionCount, (lane + 1) * actionCount);
    const actions = this.#choices.actionsOf(features, possible);
    const unknown = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);
    const [tried, channelTime] = [unknown(actionCount), unknown(actionCount)];
    return { lane, features, possible, actions, tried, channelTime, costs: unknown(actions.length) };
  }

  /** Runs the trials of labels while their batches still wait. @returns the decisions that this took on copies. */
  async run(labels: readonly OpenLabel[]): Promise<number> {
    const width = this.#env.actionCount;
    /** Rewards, channel time and decisions of a label. */
    const numbers = 2 * width + 1;
    const results = await this.#crew.share(labels.length, numbers, (piece, out) => {
      const { lane, actions } = at(labels, piece);
      const before = this.#copies.trialDecisions;
      this.#copies.tryActions(lane, amongOf(actions), out.subarray(0, width), out.subarray(width, 2 * width));
      out[2 * width] = this.#copies.trialDecisions - before;
    });
    return labels.reduce((decisions, { actions, tried, channelTime, costs }, piece) => {
      const own = results.subarray(piece * numbers, (piece + 1) * numbers);
      for (let action = 0; action < width; action++) tried[action] = -at(own, action);
      channelTime.set(own.subarray(width, 2 * width));
      costs.set(costsOf(actions, tried));
      return decisions + at(own, 2 * width);
    }, 0);
  }
}
