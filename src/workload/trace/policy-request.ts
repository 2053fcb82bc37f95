import type { Reason } from '../../migration/vocabulary.js';
import { type FolioGroup, folioGroups } from './folio-groups.js';
import { policyReason } from './kernel-names.js';
import type { KernelRequest } from './requests.js';

/** A kernel request that a policy could have been asked about, in the project's vocabulary. */
export interface PolicyRequest {
  readonly kernel: KernelRequest;
  readonly reason: Reason;
  /** Empty where the request moved nothing. */
  readonly groups: readonly FolioGroup[];
}

/** The request as a policy sees it, or in words why there is none. */
export function policyRequest(kernel: KernelRequest): PolicyRequest | string {
  const reason = policyReason(kernel.reason);
  if (!reason) return `a request for ${kernel.reason}, which no policy decides`;
  const groups = folioGroups(kernel.counts);
  if (!groups) {
    const { thpsMoved, pagesMoved } = kernel.counts;
    return `mm_migrate_pages: ${thpsMoved} THPs of 2 MiB do not fit in ${pagesMoved} pages of 4 KiB`;
  }
  return { kernel, reason, groups };
}
