import { describe, expect, it } from 'vitest';
import { storeGains } from '../../src/calibration/fidelity/store-gain.js';
import { checkTarget } from '../../src/calibration/fidelity/target.js';
import { FIDELITY_TARGETS } from '../../src/calibration/fidelity/targets.js';
import { summaryOf } from '../../src/calibration/platform-summary.js';
import { PUBLISHED_TABLES } from '../../src/calibration/published-tables.js';
import { pureStoreGain } from '../../src/migration/store-gain.js';
import { loadPlatform, platformNames } from '../../src/platform/load.js';
import { quantitiesOf } from '../../src/platform/quantities.js';
import { runLine } from '../cli/recorded-context.js';

describe('a target', () => {
  const target = {
    name: 't',
    what: 'w',
    limit: 0.1,
    bound: 'at-most',
    fits: false,
    whyMissed: () => 'because',
  } as const;

  it('is met on its own side of the limit, and says why not on the other', () => {
    expect(checkTarget({ ...target, figure: () => 0.1 })).toEqual({
      name: 't',
      what: 'w',
      limit: 0.1,
      bound: 'at-most',
      figure: 0.1,
      met: true,
    });
    expect(checkTarget({ ...target, figure: () => 0.11 })).toMatchObject({ met: false, why: 'because' });
    expect(checkTarget({ ...target, bound: 'at-least', figure: () => 0.09 }).met).toBe(false);
    expect(checkTarget({ ...target, figure: () => Number.NaN }).met).toBe(false);
  });
});

describe('fidelity', () => {
  it('meets every target that needs no fit', async () => {
    const { exitCode, stdout } = await runLine('fidelity --no-fits --json');
    const { met, targets } = JSON.parse(stdout);
    expect(targets).toHaveLength(FIDELITY_TARGETS.filter(({ fits }) => !fits).length);
    const missed = targets.filter((one: { met: boolean }) => !one.met);
    expect(missed).toEqual([]);
    expect(met).toBe(true);
    expect(exitCode).toBe(0);
  });

  it('prints each target with its figure', async () => {
    const { stdout } = await runLine('fidelity --no-fits');
    expect(stdout).toMatch(/^garg-v3 +mean error +<= 4\.5 % +4\.\d\d % +met$/m);
    expect(stdout).toMatch(/^garg-v1 +cycles a page of the copy alone, worst cell +<= 15\.0 % +\d+\.\d\d % +met$/m);
  });
});

describe('non-temporal stores', () => {
  it('gain the write-allocate read above the cache and lose below it', () => {
    const platform = loadPlatform('icx-2s');
    const cache = platform.cpuCopy.lastLevelCache.value;
    expect(pureStoreGain(platform, cache)).toBe(platform.cpuCopy.nonTemporalPenalty.value);
    expect(pureStoreGain(platform, cache + 1)).toBe(2);
  });

  it('are judged on every region of the table', () => {
    const gains = storeGains(loadPlatform('icx-2s'));
    expect(gains.map(({ regionBytes }) => regionBytes / 2 ** 20)).toEqual([2, 16, 128, 1024, 4096]);
    expect(gains[0]?.measured).toBeCloseTo(12.59 / 14.37, 9);
  });
});

describe('list platforms', () => {
  it.each(platformNames())('counts every number of %s once', (name) => {
    const { measured, specified, fitted, assumed } = summaryOf(name);
    expect(measured + specified + fitted + assumed).toBe(quantitiesOf(loadPlatform(name)).length);
  });

  it('shows the error on the table of each, where there is one', async () => {
    const { platforms } = JSON.parse((await runLine('list platforms --json')).stdout);
    const judged = platforms.filter(({ table }: { table: string }) => table !== '-');
    expect(judged.map(({ table }: { table: string }) => table).sort()).toEqual([...PUBLISHED_TABLES.names].sort());
    expect(platforms).toContainEqual(
      expect.objectContaining({ name: 'zen3-ptdma', table: 'garg-v3', cells: 135, error: '4.4 %' }),
    );
    expect(platforms).toContainEqual(
      expect.objectContaining({ name: 'turin-sdxi', measured: 0, fitted: 0, table: '-', error: '-' }),
    );
  });
});
