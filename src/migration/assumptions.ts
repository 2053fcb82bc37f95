import type { Platform } from '../platform/platform.js';
import { quantitiesOf } from '../platform/quantities.js';
import { closedForm, type RequestSpec } from './closed-form.js';
import type { CopyPlan } from './vocabulary.js';

/** How a result leans on numbers of the platform that nobody measured. */
export interface Assumptions {
  /** Numbers of the platform that are assumed, of all that carry an origin. */
  readonly assumed: number;
  readonly quantities: number;
  /** Assumed numbers that move this request's time, the strongest first. */
  readonly matter: readonly {
    readonly path: string;
    readonly source: string;
    /** Relative change of the total time when the number is 10 % larger. */
    readonly effect: number;
  }[];
}

const PROBE = 1.1;
/** Smallest relative change of the time that counts. */
const MATTERS = 1e-3;

/** Which assumed numbers a request's time depends on, found by making each 10 % larger. */
export function assumptionsOf(platform: Platform, request: RequestSpec, plan: CopyPlan): Assumptions {
  const probed = structuredClone(platform);
  const all = quantitiesOf(probed);
  const assumed = all.filter(({ quantity }) => quantity.kind === 'assumed');
  const asIs = closedForm(platform, request, plan).totalNs;
  const matter = assumed.map(({ path, quantity }) => {
    const { value, source } = quantity;
    quantity.value = value * PROBE;
    const effect = closedForm(probed, request, plan).totalNs / asIs - 1;
    quantity.value = value;
    return { path, source, effect };
  });
  return {
    assumed: assumed.length,
    quantities: all.length,
    matter: matter
      .filter(({ effect }) => Math.abs(effect) > MATTERS)
      .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect)),
  };
}
