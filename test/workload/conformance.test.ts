import { beforeAll, describe, expect, it } from 'vitest';
import { at, FoliotuneError } from '../../src/core/errors.js';
import { parseWith } from '../../src/core/schema.js';
import { MODES, REASONS } from '../../src/migration/vocabulary.js';
import { loadPlatform } from '../../src/platform/load.js';
import type { Platform } from '../../src/platform/platform.js';
import type { Arrivals } from '../../src/workload/episode.js';
import { WORKLOADS } from '../../src/workload/registry.js';
import type { EpisodeSource } from '../../src/workload/workload.js';
import { episodeHash } from './episode-hash.js';
import { openSample, sampleParameters } from './sample-parameters.js';

const zen3 = loadPlatform('zen3-ptdma');
const KIB64 = { ...zen3.basePage, value: 2 ** 16 };
const largePages: Platform = { ...zen3, basePage: KIB64 };

const SEEDS = [1, 2, 3, 2 ** 40 + 1];

/** Indices at which a list is smaller than before. */
function descents(list: ArrayLike<number>): number[] {
  return Array.from({ length: list.length }, (_, k) => k).filter((k) => k > 0 && at(list, k) < at(list, k - 1));
}

function distinct(list: Int32Array): number[] {
  return [...new Set(list)].sort((a, b) => a - b);
}

/** Requests whose folios no kernel with this base page has. */
function illegalSizes({ folioBytes, folios }: Arrivals, basePage: number): number[] {
  const legal = (bytes: number) =>
    bytes >= basePage && bytes <= 2 ** 30 && Number.isInteger(Math.log2(bytes / basePage));
  return [...folioBytes].flatMap((bytes, r) => (legal(bytes) && at(folios, r) >= 1 ? [] : [r]));
}

/** Requests that are not the next of any earlier one of their caller though they should be. */
function brokenChains({ caller, nextOfCaller, count }: Arrivals): number[] {
  const requests = Array.from({ length: count }, (_, r) => r);
  return requests.filter(
    (r) => at(nextOfCaller, r) !== requests.findIndex((s) => s > r && at(caller, s) === at(caller, r)),
  );
}

describe.each(WORKLOADS.names)('workload %s', (name) => {
  let source: EpisodeSource;
  beforeAll(async () => {
    source = await openSample(name, zen3);
  });

  it('makes the same episode of the same seed, however often it is opened and asked', async () => {
    const again = await openSample(name, zen3);
    const hashes = SEEDS.map((seed) => episodeHash(source(seed)));
    expect([...SEEDS].reverse().map((seed) => episodeHash(again(seed)))).toEqual(hashes.reverse());
  });

  it('makes another episode of another seed', () => {
    expect(new Set(SEEDS.map((seed) => episodeHash(source(seed)))).size).toBe(SEEDS.length);
  });

  it('has its arrivals and its load in the order of time', () => {
    for (const { arrivals, load } of SEEDS.map(source)) {
      expect(arrivals.count).toBeGreaterThan(1);
      expect(at(arrivals.timeNs, 0)).toBeGreaterThanOrEqual(0);
      expect(descents(arrivals.timeNs)).toEqual([]);
      expect(brokenChains(arrivals)).toEqual([]);
      expect(descents(load.timeNs)).toEqual([]);
      expect(load.timeNs.subarray(0, zen3.nodes.length)).toEqual(new Float64Array(zen3.nodes.length));
    }
  });

  it.each([
    ['4 KiB', zen3],
    ['64 KiB', largePages],
  ])('has folios that a kernel with base pages of %s has', async (_, platform) => {
    const episodes = SEEDS.map(await openSample(name, platform));
    for (const { arrivals } of episodes) expect(illegalSizes(arrivals, platform.basePage.value)).toEqual([]);
  });

  it('names only nodes, reasons, modes and callers that there are, and as many callers for each seed', () => {
    const episodes = SEEDS.map(source);
    expect(new Set(episodes.map(({ callers }) => callers)).size).toBe(1);
    for (const { arrivals, load, callers } of episodes) {
      const nodes = distinct(
        Int32Array.from([...arrivals.source, ...arrivals.target, ...arrivals.callerNode, ...load.node]),
      );
      const stays = name === 'compaction';
      expect(nodes).toEqual([0, 1]);
      expect(arrivals.source.every((node, r) => (node === arrivals.target[r]) === stays)).toBe(true);
      const codes: [Int32Array, number][] = [
        [arrivals.reason, REASONS.length],
        [arrivals.mode, MODES.length],
        [arrivals.caller, callers],
      ];
      for (const [list, count] of codes) expect(distinct(list).every((code) => code >= 0 && code < count)).toBe(true);
      const amounts = [arrivals.touchRate, arrivals.delayRate, load.threads, load.localDemand, load.remoteDemand];
      for (const list of amounts) expect(list.every((amount) => Number.isFinite(amount) && amount >= 0)).toBe(true);
      expect(arrivals.mmCpus.every((cpus) => cpus >= 1)).toBe(true);
    }
  });

  it('refuses a misspelt parameter and names the nearest one', () => {
    const { tenants, ...others } = sampleParameters(name);
    const parse = (parameters: object) => () => parseWith(WORKLOADS.get(name).schema, parameters, 'sample');
    expect(parse({ ...others, tenants })).not.toThrow();
    expect(parse({ ...others, tenants, tenats: tenants })).toThrow(FoliotuneError);
    expect(parse({ ...others, tenants, tenats: tenants })).toThrow(
      expect.objectContaining({ code: 'file-invalid', line: expect.stringContaining('did you mean "tenants"') }),
    );
  });
});
