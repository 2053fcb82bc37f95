import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { closedForm } from '../../../src/migration/closed-form.js';
import { type CopyPlan, SERIAL_COPY } from '../../../src/migration/vocabulary.js';
import { ACTIONS, actionIndex } from '../../../src/policy/action-table.js';
import { besideSiblings, progressAlone, type Siblings } from '../../../src/sim/law/smt.js';
import { Simulator } from '../../../src/sim/simulator.js';
import { COST_TERMS } from '../../../src/sim/state/cost-terms.js';
import { byTaste, randomEpisodes, toEpisode } from '../random-episode.js';
import { episodeOf, OFFLOAD, request, run, runOn, tenants, withoutSiblings, zen3, zen3Machine } from '../sample-run.js';

const ZEN3: Siblings = { cores: 32, threadsPerCore: 2, gain: 0.25, copyLoss: 0.3 };

describe('siblings on cores', () => {
  it('do nothing to threads that have a core each', () => {
    expect(progressAlone(ZEN3, 20)).toBe(20);
    expect(besideSiblings(ZEN3, 20, 8, 4)).toEqual({ tenants: 20, copies: 1, others: 1 });
  });

  it('together do 1 + gain times the work of one, and no more however many are runnable', () => {
    expect(progressAlone(ZEN3, 64)).toBe(40);
    expect(progressAlone(ZEN3, 48)).toBe(36);
    expect(progressAlone(ZEN3, 100)).toBe(40);
    expect(progressAlone({ ...ZEN3, cores: 10, threadsPerCore: 8, gain: 1.4 }, 80)).toBeCloseTo(24, 12);
  });

  it('lose copyLoss to a copy, and (1 − gain) ÷ 2 to a thread that computes, which has (1 + gain) ÷ 2 itself', () => {
    expect(besideSiblings(ZEN3, 32, 1, 0)).toEqual({ tenants: 31.7, copies: 1, others: 0.625 });
    expect(besideSiblings(ZEN3, 32, 0, 1)).toEqual({ tenants: 31.625, copies: 1, others: 0.625 });
    // Two computing siblings: the tenant's and migration's work together is that of a shared core.
    expect(1 - 0.375 + 0.625).toBe(1 + ZEN3.gain);
  });

  it('halve each other where two copies share one core', () => {
    expect(besideSiblings(ZEN3, 0, 64, 0).copies).toBe(0.5);
    expect(besideSiblings(ZEN3, 0, 48, 0).copies).toBeCloseTo(32 / 48, 12);
  });

  it('never make anybody faster than alone', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, share, fc.integer({ min: 2, max: 8 }), (t, c, o, threadsPerCore) => {
        const siblings = { ...ZEN3, threadsPerCore };
        const scale = (32 * threadsPerCore) / Math.max(1, t + c + o);
        const paces = besideSiblings(siblings, t * scale, c * scale, o * scale);
        expect(paces.tenants).toBeGreaterThanOrEqual(0);
        expect(paces.tenants).toBeLessThanOrEqual(progressAlone(siblings, t * scale));
        for (const pace of [paces.copies, paces.others]) {
          expect(pace).toBeGreaterThan(0);
          expect(pace).toBeLessThanOrEqual(1);
        }
      }),
      { seed: 71, numRuns: 500 },
    );
  });
});

describe('a machine with siblings', () => {
  const workers: CopyPlan = at(ACTIONS, actionIndex('mtcopy-4-pull-temporal-spread'));
  const cpuTerm = COST_TERMS.indexOf('cpu');
  const play = (machine: typeof zen3Machine, threads: number, how = workers) =>
    run(machine, episodeOf([request()], [tenants(1, threads)]), { ...OFFLOAD, idleCpu: 0 }, () => how);

  it('counts its hardware threads as CPUs', () => {
    expect([...zen3Machine.cpus]).toEqual([64, 64]);
    expect([...withoutSiblings.cpus]).toEqual([32, 32]);
  });

  it('costs what it costs without them as long as every thread has a core', () => {
    fc.assert(
      fc.property(randomEpisodes, (random) => {
        const load = random.load.map((change) => ({ ...change, threads: 0 }));
        const few = { ...random, load, requests: random.requests.slice(0, 1) };
        const [one, other] = [zen3Machine, withoutSiblings].map((machine) =>
          runOn(new Simulator(machine, toEpisode(few), OFFLOAD), byTaste(random)),
        );
        expect(one).toEqual(other);
      }),
      { seed: 72, numRuns: 40 },
    );
  });

  it('lets copies go on at full speed beside tenants that fill its cores, at a price', () => {
    const idle = play(zen3Machine, 0);
    const full = play(zen3Machine, 32);
    const crowded = play(withoutSiblings, 32);
    // Only unmapping and remapping compute, and take 1 ÷ 0.625 of their time.
    const { unmap, flush, remap } = closedForm(zen3, request(), workers).phasesNs;
    const slower = (unmap + flush + remap + zen3.kernelPath.perCall.value) * (1 / 0.625 - 1);
    expect(Math.abs(at(full.latencyNs, 0) - at(idle.latencyNs, 0) - slower)).toBeLessThan(1e-9 * slower);
    expect(at(crowded.latencyNs, 0)).toBeGreaterThan(1.1 * at(idle.latencyNs, 0));
    expect(at(full.total, cpuTerm)).toBeGreaterThan(0);
    expect(at(full.total, cpuTerm)).toBeLessThan(0.6 * at(crowded.total, cpuTerm));
    // Every ns of a serial copy beside a tenant costs it copyLoss, of the rest of the caller's work (1 − gain) ÷ 2.
    const serial = play(zen3Machine, 32, SERIAL_COPY);
    const perNs = at(serial.total, cpuTerm) / serial.cpuNs;
    expect(perNs).toBeGreaterThan(0.3);
    expect(perNs).toBeLessThan(0.375);
  });
});
