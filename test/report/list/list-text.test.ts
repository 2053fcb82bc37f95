import { describe, expect, it } from 'vitest';
import { kindText } from '../../../src/report/list/list-text.js';

const WIDE = Number.POSITIVE_INFINITY;
const ROWS = [
  { name: 'zen3/bulk-v2', workload: 'bulk', platform: 'zen3' },
  { name: 'zen3/bulk-heavy-v2', workload: 'bulk', platform: 'zen3' },
  { name: 'spr/tiering-v2', workload: 'tiering', platform: 'spr' },
];

describe('a kind', () => {
  it('is a table with a column for each key, and how many there are', () => {
    expect(kindText('engines', [{ name: 'ptdma', channels: 16 }], true, WIDE).split('\n')).toEqual([
      'engines (1)',
      'name   channels',
      '-----  --------',
      'ptdma        16',
    ]);
  });

  it('of nothing says so', () => {
    expect(kindText('runs', [], true, WIDE)).toBe('runs: none');
  });

  it('all scenarios are a line a platform, with the number of scenarios themselves', () => {
    expect(kindText('scenarios', ROWS, true, WIDE).split('\n')).toEqual([
      'scenarios (3)',
      'platform  scenarios  workloads',
      '--------  ---------  ---------',
      'zen3              2  bulk',
      'spr               1  tiering',
      'list scenarios --platform NAME names those of one platform',
    ]);
  });

  it('those of one platform are named', () => {
    expect(kindText('scenarios', ROWS, false, WIDE)).toContain('\nzen3/bulk-heavy-v2  bulk      zen3\n');
  });
});
