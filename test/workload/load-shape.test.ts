import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import { loadPlatform } from '../../src/platform/load.js';
import type { TenantLoad } from '../../src/workload/episode.js';
import { throughDay } from '../../src/workload/generators/diurnal.js';
import { dayLevel, type LoadShape } from '../../src/workload/load-shape.js';
import { poisson, type Stream } from '../../src/workload/streams.js';
import { generateTenantLoad } from '../../src/workload/tenant-load.js';
import { tierRequest } from '../../src/workload/tiers.js';

const zen3 = loadPlatform('zen3-ptdma');
const STEPS = { busy: [0.5, 0.5] as [number, number], localGBps: 100, remoteGBps: 20, changeMs: 1 };
const DURATION = 200e6;
/** Hardware threads of a socket: 32 cores with two each. */
const CPUS = 64;

function load(shape?: LoadShape): TenantLoad {
  return generateTenantLoad(zen3, STEPS, DURATION, randomStream(3, 'test/load'), shape);
}

function ofNode(from: TenantLoad, node: number): number[] {
  return Array.from({ length: from.count }, (_, k) => k).filter((k) => from.node[k] === node);
}

describe('a day', () => {
  const day = { periodNs: 100e6, swing: 0.6, phase: 0 };

  it('has the levels of its sinusoid', () => {
    expect([0, 25e6, 50e6, 75e6].map((time) => Number(dayLevel(day, time).toFixed(12)))).toEqual([1, 1.6, 1, 0.4]);
  });

  it('multiplies each step of the tenants by the level at its beginning', () => {
    const shaped = load({ kind: 'sinusoid', day });
    const steady = load();
    expect([...shaped.timeNs]).toEqual([...steady.timeNs]);
    for (let k = 0; k < shaped.count; k++) {
      const level = dayLevel(day, at(shaped.timeNs, k));
      expect(at(shaped.localDemand, k)).toBeCloseTo(50 * level, 9);
      expect(at(shaped.threads, k)).toBe(Math.round(0.5 * CPUS * level));
    }
  });

  it('takes a Poisson stream to its rate: n = 400 half days, at most 3.5 standard errors off', () => {
    const request = { reason: 'damon', caller: 0, folioBytes: 4096, folios: 1, mmCpus: 1 } as const;
    const steady: Stream = {
      caller: 0,
      reason: 'damon',
      gap: poisson(1e6),
      make: (_, timeNs) => [tierRequest(zen3, { ...request, timeNs }, { touchPerMs: 0, delayCores: 0 })],
    };
    const stream = throughDay(steady, day);
    const random = randomStream(9, 'test/day');
    let [light, dark] = [0, 0];
    for (let days = 0; days < 400; days++) {
      for (let time = stream.gap(random); time < day.periodNs; time += stream.gap(random)) {
        const many = stream.make(random, time).length;
        if (time < day.periodNs / 2) light += many;
        else dark += many;
      }
    }
    // The mean of the sinusoid over half a period is 2 ÷ π; counts are Poisson.
    const half = 400 * 50;
    const [day1, night] = [half * (1 + (0.6 * 2) / Math.PI), half * (1 - (0.6 * 2) / Math.PI)];
    expect(Math.abs(light - day1) / Math.sqrt(day1)).toBeLessThan(3.5);
    expect(Math.abs(dark - night) / Math.sqrt(night)).toBeLessThan(3.5);
  });
});

describe('a neighbour', () => {
  const neighbour = { node: 1, gapMs: 5, burstMs: 2, threads: 12, localGBps: 40, remoteGBps: 7 };
  const shaped = load({ kind: 'bursts', neighbour });

  it('leaves the other nodes as they are', () => {
    const steady = load();
    expect(ofNode(shaped, 0).map((k) => at(shaped.timeNs, k))).toEqual(
      ofNode(steady, 0).map((k) => at(steady.timeNs, k)),
    );
    expect(ofNode(shaped, 0).every((k) => shaped.threads[k] === CPUS / 2)).toBe(true);
  });

  it('adds its threads and its traffic, all or nothing, and comes and goes many times', () => {
    const states = ofNode(shaped, 1).map((k) =>
      [shaped.threads[k], shaped.localDemand[k], shaped.remoteDemand[k]].join(),
    );
    expect(new Set(states)).toEqual(new Set([`${CPUS / 2},50,10`, `${CPUS / 2 + 12},90,17`]));
    expect(states.filter((state, k) => k > 0 && state !== states[k - 1]).length).toBeGreaterThan(30);
  });

  it('keeps each burst while the other tenants change step', () => {
    const own = ofNode(shaped, 1);
    const edges = own.filter((k, i) => i > 0 && shaped.threads[k] !== shaped.threads[at(own, i - 1)]);
    expect(own.length).toBeGreaterThan(edges.length + 150);
  });
});
