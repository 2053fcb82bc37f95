import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { openScenario, SCENARIOS } from '../../src/env/scenario-registry.js';
import { REASONS } from '../../src/migration/vocabulary.js';
import { loadPlatform } from '../../src/platform/load.js';
import type { Platform } from '../../src/platform/platform.js';
import type { Episode } from '../../src/workload/episode.js';
import { slowNode } from '../../src/workload/tiers.js';
import { chosen, openSample } from './sample-parameters.js';

const SEED = 3;
const MIB = 2 ** 20;

/** What is wrong with an episode's requests on a machine, by sentence. */
function faultsOf(platform: Platform, { arrivals }: Episode): string[] {
  const page = platform.basePage.value;
  const cpus = platform.nodes.reduce((sum, { cores }) => sum + cores, 0);
  const cores = (node: number): number => platform.nodes[node]?.cores ?? -1;
  const checks: [string, (r: number) => boolean][] = [
    ['a folio of no order', (r) => Number.isInteger(Math.log2(at(arrivals.folioBytes, r) / page))],
    ['a folio below a base page', (r) => at(arrivals.folioBytes, r) >= page],
    ['a folio above 1 GiB', (r) => at(arrivals.folioBytes, r) <= 2 ** 30],
    ['no folio', (r) => at(arrivals.folios, r) >= 1],
    ['a node that is not there', (r) => cores(at(arrivals.source, r)) >= 0 && cores(at(arrivals.target, r)) >= 0],
    ['a caller where no CPU is', (r) => cores(at(arrivals.callerNode, r)) > 0],
    ['more CPUs than there are', (r) => at(arrivals.mmCpus, r) >= 1 && at(arrivals.mmCpus, r) <= cpus],
    [
      'pages that stay though it is no compaction',
      (r) =>
        at(arrivals.source, r) !== at(arrivals.target, r) || at(arrivals.reason, r) === REASONS.indexOf('compaction'),
    ],
  ];
  return checks.flatMap(([name, holds]) => {
    const bad = chosen({ arrivals } as Episode, (r) => !holds(r));
    return bad.length > 0 ? [`${name}: request ${bad[0]}`] : [];
  });
}

describe.each(SCENARIOS.names)('%s', (name) => {
  it('asks for what its machine has, and gives tenants only to CPUs', async () => {
    const open = await openScenario(name);
    const { platform } = open.machine;
    const episode = open.episode(SEED);
    expect(faultsOf(platform, episode)).toEqual([]);
    const withTenants = [...new Set(episode.load.node)].sort();
    expect(withTenants).toEqual(platform.nodes.flatMap(({ cores }, node) => (cores > 0 ? [node] : [])));
  });
});

describe('the slow node', () => {
  it.each([
    ['spr-dsa', 'cxl'],
    ['icx-2s-pmem', 'pmem0'],
    ['gh200', 'gpu'],
    ['turin-sdxi', 'node1'],
  ])('of %s is %s, and demotion goes there', async (name, node) => {
    const platform = loadPlatform(name);
    expect(at(platform.nodes, slowNode(platform)).name).toBe(node);
    const { arrivals } = (await openSample('demotion', platform))(SEED);
    expect(new Set(arrivals.target)).toEqual(new Set([slowNode(platform)]));
    const back = (await openSample('promotion', platform))(SEED).arrivals;
    expect(new Set(back.source)).toEqual(new Set([slowNode(platform)]));
  });
});

describe('compaction', () => {
  it.each(['zen3-ptdma', 'gh200', 'power8-2s'])('stays on its node on %s', async (name) => {
    const { arrivals } = (await openSample('compaction', loadPlatform(name)))(SEED);
    expect(new Set([...arrivals.source, ...arrivals.target])).toEqual(new Set([0]));
  });
});

describe('bulk with PMD folios', () => {
  it.each([
    ['grace-2s', 512],
    ['power8-2s', 16],
    ['zen3-ptdma', 2],
  ])('on %s holds folios of %d MiB in its share of the calls', async (name, mib) => {
    const platform = loadPlatform(name);
    const parameters = { calls: 4000, thpShare: 0.8, pmdShare: 0.5 };
    const { arrivals } = (await openSample('bulk', platform, parameters))(SEED);
    const many = chosen({ arrivals } as Episode, (r) => at(arrivals.folioBytes, r) === mib * MIB).length;
    // 0.4 of n = 4000 calls, or 0.8 where a PMD is 2 MiB: 3.5 standard errors are 0.028 and 0.023.
    expect(Math.abs(many / 4000 - (mib === 2 ? 0.8 : 0.4))).toBeLessThan(0.028);
  });

  it('leaves the calls of a machine without them as they were', async () => {
    const zen3 = loadPlatform('zen3-ptdma');
    const [plain, none] = [await openSample('bulk', zen3), await openSample('bulk', zen3, { pmdShare: 0 })];
    expect(none(SEED)).toEqual(plain(SEED));
  });
});
