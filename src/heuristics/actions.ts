import type { Placement, Side, Stores } from '../migration/vocabulary.js';
import { ACTIONS, actionIndex } from '../policy/action-table.js';

export const DECLINE = actionIndex('decline');

const CHANNELS = [1, 2, 4, 8, 16] as const;
const DCBM = CHANNELS.map((channels) => actionIndex(`dcbm-${channels}`));
const WORKERS = [1, 2, 4, 8, 16, 32] as const;
const MTCOPY = new Map(
  ACTIONS.filter(({ migrator }) => migrator === 'mtcopy').map((action) => [action.name, actionIndex(action.name)]),
);

/** The dcbm action with the most channels that is possible and uses at most `channels`; declines where none is. */
export function dmaUpTo(channels: number, mask: Uint8Array): number {
  for (let k = CHANNELS.length - 1; k >= 0; k--) {
    const action = DCBM[k] ?? DECLINE;
    if ((CHANNELS[k] ?? 0) <= channels && mask[action] === 1) return action;
  }
  return DECLINE;
}

/** The mtcopy action with the most workers that is possible and uses at most `workers`; declines where none is. */
export function workersUpTo(
  workers: number,
  side: Side,
  stores: Stores,
  mask: Uint8Array,
  placement: Placement = 'spread',
): number {
  for (let k = WORKERS.length - 1; k >= 0; k--) {
    const count = WORKERS[k] ?? 0;
    if (count > workers) continue;
    const name = `mtcopy-${count}-${side}-${stores}-${count === 1 ? 'spread' : placement}`;
    const action = MTCOPY.get(name) ?? DECLINE;
    if (mask[action] === 1) return action;
  }
  return DECLINE;
}
