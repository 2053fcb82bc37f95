import { describe, expect, it } from 'vitest';
import {
  costTable,
  latencyTable,
  scenarioLabel,
  scenarioTable,
  scoreInterval,
  scoreTable,
} from '../../../src/report/comparison/score-table.js';
import { comparison, standing } from './sample-standing.js';

const WIDE = Number.POSITIVE_INFINITY;
const TREE = standing({ name: 'tree' });
const KERNEL = standing({
  name: 'kernel',
  kind: 'kernel',
  score: { iqm: null, low: null, high: null, mean: null, n: 0 },
  worst: null,
  harms: [],
});

describe('the label of a scenario', () => {
  it('leaves out the platform where all are on one, and the version', () => {
    expect(scenarioLabel('zen3/bulk-v2', ['zen3/bulk-v2', 'zen3/churn-v12'])).toBe('bulk');
    expect(scenarioLabel('zen3/bulk-v2', ['zen3/bulk-v2', 'spr/churn-v2'])).toBe('zen3/bulk');
  });

  it('keeps what a variation adds', () => {
    expect(scenarioLabel('zen3/bulk-v2?load=0.5', ['zen3/bulk-v2?load=0.5'])).toBe('bulk?load=0.5');
  });
});

describe('tables of policies', () => {
  it('scores: a dash where there is none', () => {
    const rows = scoreTable([TREE, KERNEL], WIDE).split('\n');
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
      ['policy', 'kind', 'score', '95 % interval', 'mean', 'n', 'worst', 'on scenario', '÷ kernel'],
      ['------', '-------', '-----', '--------------', '-----', '--', '-----', '-----------', '--------'],
      ['tree', 'learned', '0.900', '0.850 to 0.950', '0.800', '10', '0.50', 'churn', '1.25'],
      ['kernel', 'kernel', '-', '-', '-', '0', '-', '-', '-'],
    ]);
  });

  it('costs [core-us/MiB], throughput [GB/s] and latencies in ms and us', () => {
    expect(costTable([TREE], WIDE).split('\n')).toEqual([
      'policy  total  stall  delay   cpu  bandwidth  fairness   GB/s  p99 ms  first folio us',
      '------  -----  -----  -----  ----  ---------  --------  -----  ------  --------------',
      'tree    100.0   40.0   30.0  20.0       10.0       5.0  12.35    2.50             1.5',
    ]);
    expect(latencyTable([TREE], WIDE).split('\n').at(-1)).toBe(
      'tree                1.5             90.0            7.0          64.0',
    );
  });

  it('mean scores by scenario, one column each', () => {
    expect(scenarioTable(comparison([TREE]), WIDE).split('\n')).toEqual([
      'policy  bulk  churn',
      '------  ----  -----',
      'tree    1.00  -',
    ]);
  });

  it('of nobody are their titles', () => {
    expect(scoreTable([], WIDE).split('\n')).toHaveLength(2);
  });
});

it('an interval of a score is a dash without a spread', () => {
  expect(scoreInterval(TREE.score)).toBe('0.850 to 0.950');
  expect(scoreInterval(KERNEL.score)).toBe('-');
});
