import type { Registered } from '../core/registry.js';
import type { Attribution } from '../migration/vocabulary.js';
import type { CostWeights } from '../sim/state/cost-terms.js';
import type { FaultParameters } from '../workload/faults.js';

/**
 * One decision problem, versioned: a platform, a workload with its parameters, and the price of things. A change of
 * anything that alters an episode is a new version in `name`.
 */
export interface Scenario extends Registered {
  /** `platform/what-it-is-vN`. */
  readonly name: string;
  readonly summary: string;
  readonly platform: string;
  readonly workload: string;
  readonly parameters: unknown;
  readonly weights: CostWeights;
  /** Part of a tenant thread's progress that waits for memory traffic. */
  readonly memoryBound: number;
  /** Faults of the DMA device; none where absent. */
  readonly faults?: FaultParameters;
  /** Whose CPU account pays for the copy, where the workload has accounts; `system` where absent. */
  readonly attribution?: Attribution;
}
