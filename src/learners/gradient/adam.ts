import { at } from '../../core/errors.js';

/**
 * Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1) on plain arrays:
 *
 *     m ← β1·m + (1−β1)·g      v ← β2·v + (1−β2)·g²
 *     θ ← θ − α·m̂ ÷ (√v̂ + ε),  m̂ = m ÷ (1−β1^t),  v̂ = v ÷ (1−β2^t)
 *
 * ε = 1e-5 as in the original PPO code; the paper's 1e-8 takes larger steps where gradients are tiny.
 */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-5;

export interface Adam {
  /** Moves the parameters in place. `gradients` are shaped as the parameters. */
  step(gradients: readonly Float32Array[], learningRate: number): void;
}

export function createAdam(parameters: readonly Float32Array[]): Adam {
  const first = parameters.map((array) => new Float64Array(array.length));
  const second = parameters.map((array) => new Float64Array(array.length));
  let steps = 0;
  return {
    step(gradients, learningRate) {
      steps++;
      const [bias1, bias2] = [1 - BETA1 ** steps, 1 - BETA2 ** steps];
      parameters.forEach((theta, k) => {
        const [g, m, v] = [at(gradients, k), at(first, k), at(second, k)];
        for (let i = 0; i < theta.length; i++) {
          const gradient = g[i] as number;
          const mean = BETA1 * (m[i] as number) + (1 - BETA1) * gradient;
          const square = BETA2 * (v[i] as number) + (1 - BETA2) * gradient * gradient;
          m[i] = mean;
          v[i] = square;
          (theta[i] as number) -= (learningRate * (mean / bias1)) / (Math.sqrt(square / bias2) + EPSILON);
        }
      });
    },
  };
}

/** Scales all gradients together, in place, so that their common Euclidean norm is at most `maxNorm`. Returns the norm before. */
export function clipGlobalNorm(gradients: readonly Float32Array[], maxNorm: number): number {
  let squares = 0;
  for (const gradient of gradients) for (const value of gradient) squares += value * value;
  const norm = Math.sqrt(squares);
  if (norm <= maxNorm) return norm;
  for (const gradient of gradients) {
    for (let i = 0; i < gradient.length; i++) (gradient[i] as number) *= maxNorm / norm;
  }
  return norm;
}
