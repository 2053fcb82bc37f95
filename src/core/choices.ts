import type { RandomStream } from './random.js';

/** Values each parameter may take while it is tuned, in an order in which neighbours are alike. */
export type Choices<P> = { readonly [K in keyof P]: readonly P[K][] };

/** One random setting of the parameters. */
export function drawParameters<P>(choices: Choices<P>, random: RandomStream): P {
  const drawn = Object.entries<readonly unknown[]>(choices).map(([key, values]) => [
    key,
    values[random.below(values.length)],
  ]);
  return Object.fromEntries(drawn) as P;
}
