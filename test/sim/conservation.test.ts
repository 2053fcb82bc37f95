import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { closedForm } from '../../src/migration/closed-form.js';
import { type CopyPlan, SERIAL_COPY } from '../../src/migration/vocabulary.js';
import type { Platform } from '../../src/platform/platform.js';
import { stallOf } from '../../src/sim/law/stall.js';
import { createMachine } from '../../src/sim/machine.js';
import { Simulator } from '../../src/sim/simulator.js';
import { EXTERNALITY, TERMS } from '../../src/sim/state/cost-terms.js';
import type { SimulatorOptions } from '../../src/sim/state/sim-state.js';
import { STAGE } from '../../src/sim/state/slots.js';
import type { Arrivals, Episode } from '../../src/workload/episode.js';
import { byTaste, type RandomEpisode, randomEpisodes, toEpisode } from './random-episode.js';
import { type Choice, MAINLINE, OFFLOAD, type Outcome, runOn, withDevice, zen3Machine } from './sample-run.js';

/** Channels that share no engine: any three of them carry what any other three do. */
const ownEngines = withDevice({ channelsPerEngine: 1 });
const ownEnginesMachine = createMachine(ownEngines);

interface Played {
  readonly episode: Episode;
  readonly sim: Simulator;
  readonly outcome: Outcome;
}

function play(random: RandomEpisode, options: SimulatorOptions, prepare?: (sim: Simulator) => void): Played {
  const episode = toEpisode(random);
  const sim = new Simulator(prepare ? ownEnginesMachine : zen3Machine, episode, options);
  prepare?.(sim);
  // Without an offload provider the kernel is never asked: it always copies itself.
  const choose: Choice = options.batching === 'mainline' ? () => SERIAL_COPY : byTaste(random);
  return { episode, sim, outcome: runOn(sim, choose) };
}

/** Σ over requests of folios · f(request). */
function overFolios(arrivals: Arrivals, f: (request: number) => number): number {
  return arrivals.folios.reduce((sum, folios, request) => sum + folios * f(request), 0);
}

describe.each([
  ['offload', OFFLOAD, 11],
  ['mainline', MAINLINE, 12],
] as const)('random episodes with %s batching', (_, options, seed) => {
  const holds = (property: (played: Played) => void) =>
    fc.assert(
      fc.property(randomEpisodes, (random) => property(play(random, options))),
      { seed, numRuns: 60 },
    );

  it('move every folio once and settle every decision once', () => {
    holds(({ episode: { arrivals }, outcome }) => {
      expect(outcome.requests).toBe(arrivals.count);
      expect(outcome.bytes).toBe(overFolios(arrivals, (r) => at(arrivals.folioBytes, r)));
      expect(outcome.decided.reduce((sum, { folios }) => sum + folios, 0)).toBe(overFolios(arrivals, () => 1));
      for (let r = 0; r < arrivals.count; r++) {
        const moved = outcome.decided.filter(({ request }) => request === r);
        expect(moved.reduce((sum, { folios }) => sum + folios, 0)).toBe(at(arrivals.folios, r));
      }
      expect(outcome.decided.filter(({ credits }) => credits.length !== 1)).toEqual([]);
    });
  });

  it('leave nothing behind: no batch, no held channel, no open flow', () => {
    holds(({ sim }) => {
      expect([...sim.slots.stage]).toEqual(Array.from(sim.slots.stage, () => STAGE.idle));
      expect(sim.channels.free).toBe(sim.channels.total);
      expect(sim.channels.grant(0, 1000)).toBe(sim.channels.total);
      expect([...sim.flows.rate.slice(0, sim.tenantPlace)].filter((rate) => rate !== 0)).toEqual([]);
      const rest = Math.max(...sim.slots.holding);
      expect(rest).toBeLessThan(1e-9);
    });
  });

  it('cost finite terms of no less than nothing, which the credits sum to', () => {
    holds(({ outcome }) => {
      for (let term = 0; term < TERMS; term++) {
        const credits = outcome.decided.map((decided) => at(at(decided.credits, 0), term));
        const total = at(outcome.total, term);
        for (const credit of credits) {
          expect(Number.isFinite(credit)).toBe(true);
          // Delay is a difference of two sums of this size.
          expect(credit).toBeGreaterThanOrEqual(-1e-12 * total);
        }
        expect(Math.abs(credits.reduce((sum, credit) => sum + credit, 0) - total)).toBeLessThanOrEqual(1e-12 * total);
      }
      for (const { credits } of outcome.decided) {
        expect(at(at(credits, 0), EXTERNALITY)).toBeGreaterThanOrEqual(0);
        expect(at(at(credits, 0), EXTERNALITY)).toBeLessThan(Number.POSITIVE_INFINITY);
      }
    });
  });

  it('bound delay and stall by the first and the last folio of each request', () => {
    holds(({ episode: { arrivals }, outcome }) => {
      const [stall, delay] = [at(outcome.total, 0), at(outcome.total, 1)];
      const least = overFolios(arrivals, (r) => at(arrivals.delayRate, r) * at(outcome.firstFolioNs, r));
      const most = overFolios(arrivals, (r) => at(arrivals.delayRate, r) * at(outcome.latencyNs, r));
      expect(delay).toBeGreaterThanOrEqual(least * (1 - 1e-9));
      expect(delay).toBeLessThanOrEqual(most * (1 + 1e-9));
      const mostStall = overFolios(arrivals, (r) => {
        const ofFolio = stallOf(at(arrivals.touchRate, r), at(outcome.latencyNs, r));
        return Math.min(ofFolio, (at(arrivals.mmCpus, r) * at(outcome.latencyNs, r)) / at(arrivals.folios, r));
      });
      expect(stall).toBeLessThanOrEqual(mostStall * (1 + 1e-9));
    });
  });
});

/** The platform whose closed form splits a declined batch the way the simulator does with these options. */
function lawPlatform(platform: Platform, { batching }: SimulatorOptions): Platform {
  const { kernelPath } = platform;
  if (batching === 'mainline') return platform;
  return { ...platform, kernelPath: { ...kernelPath, mainlineCap: kernelPath.offloadCap } };
}

/** Plans of requests that were copied in one way only and got all the channels they asked for. */
function asPlanned(random: RandomEpisode, options: SimulatorOptions): Played & { plans: Map<number, CopyPlan> } {
  const spoilt = new Set<number>();
  const played = play(random, options, (sim) => {
    const grant = sim.channels.grant.bind(sim.channels);
    sim.channels.grant = (slot, wanted) => {
      const granted = grant(slot, wanted);
      if (granted < wanted) spoilt.add(at(sim.slots.request, slot));
      return granted;
    };
  });
  const plans = new Map<number, CopyPlan>();
  for (const { request, plan } of played.outcome.decided) {
    if ((plans.get(request) ?? plan) !== plan) spoilt.add(request);
    plans.set(request, plan);
  }
  for (const request of spoilt) plans.delete(request);
  return { ...played, plans };
}

describe.each([
  ['offload', OFFLOAD, 21],
  ['mainline', MAINLINE, 22],
] as const)('contention with %s batching', (_, options, seed) => {
  it('never makes a request faster than the plain law', () => {
    const compared = { cpu: 0, dma: 0 };
    fc.assert(
      fc.property(randomEpisodes, (random) => {
        const { episode, outcome, plans } = asPlanned(random, options);
        const { arrivals } = episode;
        for (const [r, plan] of plans) {
          const spec = {
            folioBytes: at(arrivals.folioBytes, r),
            folios: at(arrivals.folios, r),
            source: at(arrivals.source, r),
            target: at(arrivals.target, r),
            mmCpus: at(arrivals.mmCpus, r),
          };
          const law = closedForm(lawPlatform(ownEngines, options), spec, plan);
          expect(at(outcome.latencyNs, r)).toBeGreaterThanOrEqual(law.totalNs * (1 - 1e-9));
          expect(at(outcome.firstFolioNs, r)).toBeLessThanOrEqual(at(outcome.latencyNs, r));
          compared[plan.channels > 0 ? 'dma' : 'cpu']++;
        }
      }),
      { seed, numRuns: 60 },
    );
    expect(compared.cpu).toBeGreaterThan(100);
    expect(compared.dma).toBeGreaterThan(options.batching === 'offload' ? 60 : -1);
  });
});
