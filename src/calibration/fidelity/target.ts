/** Something a published table says that the shipped platforms must reproduce. */
export interface FidelityTarget {
  readonly name: string;
  /** What is compared, in a few words. */
  readonly what: string;
  /** A share or a relative error. */
  readonly limit: number;
  /** `at-most` for errors, `at-least` for shares of cells. */
  readonly bound: 'at-most' | 'at-least';
  /** Whether parameters are fitted again for it: seconds to a minute instead of milliseconds. */
  readonly fits: boolean;
  /** Computes the figure. */
  figure(): number;
  /** Why it is not reached, where it is known not to be. */
  readonly whyMissed?: () => string;
}

export interface FidelityResult extends Pick<FidelityTarget, 'name' | 'what' | 'limit' | 'bound'> {
  readonly figure: number;
  readonly met: boolean;
  /** Only of a missed target. */
  readonly why?: string;
}

export function checkTarget(target: FidelityTarget): FidelityResult {
  const { name, what, limit, bound, whyMissed } = target;
  const figure = target.figure();
  const met = bound === 'at-most' ? figure <= limit : figure >= limit;
  return { name, what, limit, bound, figure, met, ...(met || whyMissed === undefined ? {} : { why: whyMissed() }) };
}
