import { pureStoreGain } from '../../migration/store-gain.js';
import type { Platform } from '../../platform/platform.js';
import { measurementFile } from '../published-tables.js';
import { readRows } from '../table.js';

/** One region size of the table of stores: throughput of non-temporal over temporal stores. */
export interface StoreGain {
  readonly regionBytes: number;
  readonly measured: number;
  readonly simulated: number;
}

const TABLE = 'arora-2021-nontemporal-stores';
const TEMPORAL = 'x86-64-stosb';
const NON_TEMPORAL = 'x86-64-movnt';

/** Pairs the table's rows by region and sets the law beside them. */
export function storeGains(platform: Platform): readonly StoreGain[] {
  const rows = readRows(measurementFile(TABLE)).filter(({ row }) => row.metric === 'memset_bandwidth');
  const bandwidth = (config: string, region: string): number =>
    Number(rows.find(({ row }) => row.config === config && row.folio_bytes === region)?.row.value);
  const regions = [...new Set(rows.map(({ row }) => row.folio_bytes))];
  return regions.map((region) => ({
    regionBytes: Number(region),
    measured: bandwidth(NON_TEMPORAL, region) / bandwidth(TEMPORAL, region),
    simulated: pureStoreGain(platform, Number(region)),
  }));
}
