import { mean } from './mean.js';
import { pooled } from './score-table.js';
import { type BootstrapOptions, bootstrapInterval, type Interval } from './stratified-bootstrap.js';

/** Mean of one sample with its percentile bootstrap interval: one stratum. */
export function meanInterval(values: readonly number[], options: BootstrapOptions): Interval {
  return bootstrapInterval((table) => mean(pooled(table)), [values], options);
}
