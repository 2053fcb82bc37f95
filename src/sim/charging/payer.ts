import { SYSTEM } from '../../workload/account-plan.js';
import type { Arrivals } from '../../workload/episode.js';
import type { Batch } from '../state/batch.js';
import type { CpuAccounts } from '../state/cpu-accounts.js';
import { runsHelpers } from '../state/threads.js';

/*
 * Charged for a batch, by attribution:
 *
 *            the caller's own time (unmap,       copy workers
 *            remap, serial copy, polling)
 *   system   its account                         nobody: account 0, which has no quota (today's kernel)
 *   caller   its account                         the caller's account
 *   owner    the account of the pages            the account of the pages
 *
 * With `caller` and `owner`, workers have the low priority that the remote-charging series gives them, else nice 0
 * (sharing/share-by-account.ts).
 */

/** The account of a batch's pages. */
export function ownerOf(arrivals: Arrivals, batch: Batch): number {
  return arrivals.owner[batch.request] ?? SYSTEM;
}

/** The account that pays for what a slot's threads do now. */
export function payerOf({ plan, attribution }: CpuAccounts, arrivals: Arrivals, batch: Batch): number {
  if (attribution === 'owner') return ownerOf(arrivals, batch);
  if (attribution === 'system' && runsHelpers(batch)) return SYSTEM;
  return plan.callerAccount[batch.slot] ?? SYSTEM;
}
