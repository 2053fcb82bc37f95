import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { ATTRIBUTIONS, type Attribution, type CopyPlan, SERIAL_COPY } from '../../../src/migration/vocabulary.js';
import { ACTIONS, actionIndex } from '../../../src/policy/action-table.js';
import { createMachine } from '../../../src/sim/machine.js';
import { Simulator } from '../../../src/sim/simulator.js';
import { COST_TERMS } from '../../../src/sim/state/cost-terms.js';
import { accountPlan, type Container } from '../../../src/workload/account-plan.js';
import { arrivalsOf, type Episode, type LoadChange } from '../../../src/workload/episode.js';
import { episodeOf, OFFLOAD, request, runOn, tenants, withDevice, zen3Machine } from '../sample-run.js';

const plan = (name: string): CopyPlan => at(ACTIONS, actionIndex(name));
const workers = plan('mtcopy-4-pull-temporal-spread');
const MS = 1e6;

/** Two containers, `mover` (account 1) and `other` (account 2). */
function containers(quotaCpus?: number): Container[] {
  const both = { weight: 100, part: 0.5, ...(quotaCpus && { quotaCpus }) };
  return [
    { name: 'mover', ...both },
    { name: 'other', ...both },
  ];
}

interface Setting {
  readonly attribution: Attribution;
  readonly how: CopyPlan;
  readonly quotaCpus?: number;
  readonly callerAccount?: number;
  readonly owner?: number;
  readonly load?: readonly LoadChange[];
  readonly machine?: typeof zen3Machine;
}

function play({
  attribution,
  how,
  quotaCpus,
  callerAccount = 1,
  owner = 1,
  load = [],
  machine = zen3Machine,
}: Setting) {
  const episode: Episode = {
    ...episodeOf([request({ owner, folios: 500 })], load),
    accounts: accountPlan({ containers: containers(quotaCpus), periodMs: 100 }, [callerAccount]),
  };
  const sim = new Simulator(machine, episode, { ...OFFLOAD, idleCpu: 0, attribution });
  const outcome = runOn(sim, () => how);
  if (!sim.accounts) throw new Error('the episode has accounts');
  const unfair = at(outcome.total, COST_TERMS.indexOf('fairness'));
  return { sim, outcome, accounts: sim.accounts, charged: [...sim.accounts.chargedNs], unfair };
}

describe('an idle machine with accounts', () => {
  it.each(ATTRIBUTIONS)('copies as fast as one without, under %s', (attribution) => {
    for (const how of [SERIAL_COPY, workers, plan('dcbm-8')]) {
      const plain = runOn(new Simulator(zen3Machine, episodeOf([request({ folios: 500 })]), OFFLOAD), () => how);
      expect(play({ attribution, how }).outcome.latencyNs).toEqual(plain.latencyNs);
    }
  });
});

describe('what a copy is charged to', () => {
  const cpu = play({ attribution: 'system', how: workers }).outcome.cpuNs;
  const own = play({ attribution: 'system', how: workers }).charged[1] ?? 0;

  it('is, by system, the caller for its own time and nobody for the workers', () => {
    expect(own).toBeGreaterThan(0.02 * cpu);
    expect(own).toBeLessThan(0.5 * cpu);
    const { charged, unfair } = play({ attribution: 'system', how: workers, callerAccount: 2 });
    expect(charged[0]).toBeCloseTo(cpu - own, 0);
    expect(charged[2]).toBeCloseTo(own, 0);
    // The pages are another's, so the caller's own time is not fair either.
    expect(unfair).toBeCloseTo(cpu, 0);
    expect(play({ attribution: 'system', how: workers }).unfair).toBeCloseTo(cpu - own, 0);
  });

  it('is, by caller, the caller for everything: unfair where the pages are not its own', () => {
    const kswapd = play({ attribution: 'caller', how: workers, callerAccount: 0 });
    expect(kswapd.charged[0]).toBeCloseTo(cpu, 0);
    expect(kswapd.unfair).toBeCloseTo(cpu, 0);
    const own = play({ attribution: 'caller', how: workers });
    expect(own.charged[1]).toBeCloseTo(cpu, 0);
    expect(own.unfair).toBe(0);
  });

  it('is, by owner, the owner of the pages whoever moves them: never unfair', () => {
    for (const callerAccount of [0, 1, 2]) {
      const { charged, unfair } = play({ attribution: 'owner', how: workers, callerAccount, owner: 2 });
      expect(charged[2]).toBeCloseTo(cpu, 0);
      expect(unfair).toBe(0);
    }
  });

  it('counts the CPU that a polling caller burns', () => {
    const polling = createMachine(withDevice({ driver: 'idxd', completion: 'polling' }));
    const how = plan('dcbm-8');
    const burnt = play({ attribution: 'caller', how, machine: polling });
    const slept = play({ attribution: 'caller', how });
    expect((burnt.charged[1] ?? 0) - (slept.charged[1] ?? 0)).toBeGreaterThan(0.5 * at(burnt.outcome.latencyNs, 0));
  });
});

/*
 * Zi Yan (September 2025): with the copy workers' time charged to who migrates, multithreading leaves its system time
 * almost unchanged while the wall time falls.
 */
describe('four copy workers charged to their caller', () => {
  it('cost it about the system time of its own serial copy, in less than half of the wall time', () => {
    const serial = play({ attribution: 'caller', how: SERIAL_COPY });
    const threaded = play({ attribution: 'caller', how: workers });
    const systemTime = (threaded.charged[1] ?? 0) / (serial.charged[1] ?? 1);
    expect(systemTime).toBeGreaterThan(0.9);
    // Workers on several complexes wait for each other (manyComplexes, fitted, is 0.84: 19 % more), and more of a shorter
    // copy lies in the warm-up (4 %).
    expect(systemTime).toBeLessThan(1.25);
    expect(at(threaded.outcome.latencyNs, 0)).toBeLessThan(0.5 * at(serial.outcome.latencyNs, 0));
  });
});

describe('a quota that the tenants use up', () => {
  const load = [tenants(0, 16), tenants(1, 16)];
  /** Tenants' progress from the beginning to `endNs`, with the copy and without it. */
  function lost(attribution: Attribution, quotaCpus: number, endNs: number): number[] {
    const { sim, accounts } = play({ attribution, how: workers, quotaCpus, load });
    sim.passTime(endNs);
    const alone = new Simulator(zen3Machine, { ...sim.episode, arrivals: arrivalsOf([]) }, sim.options);
    alone.passTime(endNs);
    return [...(alone.accounts?.progressNs ?? [])].map((progress, a) => progress - at(accounts.progressNs, a));
  }

  it('makes the owner lose what it is charged, on idle cores too, and nobody else anything', () => {
    const { charged } = play({ attribution: 'owner', how: workers, quotaCpus: 8, load });
    const [system, mover, other] = lost('owner', 8, 1000 * MS);
    expect((mover ?? 0) / (charged[1] ?? 1)).toBeCloseTo(1, 6);
    expect([system, Math.abs(other ?? 1) < 1]).toEqual([0, true]);
  });

  it('is not touched by workers that nobody is charged for', () => {
    const { charged } = play({ attribution: 'system', how: workers, quotaCpus: 8, load });
    expect((lost('system', 8, 1000 * MS)[1] ?? 0) / (charged[1] ?? 1)).toBeCloseTo(1, 6);
    expect(charged[1]).toBeLessThan(0.5 * (charged[0] ?? 0));
  });

  it('costs the batch what the tenants lose later', () => {
    const { outcome, charged } = play({ attribution: 'owner', how: workers, quotaCpus: 8, load });
    const cpu = at(outcome.total, COST_TERMS.indexOf('cpu'));
    expect(cpu / (charged[1] ?? 1)).toBeCloseTo(1, 6);
    // With room for both nothing is lost: the same copy under a quota twice as large.
    expect(at(play({ attribution: 'owner', how: workers, quotaCpus: 32, load }).outcome.total, 2)).toBe(0);
  });
});

describe('a crowded node', () => {
  it('is shared between accounts by their weights, and by the rest of what one does not want', () => {
    const accounts = (heavy: number, part: number) =>
      accountPlan(
        {
          containers: [
            { name: 'heavy', weight: heavy, part },
            { name: 'light', weight: 100, part: 1 - part },
          ],
          periodMs: 100,
        },
        [0],
      );
    const used = (heavy: number, part: number): number[] => {
      const threads = 4 * at(zen3Machine.cpus, 0);
      const episode = { ...episodeOf([request()], [tenants(0, threads)]), accounts: accounts(heavy, part) };
      const sim = new Simulator(zen3Machine, { ...episode, arrivals: arrivalsOf([]) }, OFFLOAD);
      sim.passTime(10 * MS);
      return [...(sim.accounts?.tenantNs ?? [])].map((ns) => ns / (10 * MS * at(zen3Machine.cpus, 0)));
    };
    const close = (got: number[], wanted: number[]): void => {
      for (const [a, share] of wanted.entries()) expect(at(got, a)).toBeCloseTo(share, 9);
    };
    close(used(300, 0.5), [0, 0.75, 0.25]);
    // 4 · 0.125 of the node's CPUs is all that the heavy one has threads for.
    close(used(300, 0.125), [0, 0.5, 0.5]);
  });
});
