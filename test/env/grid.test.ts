import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { Lane } from '../../src/env/lane.js';
import { openScenario, SCENARIOS } from '../../src/env/scenario-registry.js';
import { LOADS } from '../../src/env/scenarios/grid/load.js';
import { type GridMachine, MACHINES, type SerialTimes } from '../../src/env/scenarios/grid/machines.js';
import { GRID_SCENARIOS } from '../../src/env/scenarios/grid.js';
import { closedForm } from '../../src/migration/closed-form.js';
import { loadPlatform } from '../../src/platform/load.js';
import { slowNode } from '../../src/workload/tiers.js';
import { KERNEL } from '../migration/plans.js';

const US = 1e3;
const THP = 2 ** 21;
/** About the mean of what the generators draw. */
const MM_CPUS = 16;

/** Serial time of a request of n folios between two nodes [us]. */
function time(platform: string, source: number, target: number, folioBytes: number, folios: number): number {
  const spec = { folioBytes, folios, source, target, mmCpus: MM_CPUS };
  return closedForm(loadPlatform(platform), spec, KERNEL).totalNs / US;
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

interface Ran {
  /** Part of the time with any migration under way. */
  readonly busy: number;
  /** When the last folio was back ÷ when the last request came. */
  readonly stretch: number;
  readonly decisions: number;
}

/** Episodes under today's kernel, the mean of a few seeds. */
async function runKernel(name: string): Promise<Ran> {
  const open = await openScenario(name);
  const runs = SEEDS.map((seed): Ran => {
    const { arrivals } = open.episode(seed);
    const lane = new Lane(open, open.episode(seed), 'mainline');
    while (!lane.done) lane.step(0);
    const { now, settled, decisions } = lane.sim;
    return { busy: settled.busyNs / now, stretch: now / at(arrivals.timeNs, arrivals.count - 1), decisions };
  });
  const mean = (read: (ran: Ran) => number): number => runs.reduce((sum, ran) => sum + read(ran), 0) / runs.length;
  return { busy: mean((r) => r.busy), stretch: mean((r) => r.stretch), decisions: mean((r) => r.decisions) };
}

describe.each(GRID_SCENARIOS.filter(({ faults }) => !faults).map(({ name }) => name))('%s', (name) => {
  it('keeps up under the kernel: what has queued when the last request comes is soon gone', async () => {
    const { busy, stretch, decisions } = await runKernel(name);
    expect(busy).toBeGreaterThan(0.1);
    expect(stretch).toBeLessThan(name.includes('light') ? 1.15 : 1.3);
    expect(decisions).toBeGreaterThanOrEqual(20);
    expect(decisions).toBeLessThanOrEqual(400);
  });

  it('is busier where it is heavy', async () => {
    if (!name.includes('-light-')) return;
    const [light, heavy] = [await runKernel(name), await runKernel(name.replace('-light-', '-heavy-'))];
    expect(heavy.busy).toBeGreaterThan(light.busy);
  });
});
