import { getSystemErrorMap } from 'node:util';
import type { SyscallEvent } from './events.js';
import type { KernelRequest } from './requests.js';

/**
 * What did not move, as the recording kernel counts it. Kernels differ: on a full node 6.1 lets the system call fail
 * with ENOMEM where 6.12 splits the THPs, counts them as failed and goes on.
 */
export interface Failures {
  /** Requests with a page or THP that failed. */
  readonly requests: number;
  /** Requests of which nothing moved. */
  readonly movedNothing: number;
  /** Sum of nr_failed: base pages; a THP that was split counts as one (6.12) or not at all (6.1). */
  readonly pages: number;
  /** THPs that failed, those split included. */
  readonly thps: number;
  readonly thpSplits: number;
  /** System calls that returned an error, by its name. */
  readonly syscallErrors: Readonly<Record<string, number>>;
}

function errorName(errno: number): string {
  return getSystemErrorMap().get(errno)?.[0] ?? `errno ${-errno}`;
}

export class FailureCount {
  readonly #syscallErrors: Record<string, number> = {};
  #requests = 0;
  #movedNothing = 0;
  #pages = 0;
  #thps = 0;
  #thpSplits = 0;

  addRequest({ counts }: KernelRequest): void {
    if (counts.pagesFailed + counts.thpsFailed > 0) this.#requests++;
    if (counts.pagesMoved === 0) this.#movedNothing++;
    this.#pages += counts.pagesFailed;
    this.#thps += counts.thpsFailed;
    this.#thpSplits += counts.thpsSplit;
  }

  addSyscall({ result }: SyscallEvent): void {
    if (result >= 0) return;
    const name = errorName(result);
    this.#syscallErrors[name] = (this.#syscallErrors[name] ?? 0) + 1;
  }

  get total(): Failures {
    return {
      requests: this.#requests,
      movedNothing: this.#movedNothing,
      pages: this.#pages,
      thps: this.#thps,
      thpSplits: this.#thpSplits,
      syscallErrors: this.#syscallErrors,
    };
  }
}
