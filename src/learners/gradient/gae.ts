/**
 * Generalised advantage estimation (Schulman et al. 2016, arXiv:1506.02438, eq. 16) over several lanes:
 *
 *     δ_t = r_t + γ·V'_t − V_t
 *     A_t = δ_t + γ·λ·c_t·A_{t+1}
 *     R_t = A_t + V_t                        (the critic's target)
 *
 * with V'_t the value of what follows and c_t whether the trace goes on:
 *
 *     step t            V'_t                                 c_t
 *     went on           V_{t+1}, or `lastValues` at the end   1
 *     terminated        0                                     0
 *     truncated         V of the episode's last observation   0     (Pardo et al. 2018, arXiv:1712.00378)
 *
 * Late rewards: where the credit of step t has not arrived, δ_t = 0. The step's own advantage then says only what came
 * after it; the step itself is not to be learned from, but its predecessors keep their trace.
 */
export interface Trajectories {
  readonly steps: number;
  readonly lanes: number;
  /** r. [steps × lanes] */
  readonly rewards: ArrayLike<number>;
  /** 1 where the reward is known. [steps × lanes] */
  readonly arrived: ArrayLike<number>;
  /** V of the observation the step started from. [steps × lanes] */
  readonly values: ArrayLike<number>;
  /** [steps × lanes] */
  readonly terminated: ArrayLike<number>;
  /** [steps × lanes] */
  readonly truncated: ArrayLike<number>;
  /** V of an ended episode's last observation; read only where `truncated`. [steps × lanes] */
  readonly finalValues: ArrayLike<number>;
  /** V of the observation after the last step. [lanes] */
  readonly lastValues: ArrayLike<number>;
}

export interface Advantages {
  /** A. [steps × lanes] */
  readonly advantages: Float64Array;
  /** R = A + V. [steps × lanes] */
  readonly returns: Float64Array;
}

/** V' of one step: see the table above. */
function followingValue(trajectories: Trajectories, step: number, lane: number): number {
  const { steps, lanes, values, terminated, truncated, finalValues, lastValues } = trajectories;
  const row = step * lanes + lane;
  if (terminated[row]) return 0;
  if (truncated[row]) return finalValues[row] ?? 0;
  return (step + 1 < steps ? values[row + lanes] : lastValues[lane]) ?? 0;
}

/** A and R of every step, by the recursion backwards in time. */
export function estimateAdvantages(trajectories: Trajectories, gamma: number, lambda: number): Advantages {
  const { steps, lanes, rewards, arrived, values, terminated, truncated } = trajectories;
  const advantages = new Float64Array(steps * lanes);
  const returns = new Float64Array(steps * lanes);
  for (let lane = 0; lane < lanes; lane++) {
    let next = 0;
    for (let step = steps - 1; step >= 0; step--) {
      const row = step * lanes + lane;
      const value = values[row] ?? 0;
      const delta = arrived[row] ? (rewards[row] ?? 0) + gamma * followingValue(trajectories, step, lane) - value : 0;
      const trace = terminated[row] || truncated[row] ? 0 : gamma * lambda;
      next = delta + trace * next;
      advantages[row] = next;
      returns[row] = next + value;
    }
  }
  return { advantages, returns };
}

/** (A − mean) ÷ (standard deviation + 1e-8), in place; the scale of advantages depends on the task's rewards. [rows] */
export function normalize(advantages: Float32Array): void {
  if (advantages.length < 2) return;
  const mean = advantages.reduce((sum, a) => sum + a, 0) / advantages.length;
  const variance = advantages.reduce((sum, a) => sum + (a - mean) ** 2, 0) / (advantages.length - 1);
  const scale = 1 / (Math.sqrt(variance) + 1e-8);
  for (let row = 0; row < advantages.length; row++) advantages[row] = ((advantages[row] ?? 0) - mean) * scale;
}

/** Share of the returns' variance that the values explain: 1 − Var(R − V) ÷ Var(R); 0 where the returns are constant. */
export function explainedVariance(returns: ArrayLike<number>, values: ArrayLike<number>): number {
  const n = returns.length;
  const variance = (of: (row: number) => number): number => {
    let mean = 0;
    let squares = 0;
    for (let row = 0; row < n; row++) {
      const deviation = of(row) - mean;
      mean += deviation / (row + 1);
      squares += deviation * (of(row) - mean);
    }
    return squares;
  };
  const total = variance((row) => returns[row] ?? 0);
  const rest = variance((row) => (returns[row] ?? 0) - (values[row] ?? 0));
  return total > 0 ? 1 - rest / total : 0;
}
