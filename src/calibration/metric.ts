/**
 * What a cell measures, in the inner unit:
 *
 *   throughput              bytes moved ÷ time of the call                                      [bytes/ns]
 *   time                    time of the call                                                    [ns]
 *   copy-share              copy ÷ time of the call
 *   cycles-per-page         time of the call × clock ÷ base pages                               [cycles]
 *   copy-cycles-per-page    (set-up + copy) × clock ÷ base pages: folio_copy() with its mapping [cycles]
 *   copy-latency            one synchronous copy by one channel, no page table touched          [ns]
 *   speed-up                throughput ÷ that of today's serial kernel
 */
export type Metric =
  | 'throughput'
  | 'time'
  | 'copy-share'
  | 'cycles-per-page'
  | 'copy-cycles-per-page'
  | 'copy-latency'
  | 'speed-up';

interface MetricWord {
  readonly metric: Metric;
  /** Factor of each unit that may stand beside it to the inner unit. */
  readonly units: Readonly<Record<string, number>>;
  /** Added to the value: an improvement of 60 % is a speed-up of 1.6. */
  readonly offset?: number;
}

const TIMES = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 } as const;
const SHARES = { fraction: 1, '%': 0.01 } as const;

const RATES = { 'GB/s': 1, 'MB/s': 1e-3, 'GiB/s': 2 ** 30 / 1e9, 'MiB/s': 2 ** 20 / 1e9 } as const;

/** Metric names of the published tables, and plain ones for a table of one's own. */
export const METRIC_WORDS: Readonly<Record<string, MetricWord>> = {
  move_pages_throughput: { metric: 'throughput', units: RATES },
  throughput: { metric: 'throughput', units: RATES },
  bandwidth: { metric: 'throughput', units: RATES },
  move_pages_time: { metric: 'time', units: TIMES },
  move_pages_latency: { metric: 'time', units: TIMES },
  latency: { metric: 'time', units: TIMES },
  time: { metric: 'time', units: TIMES },
  folio_copy_share_of_move_pages: { metric: 'copy-share', units: SHARES },
  migrate_pages: { metric: 'cycles-per-page', units: { 'cycles/page': 1 } },
  folio_copy: { metric: 'copy-cycles-per-page', units: { 'cycles/page': 1 } },
  sync_memcpy_latency: { metric: 'copy-latency', units: TIMES },
  move_pages_throughput_improvement_max: { metric: 'speed-up', units: SHARES, offset: 1 },
};

/** Metrics that count cycles: the platform must state its clock. */
export function countsCycles(metric: Metric): boolean {
  return metric === 'cycles-per-page' || metric === 'copy-cycles-per-page';
}
