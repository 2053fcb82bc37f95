import { bench, describe } from 'vitest';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import type { MigrationRequest } from '../../src/migration/vocabulary.js';
import { loadPlatform } from '../../src/platform/load.js';
import { ACTIONS, actionIndex } from '../../src/policy/action-table.js';
import { createMachine } from '../../src/sim/machine.js';
import { Simulator } from '../../src/sim/simulator.js';
import { arrivalsOf, type Episode, type LoadChange, tenantLoadOf } from '../../src/workload/episode.js';

const CALLERS = 8;
const REQUESTS = 500;
const LOAD_CHANGES = 60;
const machine = createMachine(loadPlatform('zen3-ptdma'));

/** Demotions in big lists and promotions in small ones, some ten times as many of the latter. */
function tieringRequest(random: ReturnType<typeof randomStream>, timeNs: number): MigrationRequest {
  const demotion = random.uniform() < 0.1;
  return {
    timeNs,
    folioBytes: demotion ? 2 ** 21 : at([4096, 65_536, 2 ** 21], random.below(3)),
    folios: demotion ? 32 + random.below(480) : 1 + random.below(64),
    source: demotion ? 0 : 1,
    target: demotion ? 1 : 0,
    reason: demotion ? 'demotion' : 'numa_misplaced',
    mode: 'async',
    owner: random.below(4),
    caller: demotion ? 0 : 1 + random.below(CALLERS - 1),
    callerNode: 0,
    touchRate: demotion ? 1e-9 : 1e-7,
    delayRate: demotion ? 0 : 0.01,
    mmCpus: 16,
  };
}

function tieringEpisode(seed: number): Episode {
  const random = randomStream(seed, 'bench');
  let timeNs = 0;
  const requests: MigrationRequest[] = [];
  for (let k = 0; k < REQUESTS; k++) {
    timeNs += random.exponential(500_000);
    requests.push(tieringRequest(random, timeNs));
  }
  const load = Array.from(
    { length: LOAD_CHANGES },
    (_, k): LoadChange => ({
      timeNs: (k * timeNs) / LOAD_CHANGES,
      node: k % 2,
      threads: random.below(40),
      localDemand: 100 * random.uniform(),
      remoteDemand: 30 * random.uniform(),
    }),
  );
  return { arrivals: arrivalsOf(requests), load: tenantLoadOf(load), callers: CALLERS };
}

const episode = tieringEpisode(7);

function play(name: string): number {
  const action = actionIndex(name);
  const plan = at(ACTIONS, action);
  const decline = at(ACTIONS, 0);
  const sim = new Simulator(machine, episode, { batching: 'offload', idleCpu: 0.1, memoryBound: 0.5 });
  for (let slot = sim.nextDecision(); slot !== -1; slot = sim.nextDecision()) {
    const possible = plan.channels <= at(sim.slots.folios, slot);
    sim.decide(slot, possible ? plan : decline);
    sim.settled.clear();
  }
  return sim.decisions;
}

describe('one tiering episode, 8 callers', () => {
  for (const name of ['decline', 'mtcopy-8-pull-temporal-spread', 'dcbm-4', 'hybrid-50']) {
    const decisions = play(name);
    bench(`${name}: ${decisions} decisions`, () => {
      play(name);
    });
  }
});
