import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { openScenario, SCENARIOS } from '../../src/env/scenario-registry.js';
import { LOADS } from '../../src/env/scenarios/grid/load.js';
import { type GridMachine, MACHINES, type SerialTimes } from '../../src/env/scenarios/grid/machines.js';
import { GRID_SCENARIOS } from '../../src/env/scenarios/grid.js';
import { type Contender, DEFAULT_BASE, KERNEL, references } from '../../src/episodes/contender.js';
import { runEpisode } from '../../src/episodes/run-episode.js';
import { LEAST_GAIN } from '../../src/evaluation/gain-to-win.js';
import { closedForm } from '../../src/migration/closed-form.js';
import { loadPlatform } from '../../src/platform/load.js';
import { slowNode } from '../../src/workload/tiers.js';
import { KERNEL as SERIAL } from '../migration/plans.js';
import { keepsUp } from './keeps-up.js';

const US = 1e3;
const THP = 2 ** 21;
/** About the mean of what the generators draw. */
const MM_CPUS = 16;

/** Serial time of a request of n folios between two nodes [us]. */
function time(platform: string, source: number, target: number, folioBytes: number, folios: number): number {
  const spec = { folioBytes, folios, source, target, mmCpus: MM_CPUS };
  return closedForm(loadPlatform(platform), spec, SERIAL).totalNs / US;
}

/** One more folio of a long call [us]. */
function slope(platform: string, source: number, target: number, folioBytes: number): number {
  const long = time(platform, source, target, folioBytes, 1024);
  return (long - time(platform, source, target, folioBytes, 512)) / 512;
}

function within10Percent(written: number, computed: number): void {
  expect(Math.abs(written / computed - 1)).toBeLessThan(0.1);
}

describe.each(Object.values(MACHINES))('the figures of $platform in the grid', (machine: GridMachine) => {
  const platform = loadPlatform(machine.platform);
  const page = platform.basePage.value;

  it('are those of its platform file, rounded', () => {
    expect(machine.basePageKiB * 1024).toBe(page);
    expect(machine.cores).toBe(at(platform.nodes, 0).cores);
    expect(machine.memoryGBps).toBe(at(platform.nodes, 0).readBandwidth.value);
    expect(machine.linkGBps).toBe(at(platform.links, 0).forward.value);
    const siblings = at(platform.nodes, 0).threadsPerCore > 1 ? platform.smt : undefined;
    expect(machine.besideSibling ?? 1).toBe(siblings ? 2 / (1 + siblings.gain.value) : 1);
    expect(machine.pmd !== undefined).toBe(platform.pmdSize.value !== THP);
    within10Percent(machine.callUs, time(machine.platform, 0, 1, page, 1) - slope(machine.platform, 0, 1, page));
  });

  it('say what the serial copy takes, within 10 %', () => {
    const ways: [SerialTimes, number][] = [
      [machine.within, 0],
      [machine.next, 1],
      [machine.slow, slowNode(platform)],
    ];
    for (const [times, target] of ways) {
      within10Percent(times.page, slope(machine.platform, 0, target, page));
      within10Percent(times.thp, slope(machine.platform, 0, target, THP));
    }
    if (!machine.pmd) return;
    expect(machine.pmd.mib * 2 ** 20).toBe(platform.pmdSize.value);
    within10Percent(machine.pmd.us, slope(machine.platform, 0, 1, platform.pmdSize.value));
  });
});

describe('the suite of scenarios', () => {
  it('has 6 platforms and more with 4 workloads and more, light and heavy, with and without faults', () => {
    const fresh = GRID_SCENARIOS.filter(({ platform }) => platform !== 'zen3-ptdma');
    const platforms = [...new Set(fresh.map(({ platform }) => platform))];
    expect(platforms.length).toBeGreaterThanOrEqual(6);
    for (const platform of platforms) {
      const own = fresh.filter((scenario) => scenario.platform === platform);
      expect(new Set(own.map(({ workload }) => workload)).size, platform).toBeGreaterThanOrEqual(4);
      for (const { name } of own.filter(({ faults }) => !faults)) {
        expect(LOADS.map((load) => SCENARIOS.has(name.replace(/light|heavy/, load.name)))).toEqual([true, true]);
      }
      const hasDevice = loadPlatform(platform).dma.length > 0;
      expect(
        own.some(({ faults }) => faults !== undefined),
        platform,
      ).toBe(hasDevice);
    }
    expect(SCENARIOS.all.length).toBeGreaterThanOrEqual(32);
  });

  it('says what comes in one sentence with figures, another for each', () => {
    const summaries = GRID_SCENARIOS.map(({ summary }) => summary);
    expect(new Set(summaries).size).toBe(summaries.length);
    for (const summary of summaries) expect(summary).toMatch(/\d/);
  });
});

const SEEDS = [7, 8, 9];

const LIGHT_AND_HEAVY = GRID_SCENARIOS.filter(({ name }) => name.includes('-light-')).map(({ name }) => name);

describe.each(LIGHT_AND_HEAVY)('%s and its heavy twin', (name) => {
  it('keep up under the kernel, the heavy one busier: what has queued at the last request is soon gone', async () => {
    const [light, heavy] = [await keepsUp(name, SEEDS), await keepsUp(name.replace('-light-', '-heavy-'), SEEDS)];
    expect(light.busy).toBeGreaterThan(0.1);
    expect(heavy.busy).toBeGreaterThan(1.3 * light.busy);
    expect(light.stretch).toBeLessThan(1.15);
    expect(heavy.stretch).toBeLessThan(1.3);
    for (const { decisions } of [light, heavy]) {
      expect(decisions).toBeGreaterThan(50);
      expect(decisions).toBeLessThan(400);
    }
  });
});

describe('the greedy reference', () => {
  const greedy = at([...references(DEFAULT_BASE)], 0);

  it.each([
    'xeon-2s-ioat/bulk-light-v1',
    'spr-dsa/demotion-light-v1',
    'grace-2s/bulk-light-v1',
    'gh200/gpu-light-v1',
    'turin-sdxi/hot-unplug-light-v1',
    'icx-2s-pmem/hot-unplug-light-v1',
    'power8-2s/promotion-light-v1',
  ])('has something to gain on %s', async (name) => {
    const open = await openScenario(name);
    const cost = (contender: Contender): number => runEpisode(open, 7, contender).cost;
    expect(1 - cost(greedy) / cost(KERNEL)).toBeGreaterThan(LEAST_GAIN);
  });
});
