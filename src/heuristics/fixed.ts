import type { Policy } from '../policy/policy.js';
import { DECLINE, dmaUpTo, workersUpTo } from './actions.js';

/** One migrator for everything, with as many workers or channels as a batch allows up to the given number. */
export const FIXED: readonly Policy[] = [
  { name: 'decline', decide: () => DECLINE },
  ...[1, 4, 16].map(
    (n): Policy => ({ name: `mtcopy-${n}`, decide: (_, mask) => workersUpTo(n, 'pull', 'temporal', mask) }),
  ),
  ...[1, 4, 8, 16].map((n): Policy => ({ name: `dcbm-${n}`, decide: (_, mask) => dmaUpTo(n, mask) })),
];
