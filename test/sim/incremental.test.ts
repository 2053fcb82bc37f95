import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import type { Machine } from '../../src/sim/machine.js';
import { Simulator } from '../../src/sim/simulator.js';
import { STAGE } from '../../src/sim/state/slots.js';
import type { Episode } from '../../src/workload/episode.js';
import { solveFully } from '../reference/full-solver.js';
import { type AccountedEpisode, accountedEpisodes, withAccounts } from './random-accounts.js';
import { byTaste, type RandomEpisode, toEpisode } from './random-episode.js';
import { type FaultyEpisode, faultyEpisodes } from './random-faults.js';
import { crowded, crowdedPmem, ordinary, pmem, withDemand } from './random-load.js';
import { OFFLOAD, runOn, withoutSiblings, zen3Machine } from './sample-run.js';

/*
 * The simulator solves again only what an event touches. Here a solver that solves all from scratch looks at the same
 * state after every event; both agree to 1e-9 of paces, rates and times to the next end.
 */
const TOLERANCE = 1e-9;
/** What the clock cannot tell from now, and what sums and differences of rates leave of nothing: parts of the whole. */
const ROUNDING = 1e-13;

/** Episodes of each kind; ten times as many where everything is tested (test/long/fast-check.ts). */
const RUNS = 12;

/** How many states were compared, and in how many of them something was full, or a running slot was left alone. */
const seen = { states: 0, full: 0, untouched: 0 };

function differs(got: number, wanted: number, least: number): boolean {
  // Infinite ends are equal, and their difference is no number.
  return got !== wanted && !(Math.abs(got - wanted) <= TOLERANCE * Math.abs(wanted) + least);
}

/** What the simulator holds otherwise than a full solver finds. */
function differences(sim: Simulator): string[] {
  const full = solveFully(sim);
  const { cpu, flows, used, machine, timetable, now, batches } = sim;
  const wrong: string[] = [];
  const compare = (what: string, got: number, wanted: number, least = 0): void => {
    if (differs(got, wanted, least)) wrong.push(`${what} is ${got}, solved from scratch ${wanted}, at ${now} ns`);
  };
  for (const { slot, stage } of batches) {
    if (stage === STAGE.idle) continue;
    compare(`number of threads of slot ${slot}`, at(cpu.threads, slot), at(full.threads, slot));
    if (at(full.threads, slot) > 0) compare(`pace of slot ${slot}`, at(cpu.pace, slot), at(full.pace, slot));
    compare(`end of slot ${slot} from now`, timetable.endOf(slot) - now, at(full.ends, slot) - now, ROUNDING * now);
  }
  full.rate.forEach((rate, place) => {
    compare(`rate of flow ${place}`, at(flows.rate, place), rate);
  });
  full.used.forEach((sum, r) => {
    compare(`use of ${machine.resources.names[r]}`, at(used, r), sum, ROUNDING * at(machine.resources.capacity, r));
  });
  compare('next end from now', timetable.earliest - now, Math.min(...full.ends) - now, ROUNDING * now);
  return wrong;
}

function count({ machine, used, running, now }: Simulator): void {
  seen.states++;
  if (machine.resources.capacity.some((most, r) => at(used, r) >= most * (1 - TOLERANCE))) seen.full++;
  if (running.some(({ since }) => since < now)) seen.untouched++;
}

/** Plays an episode to its end; says where the solvers differ first. */
function firstDifferences(machine: Machine, episode: Episode, random: RandomEpisode): string[] {
  const sim = new Simulator(machine, episode, { ...OFFLOAD, attribution: 'owner' });
  const solve = sim.solve.bind(sim);
  let wrong: string[] = [];
  sim.solve = () => {
    solve();
    count(sim);
    if (wrong.length === 0) wrong = differences(sim);
  };
  runOn(sim, byTaste(random));
  return wrong;
}

function agree<T>(episodes: fc.Arbitrary<T>, play: (one: T) => string[], seed: number, numRuns = RUNS): void {
  fc.assert(
    fc.property(episodes, (one) => {
      expect(play(one)).toEqual([]);
    }),
    { seed, numRuns },
  );
}

describe('incremental and full solver agree at every event', () => {
  it('with siblings', () => {
    agree(ordinary, (random) => firstDifferences(zen3Machine, toEpisode(random), random), 81);
  });

  it('without siblings', () => {
    agree(ordinary, (random) => firstDifferences(withoutSiblings, toEpisode(random), random), 82);
  });

  it('with faults of the DMA device', () => {
    const play = ({ random, faults }: FaultyEpisode) => {
      const calm = withDemand(random, 1);
      return firstDifferences(zen3Machine, { ...toEpisode(calm), faults }, calm);
    };
    agree(faultyEpisodes, play, 83);
  });

  it('where tenants ask for more memory than there is', () => {
    agree(crowded, (random) => firstDifferences(withoutSiblings, toEpisode(random), random), 84, 2 * RUNS);
  });

  it('on a machine of several kinds of memory', () => {
    agree(crowdedPmem, (random) => firstDifferences(pmem, toEpisode(random), random), 85, 2 * RUNS);
  });

  it('with CPU accounts', () => {
    const play = (one: AccountedEpisode) => {
      const random = withDemand(one.random, 1);
      return firstDifferences(zen3Machine, withAccounts({ ...one, random }), random);
    };
    agree(accountedEpisodes, play, 86);
  });

  afterAll(() => {
    // Otherwise the comparison would say little.
    expect(seen.states).toBeGreaterThan(4000);
    expect(seen.full).toBeGreaterThan(500);
    expect(seen.untouched).toBeGreaterThan(1000);
  });
});
