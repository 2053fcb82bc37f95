import { type Assumptions, assumptionsOf } from '../migration/assumptions.js';
import type { Platform } from '../platform/platform.js';
import { quantitiesOf } from '../platform/quantities.js';
import { KNOWLEDGE, type Knowledge } from '../platform/quantity.js';
import { pointsOf } from './points.js';
import type { Study } from './study-schema.js';

/** How a study's machine is known, and which of its assumed numbers the study leans on. */
export interface Leaning {
  readonly platform: string;
  readonly title: string;
  readonly quantities: number;
  readonly counts: Readonly<Record<Knowledge, number>>;
  /**
   * Assumed numbers that move the time of a request of the study, on an idle machine, by more than 1 % when they are
   * 10 % larger; the strongest first, with their greatest effect as a fraction.
   */
  readonly matter: readonly { readonly path: string; readonly effect: number }[];
}

const MATTERS = 0.01;

/** Requests of the study at both ends of the axis; what lies between leans on the same. */
function assumptionsAt(study: Study, platform: Platform): Assumptions[] {
  const last = study.axis.values.length - 1;
  return pointsOf(study).flatMap(({ what, x }) =>
    what.kind === 'request' && what.platform.name === platform.name && (x === 0 || x === last)
      ? [assumptionsOf(platform, what.prepared.spec, what.prepared.plan)]
      : [],
  );
}

export function leaningOf(study: Study, platform: Platform): Leaning {
  const greatest = new Map<string, number>();
  for (const { matter } of assumptionsAt(study, platform)) {
    for (const { path, effect } of matter) {
      if (Math.abs(effect) > Math.abs(greatest.get(path) ?? MATTERS)) greatest.set(path, effect);
    }
  }
  const kinds = quantitiesOf(platform).map(({ quantity }) => quantity.kind);
  const counts = KNOWLEDGE.map((kind) => [kind, kinds.filter((other) => other === kind).length]);
  return {
    platform: platform.name,
    title: platform.title,
    quantities: kinds.length,
    counts: Object.fromEntries(counts) as Record<Knowledge, number>,
    matter: [...greatest]
      .map(([path, effect]) => ({ path, effect }))
      .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect)),
  };
}
