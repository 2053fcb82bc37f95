import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { Lane } from '../../src/env/lane.js';
import { openScenario, SCENARIOS, scenarioNamed } from '../../src/env/scenario-registry.js';
import { KERNEL, policyContender } from '../../src/episodes/contender.js';
import { runEpisode } from '../../src/episodes/run-episode.js';
import { quantitiesOf } from '../../src/platform/quantities.js';
import { actionIndex } from '../../src/policy/action-table.js';
import { featureIndex } from '../../src/policy/feature-table.js';

const BASE = 'zen3-ptdma/bulk-heavy-v2';
const FAULTY = 'zen3-ptdma/faults-light-v2';
const SEED = 7;

describe('a varied scenario', () => {
  it('without changes is the scenario itself', async () => {
    const [plain, varied] = [await openScenario(BASE), await openScenario(`${BASE}?busy=1`)];
    expect(varied.scenario).toEqual({ ...plain.scenario, name: `${BASE}?busy=1` });
    expect(varied.episode(SEED)).toEqual(plain.episode(SEED));
    expect(varied.machine.platform).toEqual(plain.machine.platform);
  });

  it('with rate=2 has the same requests in half the time, under the same tenants', async () => {
    const [plain, varied] = [await openScenario(BASE), await openScenario(`${BASE}?rate=2`)];
    const [a, b] = [plain.episode(SEED), varied.episode(SEED)];
    expect(b.arrivals.timeNs).toEqual(a.arrivals.timeNs.map((t) => t / 2));
    expect({ ...b.arrivals, timeNs: 0 }).toEqual({ ...a.arrivals, timeNs: 0 });
    expect(b.load).toEqual(a.load);
  });

  it('with busy=1.5 has tenants that want half as much again', async () => {
    const [plain, varied] = [await openScenario(BASE), await openScenario(`${BASE}?busy=1.5`)];
    const [a, b] = [plain.episode(SEED), varied.episode(SEED)];
    expect(b.arrivals).toEqual(a.arrivals);
    expect(b.load.threads).toEqual(a.load.threads.map((n) => Math.round(n * 1.5)));
    expect(b.load.localDemand).toEqual(a.load.localDemand.map((n) => n * 1.5));
  });

  it('with touch and delay changes the heat of every request', async () => {
    const [plain, varied] = [await openScenario(BASE), await openScenario(`${BASE}?touch=2&delay=0.5`)];
    const [a, b] = [plain.episode(SEED).arrivals, varied.episode(SEED).arrivals];
    expect(b.touchRate).toEqual(a.touchRate.map((n) => n * 2));
    expect(b.delayRate).toEqual(a.delayRate.map((n) => n * 0.5));
    expect(runEpisode(varied, SEED, KERNEL).terms.stall).toBeGreaterThan(runEpisode(plain, SEED, KERNEL).terms.stall);
  });

  it('changes prices, with a part never above the whole', () => {
    const { memoryBound, weights } = scenarioNamed(`${BASE}?memoryBound=3&idleCpu=2`);
    expect(memoryBound).toBe(1);
    expect(weights.idleCpu).toBe(SCENARIOS.get(BASE).weights.idleCpu * 2);
  });

  it.each([BASE, FAULTY])('with lost-channels=15 leaves one channel from the first decision on (%s)', async (base) => {
    const open = await openScenario(`${base}?lost-channels=15`);
    const lane = new Lane(open, open.episode(SEED));
    // The faulty scenario's own faults have brought one back by then.
    const left = base === FAULTY ? 2 : 1;
    expect(lane.features[featureIndex('dma_channels')]).toBe(left);
    expect(lane.mask[actionIndex('dcbm-4')]).toBe(0);
    // More than there are is all of them: everything is copied by the CPU, and every folio arrives.
    const gone = await openScenario(`${base}?lost-channels=99`);
    const dcbm = policyContender('fixed', { name: 'all', decide: (_, mask) => mask.lastIndexOf(1) });
    expect(runEpisode(gone, SEED, dcbm).mib).toBeCloseTo(runEpisode(open, SEED, KERNEL).mib, 9);
    expect(runEpisode(gone, SEED, dcbm).metrics.dmaNsPerMiB === 0 || base === FAULTY).toBe(true);
  });

  it('multiplies the numbers at a path, and no other', async () => {
    const [plain, varied] = [await openScenario(BASE), await openScenario(`${BASE}?nodes.readBandwidth=0.75`)];
    const [a, b] = [quantitiesOf(plain.machine.platform), quantitiesOf(varied.machine.platform)];
    a.forEach(({ path, quantity }, k) => {
      const factor = /^nodes\.\d\.readBandwidth$/.test(path) ? 0.75 : 1;
      expect(at(b, k).quantity.value, path).toBe(quantity.value * factor);
    });
  });

  it('shaken moves every number but the specified by at most a quarter, the same for the same seed', async () => {
    const numbers = async (name: string) => quantitiesOf((await openScenario(name)).machine.platform);
    const plain = await numbers(BASE);
    const [one, again, two] = await Promise.all(['1', '1', '2'].map((s) => numbers(`${BASE}?shake=${s}`)));
    expect(again).toEqual(one);
    expect(two).not.toEqual(one);
    plain.forEach(({ quantity }, k) => {
      const ratio = (one?.[k]?.quantity.value ?? 0) / quantity.value;
      if (quantity.kind === 'specified') expect(ratio === 1 || quantity.value === 0).toBe(true);
      else if (quantity.value !== 0) expect(Math.abs(ratio - 1)).toBeLessThanOrEqual(0.25 + 1e-12);
    });
    const ratios = plain.map(({ quantity }, k) => (one?.[k]?.quantity.value ?? 0) / quantity.value);
    expect(new Set(ratios.filter((ratio) => ratio !== 1)).size).toBeGreaterThan(20);
  });

  it.each([
    [`${BASE}?bussy=2`, 'unknown variation "bussy" (did you mean "busy"?)'],
    [`${BASE}?busy=-1`, 'busy must be a factor above 0, got "-1"'],
    [`${BASE}?lost-channels=1.5`, 'lost-channels must be a whole number from 0 on, got "1.5"'],
    [`${BASE}?attribution=nobody`, 'attribution must be caller, owner, system, got "nobody"'],
    [`${BASE}?busy=1&busy=2`, 'variation "busy" is there twice'],
    ['zen3-ptdma/bulk-hevy-v2?busy=2', 'unknown scenario "zen3-ptdma/bulk-hevy-v2"'],
  ])('refuses %s', (name, message) => {
    expect(() => scenarioNamed(name)).toThrow(message.replace(/ \(.*/, ''));
  });
});

describe.each(SCENARIOS.names)('scenario %s', (name) => {
  it.each(['rate=1.5&busy=1.5', 'shake=3', 'lost-channels=1', 'attribution=caller'])(
    'runs to its end with %s',
    async (query) => {
      const open = await openScenario(`${name}?${query}`);
      const half = policyContender('fixed', { name: 'half', decide: (_, mask) => mask.lastIndexOf(1) });
      const [a, b] = [runEpisode(open, SEED, half), runEpisode(await openScenario(name), SEED, half)];
      expect(a.mib).toBeCloseTo(b.mib, 6);
      expect(a.cost).toBeGreaterThan(0);
      expect(Number.isFinite(a.cost)).toBe(true);
    },
  );
});
