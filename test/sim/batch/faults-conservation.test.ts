import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { Simulator } from '../../../src/sim/simulator.js';
import { TERMS } from '../../../src/sim/state/cost-terms.js';
import { STAGE } from '../../../src/sim/state/slots.js';
import type { Episode } from '../../../src/workload/episode.js';
import { byTaste, type RandomEpisode, toEpisode } from '../random-episode.js';
import { type FaultyEpisode, faultyEpisodes } from '../random-faults.js';
import { OFFLOAD, type Outcome, runOn, zen3Machine } from '../sample-run.js';

interface Played {
  readonly faulty: FaultyEpisode;
  readonly episode: Episode;
  readonly sim: Simulator;
  readonly outcome: Outcome;
  /** Times the clock moved on. */
  readonly events: number;
  /** What went through the engines and the CPUs [bytes]. */
  readonly dmaMoved: number;
  readonly cpuMoved: number;
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

/** Channels that are held, counted batch by batch, and those that are free or off line. */
function channelsAccountedFor({ channels, slots }: Simulator): number {
  const held = sum(slots.granted.map((granted) => Math.max(0, granted)));
  return held + channels.free + (channels.total - channels.onLine);
}

function episodeWith({ random, faults }: FaultyEpisode): Episode {
  return { ...toEpisode(random), faults };
}

function play(faulty: FaultyEpisode): Played {
  const episode = episodeWith(faulty);
  const sim = new Simulator(zen3Machine, episode, OFFLOAD);
  const moved = { dma: 0, cpu: 0, events: 0 };
  const advance = sim.advance.bind(sim);
  sim.advance = (dt) => {
    if (channelsAccountedFor(sim) !== sim.channels.total) throw new Error(`channels lost count at ${sim.now}`);
    for (const { slot } of sim.running) {
      moved.cpu += at(sim.flows.rate, 2 * slot) * dt;
      moved.dma += at(sim.flows.rate, 2 * slot + 1) * dt;
    }
    advance(dt);
    if (++moved.events > 50_000) throw new Error('the episode does not end');
  };
  const outcome = runOn(sim, byTaste(faulty.random));
  return { faulty, episode, sim, outcome, events: moved.events, dmaMoved: moved.dma, cpuMoved: moved.cpu };
}

function holds(seed: number, property: (played: Played) => void): void {
  fc.assert(
    fc.property(faultyEpisodes, (faulty) => property(play(faulty))),
    { seed, numRuns: 80 },
  );
}

/** Folios by who made the copy that counts. */
function copiesOf({ sim }: Played): { cpu: number; dma: number; again: number } {
  const { cpuFolios, dmaFolios, recopiedFolios } = sim.settled;
  return { cpu: cpuFolios, dma: dmaFolios, again: recopiedFolios };
}

describe('random episodes whose DMA device fails', () => {
  it('move every folio once and settle every decision once', () => {
    const seen = { dma: 0, again: 0 };
    holds(41, (played) => {
      const { outcome, episode } = played;
      const { arrivals } = episode;
      const copies = copiesOf(played);
      expect(copies.cpu + copies.dma + copies.again).toBe(sum(arrivals.folios));
      expect(outcome.bytes).toBe(sum([...arrivals.folios].map((folios, r) => folios * at(arrivals.folioBytes, r))));
      for (let r = 0; r < arrivals.count; r++) {
        const moved = outcome.decided.filter(({ request }) => request === r).map(({ folios }) => folios);
        expect(sum(moved)).toBe(at(arrivals.folios, r));
      }
      expect(outcome.requests).toBe(arrivals.count);
      expect(outcome.decided.filter(({ credits }) => credits.length !== 1)).toEqual([]);
      seen.dma += copies.dma;
      seen.again += copies.again;
    });
    // Faults did strike, and did not spoil everything.
    expect(seen.dma).toBeGreaterThan(1000);
    expect(seen.again).toBeGreaterThan(1000);
  });

  it('conserve bytes: what is not copied whole is copied again, and no more than that', () => {
    holds(42, (played) => {
      const { episode, outcome, faulty } = played;
      const { folioBytes } = episode.arrivals;
      const copied = played.dmaMoved + played.cpuMoved;
      expect(copied).toBeGreaterThanOrEqual(outcome.bytes * (1 - 1e-9) - outcome.decided.length);
      if (faulty.faults.listErrorRate > 0) return;
      // Each loss spoils at most the shares of its channels that had begun: one folio of each.
      const spoilt = outcome.decided.map(({ request, plan }) => plan.channels * at(folioBytes, request));
      expect(copied).toBeLessThanOrEqual((outcome.bytes + sum(spoilt)) * (1 + 1e-9));
    });
  });

  it('leave nothing behind: no batch, no held channel, no failed folio', () => {
    holds(43, ({ sim }) => {
      expect([...sim.slots.stage]).toEqual(Array.from(sim.slots.stage, () => STAGE.idle));
      expect(sim.channels.free).toBe(sim.channels.onLine);
      expect(sum(sim.slots.failed.map((failed) => Math.max(0, failed)))).toBe(0);
      expect(Math.max(...sim.slots.holding)).toBeLessThan(1e-9);
    });
  });

  it('cost finite terms of no less than nothing', () => {
    holds(44, ({ outcome }) => {
      for (let term = 0; term < TERMS; term++) {
        const credits = outcome.decided.map((decided) => at(at(decided.credits, 0), term));
        const total = at(outcome.total, term);
        for (const credit of credits) expect(credit).toBeGreaterThanOrEqual(-1e-12 * total);
        expect(Math.abs(sum(credits) - total)).toBeLessThanOrEqual(1e-12 * total);
        expect(Number.isFinite(total)).toBe(true);
      }
    });
  });

  it('end within as many events as there are stages, faults and arrivals', () => {
    holds(45, ({ events, outcome, episode, faulty }) => {
      const { arrivals, load } = episode;
      // Unmap, set-up, CPU part, DMA part, notice, second copy, remap; the last nanosecond of each may be one more.
      const stages = outcome.decided.length * 7 * 2;
      expect(events).toBeLessThanOrEqual(stages + arrivals.count + load.count + faulty.faults.count);
    });
  });
});

describe('a clone taken on the way through faults', () => {
  it('ends as the original does, to the last bit', () => {
    const property = fc.property(faultyEpisodes, fc.nat(8), (faulty, decisions) => {
      const episode = episodeWith(faulty);
      const choose = byTaste(faulty.random);
      const undisturbed = runOn(new Simulator(zen3Machine, episode, OFFLOAD), choose);
      const original = new Simulator(zen3Machine, episode, OFFLOAD);
      const begun = runOn(original, choose, decisions);
      const clone = new Simulator(zen3Machine, episode, OFFLOAD);
      const other: RandomEpisode = { ...faulty.random, taste: faulty.random.taste.map((share) => 0.999 - share) };
      runOn(clone, byTaste(other));
      clone.copyFrom(original);
      expect(clone.channels).toEqual(original.channels);
      const inClone = runOn(clone, choose);
      expect(inClone.endNs).toBe(undisturbed.endNs);
      expect(inClone.decided).toEqual(undisturbed.decided.slice(begun.decided.length));
      expect(runOn(original, choose).decided).toEqual(inClone.decided);
    });
    fc.assert(property, { seed: 46, numRuns: 40 });
  });
});
