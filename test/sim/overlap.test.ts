import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { closedForm } from '../../src/migration/closed-form.js';
import type { CopyPlan, MigrationRequest } from '../../src/migration/vocabulary.js';
import type { Platform } from '../../src/platform/platform.js';
import { ACTIONS, actionIndex } from '../../src/policy/action-table.js';
import { createMachine } from '../../src/sim/machine.js';
import type { SimulatorOptions } from '../../src/sim/state/sim-state.js';
import type { LoadChange } from '../../src/workload/episode.js';
import {
  episodeOf,
  MAINLINE,
  OFFLOAD,
  type Outcome,
  request,
  run,
  smtOff,
  tenants,
  withDevice,
  withLink,
  zen3,
} from './sample-run.js';

const plan = (name: string): CopyPlan => at(ACTIONS, actionIndex(name));
const streaming = plan('mtcopy-16-pull-nontemporal-spread');

interface Setting {
  readonly platform?: Platform;
  readonly load?: readonly LoadChange[];
  readonly options?: SimulatorOptions;
}

function play(requests: readonly MigrationRequest[], how: CopyPlan, setting: Setting = {}): Outcome {
  const machine = createMachine(smtOff(setting.platform ?? zen3));
  return run(machine, episodeOf(requests, setting.load), setting.options ?? OFFLOAD, () => how);
}

/** A driver that lets a batch wait for channels; with PTDMA's, the caller copies. */
const WAITING: Setting = { platform: withDevice({ driver: 'sdxi' }) };

function alone(how: CopyPlan, setting: Setting = {}): number {
  return at(play([request()], how, setting).latencyNs, 0);
}

const pair = (second: Partial<MigrationRequest> = {}): MigrationRequest[] => [
  request(),
  request({ caller: 1, ...second }),
];

describe('two copies on one link', () => {
  const narrow = { platform: withLink(20) };
  const bytes = 100 * 2 ** 21;

  it('each take half of it when they start together', () => {
    const { latencyNs } = play(pair(), streaming, narrow);
    const own = alone(streaming, narrow);
    for (const latency of latencyNs) expect(latency - own).toBeCloseTo(bytes / 10 - bytes / 20, 3);
  });

  it('share it only while both are there', () => {
    const lag = 3e6;
    const { latencyNs } = play(pair({ timeNs: lag }), streaming, narrow);
    const own = alone(streaming, narrow);
    // The first has the link to itself for `lag`; the bytes it has left then move at half the rate.
    const shared = bytes - lag * 20;
    expect(at(latencyNs, 0) - own).toBeCloseTo(shared / 20, 3);
    expect(at(latencyNs, 1) - own).toBeCloseTo(shared / 20, 3);
  });

  it('do not meet when they go opposite ways and only write at their target', () => {
    const opposite = pair({ source: 1, target: 0, callerNode: 0 });
    for (const how of [streaming, plan('dcbm-4')]) {
      for (const latency of play(opposite, how, narrow).latencyNs) expect(latency).toBeCloseTo(alone(how, narrow), 3);
    }
  });

  it('do meet going opposite ways when pushing stores read their target first', () => {
    const pushing = plan('mtcopy-16-push-temporal-spread');
    const opposite = pair({ source: 1, target: 0, callerNode: 0 });
    const own = alone(pushing, narrow);
    for (const latency of play(opposite, pushing, narrow).latencyNs) expect(latency).toBeGreaterThan(1.5 * own);
  });
});

describe('two DMA batches', () => {
  it('are slower on channels of one engine', () => {
    const one = plan('dcbm-1');
    const own = alone(one);
    for (const latency of play(pair(), one).latencyNs) expect(latency).toBeGreaterThan(1.5 * own);
  });

  it('are as fast as alone on engines of their own', () => {
    const one = plan('dcbm-1');
    const platform = withDevice({ channelsPerEngine: 1 });
    for (const latency of play(pair(), one, { platform }).latencyNs) {
      expect(latency).toBeCloseTo(alone(one, { platform }), 3);
    }
  });

  it('wait while all channels are held, and are served in the order of waiting', () => {
    // Callers in another order than arrivals, so that a scan by caller would show.
    const callers = [3, 5, 1, 4, 0, 2];
    const requests = callers.map((caller, k) => request({ caller, timeNs: 1000 * k }));
    const { latencyNs, firstFolioNs } = play(requests, plan('dcbm-16'), WAITING);
    const ends = latencyNs.map((latency, k) => latency + 1000 * k);
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
    const copy = closedForm(zen3, { ...request() }, plan('dcbm-16')).phasesNs.copy;
    for (let k = 1; k < ends.length; k++) expect(at(ends, k) - at(ends, k - 1)).toBeGreaterThan(copy);
    for (const first of firstFolioNs) expect(first).toBeGreaterThan(0);
  });

  it('starve nobody under a stream of newcomers that never lets all channels fall free', () => {
    const stream = Array.from({ length: 200 }, (_, k) =>
      request({ caller: 1 + (k % 9), timeNs: 200_000 * k, folios: 16 }),
    );
    const newcomers = [request({ timeNs: 1_000_000, folios: 16 }), ...stream];
    const { latencyNs, requests } = play(newcomers, plan('dcbm-16'), WAITING);
    expect(requests).toBe(201);
    const sorted = [...stream, request({ timeNs: 1_000_000, folios: 16 })].sort((a, b) => a.timeNs - b.timeNs);
    const late = at(
      latencyNs,
      sorted.findIndex(({ caller }) => caller === 0),
    );
    // At most every other caller is before it in the queue, once.
    const own = at(play([request({ folios: 16 })], plan('dcbm-16'), WAITING).latencyNs, 0);
    expect(late).toBeLessThan(11 * own);
  });
});

describe('tenants of the node where workers run', () => {
  const workers = plan('mtcopy-16-pull-temporal-spread');
  const own = play([request()], workers);

  it('slow the copy and lose CPU time to it', () => {
    const few = plan('mtcopy-4-pull-temporal-spread');
    const [alone, busy] = [play([request()], few), play([request()], few, { load: [tenants(1, 64)] })];
    expect(at(busy.latencyNs, 0)).toBeGreaterThan(1.4 * at(alone.latencyNs, 0));
    expect(at(busy.total, 2)).toBeGreaterThan(2 * at(alone.total, 2));
  });

  it('do not make a copy slower than that of fewer workers, for those of a complex use its port for each other', () => {
    const latency = (threads: number): number =>
      at(
        play([request({ folios: 96 })], plan(`mtcopy-${threads}-pull-temporal-spread`), { load: [tenants(1, 40)] })
          .latencyNs,
        0,
      );
    expect(latency(8)).toBeLessThan(latency(4));
    // More workers cost their waking.
    expect(latency(32)).toBeLessThan(1.05 * latency(8));
  });

  it('do neither from the other node', () => {
    const elsewhere = play([request()], workers, { load: [tenants(0, 32)] });
    expect(elsewhere.latencyNs).toEqual(own.latencyNs);
    expect(elsewhere.total).toEqual(own.total);
  });

  it('lose bandwidth to the copy when their traffic is near the limit of the memory', () => {
    const wide = plan('dcbm-16');
    // The caller is on the other node, so that only memory is shared; 32 threads outweigh 16 channels.
    const heavy = play([request({ callerNode: 0 })], wide, { load: [tenants(1, 32, 300)] });
    expect(at(heavy.total, 3)).toBeGreaterThan(0);
    expect(at(heavy.latencyNs, 0)).toBeGreaterThan(alone(wide) + 1e5);
    // No more can be lost than the part of 32 threads that waits for memory, all the time.
    expect(at(heavy.total, 3)).toBeLessThan(32 * OFFLOAD.memoryBound * heavy.endNs);
  });

  it('lose none when there are none, or when memory is enough for all', () => {
    const wide = plan('dcbm-16');
    expect(at(play([request()], wide).total, 3)).toBe(0);
    expect(at(play([request()], wide, { load: [tenants(1, 16, 5)] }).total, 3)).toBe(0);
  });

  it('lose none to a copy that leaves alone what holds them back: they fill the reads, it writes', () => {
    const crowded = play([request({ callerNode: 0 })], plan('dcbm-1'), { load: [tenants(1, 32, 400)] });
    expect(at(crowded.total, 3)).toBe(0);
  });

  it('come and go: only the time they are there counts', () => {
    const later = [{ ...tenants(1, 32), timeNs: at(own.latencyNs, 0) + 1 }];
    expect(play([request()], workers, { load: later }).total).toEqual(own.total);
    const gone = [tenants(1, 32), { ...tenants(1, 0), timeNs: 1 }];
    const brief = play([request()], workers, { load: gone });
    expect(at(brief.latencyNs, 0) / at(own.latencyNs, 0)).toBeCloseTo(1, 5);
  });
});

describe('a declined batch', () => {
  it.each([65_536, 2 ** 21])('keeps folios of %d bytes unmapped for less time in mainline batches', (folioBytes) => {
    const touched = [request({ folioBytes, folios: 512, touchRate: 1e-9, mmCpus: 64 })];
    const decline = plan('decline');
    const mainline = play(touched, decline, { options: MAINLINE });
    const offload = play(touched, decline, { options: OFFLOAD });
    expect(at(mainline.total, 0)).toBeLessThan(0.5 * at(offload.total, 0));
    expect(at(mainline.firstFolioNs, 0)).toBeLessThan(at(offload.firstFolioNs, 0));
  });
});
