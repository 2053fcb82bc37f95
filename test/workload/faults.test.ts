import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import { openScenario } from '../../src/env/scenario-registry.js';
import { FAULT_KINDS, type FaultParameters, generateFaults } from '../../src/workload/faults.js';

const PARAMETERS: FaultParameters = {
  channelLossPerSecond: 20,
  repairMs: 50,
  unplugPerSecond: 4,
  replugMs: 50,
  listErrorRate: 0.01,
  noticeUs: 20,
};
const SECOND = 1e9;
const CHANNELS = 16;

const generate = (seed: number, parameters = PARAMETERS, seconds = 100) =>
  generateFaults(parameters, CHANNELS, seconds * SECOND, randomStream(seed, 'faults'));

/** Times at which a kind of fault comes [ns]. */
function timesOf({ timeNs, kind }: ReturnType<typeof generate>, name: (typeof FAULT_KINDS)[number]): number[] {
  return [...timeNs].filter((_, k) => at(kind, k) === FAULT_KINDS.indexOf(name));
}

describe('drawn faults', () => {
  it('are the same from the same seed and others from another', () => {
    expect(generate(1)).toEqual(generate(1));
    expect(generate(1)).not.toEqual(generate(2));
  });

  it('come in the order of time, on channels that there are, each with its end', () => {
    const faults = generate(3);
    expect([...faults.timeNs].sort((a, b) => a - b)).toEqual([...faults.timeNs]);
    expect(new Set(faults.channel)).toEqual(new Set(Array.from({ length: CHANNELS }, (_, channel) => channel)));
    expect(timesOf(faults, 'channel-back')).toHaveLength(timesOf(faults, 'channel-lost').length);
    expect(timesOf(faults, 'device-back')).toHaveLength(timesOf(faults, 'device-unplugged').length);
  });

  it('come at the rates and last as long as asked', () => {
    const faults = generate(4);
    const lost = timesOf(faults, 'channel-lost');
    // 2000 expected: four standard deviations of a Poisson count are 179.
    expect(Math.abs(lost.length - 2000)).toBeLessThan(179);
    const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
    const repair = (sum(timesOf(faults, 'channel-back')) - sum(lost)) / lost.length;
    expect(Math.abs(repair / 50e6 - 1)).toBeLessThan(4 / Math.sqrt(lost.length));
    // Gaps of 250 ms and absences of 50 ms in turn: 333 expected in 100 s, with a standard deviation below √333.
    expect(Math.abs(timesOf(faults, 'device-unplugged').length - 333)).toBeLessThan(4 * Math.sqrt(333));
  });

  it('are none where the rates are 0 or there is no channel to lose', () => {
    const none = { ...PARAMETERS, channelLossPerSecond: 0, unplugPerSecond: 0 };
    expect(generate(5, none).count).toBe(0);
    expect(generateFaults({ ...none, channelLossPerSecond: 9 }, 0, SECOND, randomStream(5, 'faults')).count).toBe(0);
  });
});

describe('the scenarios with faults', () => {
  it.each([
    ['zen3-ptdma/faults-light-v2', 'zen3-ptdma/bulk-light-v2'],
    ['zen3-ptdma/faults-heavy-v2', 'zen3-ptdma/bulk-heavy-v2'],
  ])('%s has the arrivals and the load of %s', async (faulty, sound) => {
    const { faults, ...rest } = (await openScenario(faulty)).episode(9);
    expect(rest).toEqual((await openScenario(sound)).episode(9));
    expect(faults?.count).toBeGreaterThan(0);
  });
});
