import { contentHash } from '../core/canonical-json.js';
import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { type CopyPlan, PLACEMENTS, SERIAL_COPY, SIDES, STORES } from '../migration/vocabulary.js';
import { featureIndex } from './feature-table.js';

/** An action is possible when every named feature is at least its bound. The conjunction is exported with the policy. */
export interface Requirement {
  readonly feature: number;
  readonly atLeast: number;
}

export interface Action extends CopyPlan {
  readonly name: string;
  readonly requires: readonly Requirement[];
}

const WORKERS = [1, 2, 4, 8, 16, 32] as const;
const CHANNELS = [1, 2, 4, 8, 16] as const;
const HYBRID_SHARES = [0.25, 0.5, 0.75] as const;
/** Workers and channels of a hybrid copy; its share is what a policy chooses. */
const HYBRID = { workers: 4, channels: 4 } as const;

function atLeast(bounds: Readonly<Record<string, number>>): Requirement[] {
  return Object.entries(bounds).map(([name, bound]) => ({ feature: featureIndex(name), atLeast: bound }));
}

const DECLINE: Action = { ...SERIAL_COPY, name: 'decline', requires: [] };

function mtcopyActions(): Action[] {
  const actions: Action[] = [];
  for (const workers of WORKERS) {
    for (const side of SIDES) {
      for (const stores of STORES) {
        for (const placement of PLACEMENTS) {
          // One worker has no neighbours to be spread from.
          if (workers === 1 && placement === 'fill') continue;
          const end = side === 'push' ? 'src' : 'dst';
          const complexes = placement === 'fill' ? { [`${end}_complexes`]: 2 } : {};
          actions.push({
            name: `mtcopy-${workers}-${side}-${stores}-${placement}`,
            migrator: 'mtcopy',
            workers,
            channels: 0,
            side,
            stores,
            placement,
            dmaShare: 0,
            requires: atLeast({ [`${end}_cpus`]: workers, ...complexes }),
          });
        }
      }
    }
  }
  return actions;
}

function dcbmActions(): Action[] {
  return CHANNELS.map((channels) => ({
    ...DECLINE,
    name: `dcbm-${channels}`,
    migrator: 'dcbm',
    workers: 0,
    channels,
    dmaShare: 1,
    requires: atLeast({ dma_channels: channels, nr_folios: channels }),
  }));
}

function hybridActions(): Action[] {
  return HYBRID_SHARES.map((dmaShare) => ({
    ...DECLINE,
    name: `hybrid-${dmaShare * 100}`,
    migrator: 'hybrid',
    ...HYBRID,
    dmaShare,
    requires: atLeast({
      dma_channels: HYBRID.channels,
      dst_cpus: HYBRID.workers,
      nr_folios: HYBRID.workers + HYBRID.channels,
    }),
  }));
}

/**
 * What a policy may do with a batch: decline it (the kernel copies folio by folio), or copy it by worker threads, DMA
 * channels or both. A single folio gets one channel: dcbm deals whole folios out.
 */
export const ACTIONS: readonly Action[] = Object.freeze([
  DECLINE,
  ...mtcopyActions(),
  ...dcbmActions(),
  ...hybridActions(),
]);

export const ACTION_TABLE_HASH = contentHash(ACTIONS);

const INDEX: ReadonlyMap<string, number> = new Map(ACTIONS.map((action, index) => [action.name, index]));

/** @throws FoliotuneError `name-unknown` with the nearest action. */
export function actionIndex(name: string): number {
  const index = INDEX.get(name);
  if (index === undefined) {
    throw new FoliotuneError('name-unknown', `unknown action "${name}"`, { hint: nameHint(name, INDEX.keys()) });
  }
  return index;
}

/** What every action requires, one after the other: those of action a from FIRST[a] to FIRST[a + 1]. */
const NEEDS = ACTIONS.flatMap(({ requires }) => requires);
const NEEDED_FEATURE = Int32Array.from(NEEDS, ({ feature }) => feature);
const NEEDED_AT_LEAST = Float64Array.from(NEEDS, ({ atLeast: bound }) => bound);
const FIRST = new Int32Array(ACTIONS.length + 1);
for (const [action, { requires }] of ACTIONS.entries()) FIRST[action + 1] = (FIRST[action] as number) + requires.length;

/** Writes 1 into `mask` where an action is possible for these features. [actions] from `offset` on. */
export function writeMask(features: ArrayLike<number>, mask: Uint8Array, offset = 0): void {
  for (let action = 0; action < FIRST.length - 1; action++) {
    let possible = 1;
    for (let need = FIRST[action] as number; need < (FIRST[action + 1] as number); need++) {
      if ((features[NEEDED_FEATURE[need] as number] ?? 0) < (NEEDED_AT_LEAST[need] as number)) possible = 0;
    }
    mask[offset + action] = possible;
  }
}
