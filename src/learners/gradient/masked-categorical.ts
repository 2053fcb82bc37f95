import type { RandomStream } from '../../core/random.js';

/**
 * A distribution over the possible actions only:
 *
 *     p_a = m_a·exp(z_a) ÷ Σ_b m_b·exp(z_b)
 *
 * with logits z and mask m, which is what a logit of −∞ means (Huang & Ontañón 2022, arXiv:2006.14171).
 */

/** log Σ_a m_a·exp(z_a) over one row's possible actions, from `offset` on. */
function logSumExp(logits: ArrayLike<number>, masks: ArrayLike<number>, offset: number, actions: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = offset; i < offset + actions; i++) if (masks[i]) largest = Math.max(largest, logits[i] as number);
  let sum = 0;
  for (let i = offset; i < offset + actions; i++) if (masks[i]) sum += Math.exp((logits[i] as number) - largest);
  return largest + Math.log(sum);
}

/** One draw per row by inversion; writes the action and its log-probability. Logits and masks: [rows × actions] */
export function sampleActions(
  logits: ArrayLike<number>,
  masks: ArrayLike<number>,
  actions: Int32Array,
  logProbabilities: Float32Array,
  random: RandomStream,
): void {
  const width = logits.length / actions.length;
  for (let row = 0; row < actions.length; row++) {
    const offset = row * width;
    const logTotal = logSumExp(logits, masks, offset, width);
    let left = random.uniform();
    for (let action = 0; action < width; action++) {
      if (!masks[offset + action]) continue;
      const logProbability = (logits[offset + action] as number) - logTotal;
      // Rounding may leave a rest after the last possible action: then that one stays.
      actions[row] = action;
      logProbabilities[row] = logProbability;
      left -= Math.exp(logProbability);
      if (left < 0) break;
    }
  }
}

/** The possible action of the largest logit in each row, the lowest index at a tie. [rows × actions] → [rows] */
export function greedyActions(logits: ArrayLike<number>, masks: ArrayLike<number>, actions: Int32Array): void {
  const width = logits.length / actions.length;
  for (let row = 0; row < actions.length; row++) {
    let best = -1;
    for (let action = 0; action < width; action++) {
      const index = row * width + action;
      if (!masks[index]) continue;
      if (best < 0 || (logits[index] as number) > (logits[row * width + best] as number)) best = action;
    }
    actions[row] = best;
  }
}
