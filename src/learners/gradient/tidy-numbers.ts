import * as tf from '@tensorflow/tfjs-core';

/**
 * `tf.tidy` for work that returns numbers. The library's own looks for tensors in all that it returns, element by
 * element, and remembers each: for the gradients of a small network that takes longer than to compute them.
 */
export function tidyNumbers<T>(work: () => T): T {
  const returned: T[] = [];
  tf.tidy(() => {
    returned.push(work());
  });
  return returned[0] as T;
}
