import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { Simulator } from '../../../src/sim/simulator.js';
import type { CpuAccounts } from '../../../src/sim/state/cpu-accounts.js';
import { type AccountedEpisode, accountedEpisodes, withAccounts } from '../random-accounts.js';
import { byTaste } from '../random-episode.js';
import { OFFLOAD, type Outcome, runOn, zen3Machine } from '../sample-run.js';

const TOLERANCE = 1e-9;

function simulatorOf(one: AccountedEpisode): Simulator {
  return new Simulator(zen3Machine, withAccounts(one), { ...OFFLOAD, attribution: one.attribution });
}

function accountsOf(sim: Simulator): CpuAccounts {
  if (!sim.accounts) throw new Error('the episode has accounts');
  return sim.accounts;
}

/** Books kept beside the simulator's own: what each account was granted, used and came to owe. */
class Books {
  readonly incurred: Float64Array;
  /** Of the running period: used of the budget, and paid at its beginning. */
  readonly spent: Float64Array;
  /** Greatest part of a quota used in one period. */
  worst = 0;
  /** Throttled tenants that ran, budgets or debts below nothing. */
  readonly wrong: string[] = [];

  constructor(accounts: CpuAccounts) {
    const { count, quotaNs } = accounts.plan;
    this.incurred = new Float64Array(count);
    this.spent = new Float64Array(count);
    const [advance, refill] = [accounts.advance.bind(accounts), accounts.refill.bind(accounts)];
    accounts.advance = (dt, resolution) => {
      for (let a = 0; a < count; a++) {
        const charge = at(accounts.chargeRate, a) * dt;
        if (accounts.isThrottled(a)) {
          if (at(accounts.tenantRate, a) !== 0) this.wrong.push(`account ${a} runs though throttled`);
          this.incurred[a] = at(this.incurred, a) + charge;
        } else this.spent[a] = at(this.spent, a) + charge + at(accounts.tenantRate, a) * dt;
      }
      advance(dt, resolution);
      for (let a = 0; a < count; a++) {
        if (at(accounts.budget, a) < 0 || at(accounts.debt, a) < 0) this.wrong.push(`account ${a} is below nothing`);
        this.worst = Math.max(this.worst, at(this.spent, a) / at(quotaNs, a));
      }
    };
    accounts.refill = (now) => {
      const paid = [...accounts.paidNs];
      refill(now);
      const begins = now > 0 && now % accounts.plan.periodNs === 0;
      for (let a = 0; begins && a < count; a++) this.spent[a] = at(accounts.paidNs, a) - at(paid, a);
    };
  }
}

function play(one: AccountedEpisode): { sim: Simulator; accounts: CpuAccounts; books: Books; outcome: Outcome } {
  const sim = simulatorOf(one);
  const accounts = accountsOf(sim);
  const books = new Books(accounts);
  return { sim, accounts, books, outcome: runOn(sim, byTaste(one.random)) };
}

const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);

describe('random episodes with accounts', () => {
  const holds = (property: (played: ReturnType<typeof play>) => void, seed: number) =>
    fc.assert(
      fc.property(accountedEpisodes, (one) => property(play(one))),
      { seed, numRuns: 80 },
    );

  it('charge all CPU time of migration to somebody, and once', () => {
    holds(({ accounts, outcome }) => {
      expect(Math.abs(sum(accounts.chargedNs) - outcome.cpuNs)).toBeLessThanOrEqual(TOLERANCE * outcome.cpuNs);
    }, 51);
  });

  it('never lose debt: what was charged beyond the budget has been paid or is owed', () => {
    let owed = 0;
    holds(({ accounts, books }) => {
      for (let a = 0; a < accounts.plan.count; a++) {
        const known = at(accounts.paidNs, a) + at(accounts.debt, a);
        expect(Math.abs(known - at(books.incurred, a))).toBeLessThanOrEqual(TOLERANCE * known);
        owed += known > 0 ? 1 : 0;
      }
    }, 52);
    expect(owed).toBeGreaterThan(20);
  });

  it('let no account use more than its quota in a period, debt paid included', () => {
    let exhausted = 0;
    holds(({ books }) => {
      expect(books.wrong).toEqual([]);
      expect(books.worst).toBeLessThanOrEqual(1 + TOLERANCE);
      exhausted += books.worst > 0.999 ? 1 : 0;
    }, 53);
    expect(exhausted).toBeGreaterThan(20);
  });

  it('use no more CPUs of a node than it has', () => {
    fc.assert(
      fc.property(accountedEpisodes, (one) => {
        const sim = simulatorOf(one);
        let most = 0;
        const solve = sim.solve.bind(sim);
        sim.solve = () => {
          solve();
          const used = Float64Array.from(sim.cpu.used);
          for (const { slot } of sim.running) {
            const node = at(sim.cpu.node, slot);
            used[node] = at(used, node) + at(sim.cpu.threads, slot) * at(sim.cpu.share, slot);
          }
          for (let node = 0; node < used.length; node++) {
            most = Math.max(most, at(used, node) / at(zen3Machine.cpus, node));
          }
        };
        runOn(sim, byTaste(one.random));
        expect(most).toBeLessThanOrEqual(1 + TOLERANCE);
      }),
      { seed: 54, numRuns: 40 },
    );
  });

  it('end the same from a clone taken on the way', () => {
    fc.assert(
      fc.property(accountedEpisodes, fc.nat(8), (one, decisions) => {
        const original = simulatorOf(one);
        runOn(original, byTaste(one.random), decisions);
        const clone = simulatorOf(one);
        clone.copyFrom(original);
        expect(clone.accounts).toEqual(original.accounts);
        expect(clone.cpu).toEqual(original.cpu);
        runOn(clone, byTaste(one.random));
        runOn(original, byTaste(one.random));
        expect(clone.now).toBe(original.now);
        expect(clone.accounts).toEqual(original.accounts);
      }),
      { seed: 55, numRuns: 40 },
    );
  });
});
