import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { closedForm } from '../../../src/migration/closed-form.js';
import type { CopyPlan, MigrationRequest } from '../../../src/migration/vocabulary.js';
import type { Platform } from '../../../src/platform/platform.js';
import { ACTIONS, actionIndex, writeMask } from '../../../src/policy/action-table.js';
import { FEATURES, featureIndex } from '../../../src/policy/feature-table.js';
import { createMachine } from '../../../src/sim/machine.js';
import { observe } from '../../../src/sim/observation.js';
import { Simulator } from '../../../src/sim/simulator.js';
import type { LoadChange } from '../../../src/workload/episode.js';
import { type Fault, type Faults, faultsOf } from '../../../src/workload/faults.js';
import { episodeOf, OFFLOAD, type Outcome, request, runOn, tenants, withDevice } from '../sample-run.js';

/** Every channel has its engine and no copy is warmed up: the other channels go on as if nothing had happened. */
function evenPlatform(): Platform {
  const platform = withDevice({ channelsPerEngine: 1 });
  return { ...platform, warmUp: { ...platform.warmUp, depth: { ...platform.warmUp.depth, value: 0 } } };
}

const platform = evenPlatform();
const machine = createMachine(platform);
const plan = (name: string): CopyPlan => at(ACTIONS, actionIndex(name));
const law = (one: MigrationRequest, name: string) => closedForm(platform, one, plan(name));
const NO_ERRORS = { noticeNs: 0, listErrorRate: 0, seed: 1 };

/** 100 THPs by 4 channels: 25 to each. */
const moved = request({ folios: 100 });
const { call, unmap, flush, setup, copy, remap } = law(moved, 'dcbm-4').phasesNs;
const copyBegins = call + unmap + flush + setup;
const serialCopy = (folios: number): number => law({ ...moved, folios }, 'decline').phasesNs.copy;

interface Copies {
  readonly cpu: number;
  readonly dma: number;
  readonly again: number;
}

function play(
  requests: readonly MigrationRequest[],
  name: string,
  faults: Faults,
  load: readonly LoadChange[] = [],
): Outcome & { readonly copies: Copies } {
  const sim = new Simulator(machine, { ...episodeOf(requests, load), faults }, OFFLOAD);
  const outcome = runOn(sim, () => plan(name));
  const { cpuFolios, dmaFolios, recopiedFolios } = sim.settled;
  return { ...outcome, copies: { cpu: cpuFolios, dma: dmaFolios, again: recopiedFolios } };
}

function faultsAt(timeNs: number, kind: Fault['kind'], facts: Partial<Faults> = {}): Faults {
  return faultsOf([{ timeNs, kind, channel: 0 }], { ...NO_ERRORS, ...facts });
}

function expectClose(value: number, expected: number): void {
  expect(Math.abs(value / expected - 1)).toBeLessThan(1e-9);
}

describe('a channel lost in mid-flight', () => {
  const half = copyBegins + copy / 2;

  it('keeps the folios it had finished whole; the caller copies its others when the batch is else done', () => {
    const { copies, latencyNs } = play([moved], 'dcbm-4', faultsAt(half, 'channel-lost'));
    // 12.5 of 25 were through.
    expect(copies).toEqual({ cpu: 0, dma: 87, again: 13 });
    expectClose(at(latencyNs, 0), copyBegins + copy + serialCopy(13) + remap);
  });

  it('is known of only after the notice: a late one holds the batch up', () => {
    const late = play([moved], 'dcbm-4', faultsAt(half, 'channel-lost', { noticeNs: 3 * copy }));
    expectClose(at(late.latencyNs, 0), half + 3 * copy + serialCopy(13) + remap);
    const early = play([moved], 'dcbm-4', faultsAt(half, 'channel-lost', { noticeNs: copy / 4 }));
    expectClose(at(early.latencyNs, 0), copyBegins + copy + serialCopy(13) + remap);
  });

  it('has copied nothing yet during set-up', () => {
    const { copies } = play([moved], 'dcbm-4', faultsAt(copyBegins - setup / 2, 'channel-lost'));
    expect(copies).toEqual({ cpu: 0, dma: 75, again: 25 });
  });

  it('changes nothing where no batch holds it, but that one channel fewer is given', () => {
    const sixteen = play([moved], 'dcbm-16', faultsAt(0, 'channel-lost'));
    expect(sixteen.copies).toEqual({ cpu: 0, dma: 100, again: 0 });
    const whole = play([moved], 'dcbm-16', faultsOf([], NO_ERRORS));
    expectClose(sixteen.dmaNs / (sixteen.endNs - call - unmap - flush - remap), 15);
    expectClose(whole.dmaNs / (whole.endNs - call - unmap - flush - remap), 16);
  });
});

describe('a device unplugged', () => {
  it('leaves the whole rest of a batch to the caller', () => {
    const gone = copyBegins + 0.9 * copy;
    const { copies, latencyNs } = play([moved], 'dcbm-4', faultsAt(gone, 'device-unplugged', { noticeNs: 5000 }));
    // 22.5 of 25 on each of four.
    expect(copies).toEqual({ cpu: 0, dma: 88, again: 12 });
    expectClose(at(latencyNs, 0), gone + 5000 + serialCopy(12) + remap);
  });

  it('lets a batch that waits for its channels be copied serially at once', () => {
    const both = [request({ caller: 0 }), request({ caller: 1 })];
    const gone = copyBegins + 0.01 * copy;
    const { copies, latencyNs } = play(both, 'dcbm-16', faultsAt(gone, 'device-unplugged', { noticeNs: 1e9 }));
    expect(copies).toEqual({ cpu: 100, dma: 0, again: 100 });
    expect(at(latencyNs, 1)).toBeLessThan(1e9);
    expect(at(latencyNs, 0)).toBeGreaterThan(1e9);
  });

  it('is not copied by, even if a plan that was made before asks for it', () => {
    const { copies, dmaNs } = play([moved], 'dcbm-4', faultsAt(0, 'device-unplugged'));
    expect(copies).toEqual({ cpu: 100, dma: 0, again: 0 });
    expect(dmaNs).toBe(0);
  });

  it('leaves the CPU part of a hybrid copy as it was', () => {
    const { copies } = play([moved], 'hybrid-50', faultsAt(copyBegins, 'device-unplugged'));
    expect(copies).toEqual({ cpu: 50, dma: 0, again: 50 });
  });
});

describe('what the policy sees', () => {
  const seen = (faults: readonly Fault[], timeNs: number): { onLine: number; free: number; dcbm: string[] } => {
    const sim = new Simulator(
      machine,
      { ...episodeOf([request({ timeNs })]), faults: faultsOf(faults, NO_ERRORS) },
      OFFLOAD,
    );
    const features = new Int32Array(FEATURES.length);
    const mask = new Uint8Array(ACTIONS.length);
    observe(sim, sim.nextDecision(), features);
    writeMask(features, mask);
    const dcbm = ACTIONS.filter(({ migrator }, action) => migrator === 'dcbm' && mask[action] === 1);
    return {
      onLine: at(features, featureIndex('dma_channels')),
      free: at(features, featureIndex('dma_free')),
      dcbm: dcbm.map(({ name }) => name),
    };
  };
  const upTo8 = ['dcbm-1', 'dcbm-2', 'dcbm-4', 'dcbm-8'];
  const lost: Fault = { timeNs: 10, kind: 'channel-lost', channel: 3 };
  const back: Fault = { timeNs: 30, kind: 'channel-back', channel: 3 };
  const unplugged: Fault = { timeNs: 20, kind: 'device-unplugged', channel: 0 };
  const plugged: Fault = { timeNs: 40, kind: 'device-back', channel: 0 };

  it('are the channels on line, and no action that needs more', () => {
    expect(seen([lost], 50)).toEqual({ onLine: 15, free: 15, dcbm: upTo8 });
    expect(seen([lost, lost], 50)).toEqual({ onLine: 15, free: 15, dcbm: upTo8 });
    expect(seen([lost, back], 50)).toEqual({ onLine: 16, free: 16, dcbm: [...upTo8, 'dcbm-16'] });
    expect(seen([unplugged], 50)).toEqual({ onLine: 0, free: 0, dcbm: [] });
  });

  it('are no channels while the device is unplugged, and all when it is back', () => {
    expect(seen([lost, unplugged, back], 50).onLine).toBe(0);
    expect(seen([lost, unplugged, plugged], 50)).toEqual({ onLine: 16, free: 16, dcbm: [...upTo8, 'dcbm-16'] });
    expect(seen([unplugged, { ...lost, timeNs: 25 }, plugged], 50).onLine).toBe(16);
  });
});

describe('an error in a descriptor list', () => {
  const errors = (listErrorRate: number, seed = 1): Faults => faultsOf([], { ...NO_ERRORS, listErrorRate, seed });

  it('lets the caller copy the list again: all of them, none of them', () => {
    const all = play([moved], 'dcbm-4', errors(1));
    expect(all.copies).toEqual({ cpu: 0, dma: 0, again: 100 });
    expectClose(at(all.latencyNs, 0), copyBegins + copy + serialCopy(100) + remap);
    expect(play([moved], 'dcbm-4', errors(0)).copies).toEqual({ cpu: 0, dma: 100, again: 0 });
  });

  it('costs whole lists, as many as their rate says', () => {
    const requests = Array.from({ length: 400 }, (_, caller) => request({ caller: 0, timeNs: caller }));
    const { copies } = play(requests, 'dcbm-4', errors(0.1));
    expect(copies.again % 25).toBe(0);
    // 1600 lists: three standard deviations of a binomial proportion are 0.0225.
    expect(Math.abs(copies.again / 40_000 - 0.1)).toBeLessThan(0.0225);
  });

  it('strikes the same lists whatever else runs and however long it takes', () => {
    const requests = [0, 1, 2].map((caller) => request({ caller, timeNs: caller * 1000 }));
    const quiet = play(requests, 'dcbm-4', errors(0.4, 7)).copies;
    expect(play(requests, 'dcbm-4', errors(0.4, 7), [tenants(1, 60, 100, 40)]).copies).toEqual(quiet);
    expect(quiet.again).toBeGreaterThan(0);
    const others = Array.from({ length: 8 }, (_, seed) => play(requests, 'dcbm-4', errors(0.4, seed)).copies.again);
    expect(new Set(others).size).toBeGreaterThan(2);
  });
});
