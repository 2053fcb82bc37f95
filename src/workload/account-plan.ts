import { z } from 'zod';
import { FoliotuneError } from '../core/errors.js';

/*
 * CPU accounts: the cgroups that tenants, owners of pages and callers belong to. The number of an account is the
 * `owner` of its pages' requests. Account 0, `system`, is the root cgroup: it has no quota, and to it belong kernel
 * threads (kswapd) and whatever part of the tenants no container claims.
 */
export const containerSchema = z.strictObject({
  name: z.string().min(1),
  /** CPUs' worth of time that it may use (cpu.max ÷ period); no limit where absent. */
  quotaCpus: z.number().positive().optional(),
  /** cpu.weight. */
  weight: z.number().min(1).max(10_000),
  /** Part of the tenants' threads, and of their traffic, on every node. */
  part: z.number().min(0).max(1),
});
export type Container = z.infer<typeof containerSchema>;

export interface AccountParameters {
  readonly containers: readonly Container[];
  /** Period of the quotas; the kernel's default is 100 ms. */
  readonly periodMs: number;
}

/** Struct of arrays; entry a is account a. */
export interface AccountPlan {
  readonly count: number;
  readonly names: readonly string[];
  /** cpu.weight. */
  readonly weight: Float64Array;
  /** CPU time a period [ns]; infinite without quota. */
  readonly quotaNs: Float64Array;
  readonly periodNs: number;
  /** Part of every node's tenant threads; sums to 1. */
  readonly part: Float64Array;
  /** The account that each caller runs in. [callers] */
  readonly callerAccount: Int32Array;
}

/** The root cgroup. */
export const SYSTEM = 0;
/** cpu.weight where nobody set one; that of a thread of nice 0. */
export const DEFAULT_WEIGHT = 100;

const MS = 1e6;

/** @throws FoliotuneError `usage` where the containers claim more than all tenants. */
export function accountPlan(
  { containers, periodMs }: AccountParameters,
  callerAccount: readonly number[],
): AccountPlan {
  const claimed = containers.reduce((sum, { part }) => sum + part, 0);
  if (claimed > 1 + 1e-9)
    throw new FoliotuneError('usage', `parts of the containers must sum to 1 at most, got ${claimed}`);
  const periodNs = periodMs * MS;
  return {
    count: containers.length + 1,
    names: ['system', ...containers.map(({ name }) => name)],
    weight: Float64Array.from([DEFAULT_WEIGHT, ...containers.map(({ weight }) => weight)]),
    quotaNs: Float64Array.from([
      Number.POSITIVE_INFINITY,
      ...containers.map(({ quotaCpus }) => (quotaCpus ?? Number.POSITIVE_INFINITY) * periodNs),
    ]),
    periodNs,
    part: Float64Array.from([Math.max(0, 1 - claimed), ...containers.map(({ part }) => part)]),
    callerAccount: Int32Array.from(callerAccount),
  };
}
