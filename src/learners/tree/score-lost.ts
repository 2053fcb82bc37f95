import { cheapestCost, type LabelledState } from './labelled-state.js';

/** A scenario in which the best action gains less than this part of declining's cost has little to teach. */
const LEAST_GAIN = 0.05;

/** What declining costs; where it is not allowed, the dearest action. */
function costOfDeclining({ costs }: LabelledState): number {
  const [decline = Number.NaN] = costs;
  return Number.isNaN(decline) ? costs.filter((cost) => !Number.isNaN(cost)).reduce((a, b) => Math.max(a, b)) : decline;
}

/**
 * What there is to gain in a scenario: the mean over its states of what the best action saves over declining, in the
 * units of the costs. Where that is next to nothing, a part of what declining costs.
 */
function gainToBeHad(states: readonly LabelledState[]): number {
  let [gain, declined] = [0, 0];
  for (const state of states) {
    const cost = costOfDeclining(state);
    gain += cost - cheapestCost(state);
    declined += cost;
  }
  return Math.max(gain, LEAST_GAIN * declined, Number.MIN_VALUE) / states.length;
}

/**
 * Costs as score lost: what an action costs above the best one, in units of what there is to gain in this scenario, so
 * that every scenario weighs as much as it does in the mean score.
 */
export function scoreLost(states: readonly LabelledState[]): LabelledState[] {
  const scale = gainToBeHad(states);
  return states.map((state) => {
    const least = cheapestCost(state);
    return { features: state.features, costs: state.costs.map((cost) => (cost - least) / scale) };
  });
}
