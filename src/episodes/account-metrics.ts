import { at } from '../core/errors.js';
import type { Attribution } from '../migration/vocabulary.js';
import { Simulator } from '../sim/simulator.js';
import { jainFairnessIndex } from '../statistics/fairness-index.js';
import { mean } from '../statistics/mean.js';
import { arrivalsOf } from '../workload/episode.js';

/** What an episode was to one CPU account. */
export interface AccountOutcome {
  readonly account: string;
  /** Progress of its tenants ÷ theirs in the same episode without any migration. */
  readonly progress: number;
  /** Whether none of its pages migrated. */
  readonly victim: boolean;
  /** CPU time of migration that it was charged; what of it is still owed at the end [ms]. */
  readonly chargedMs: number;
  readonly debtMs: number;
  /** Time throttled, and in the same episode without migration [ms]. */
  readonly throttledMs: number;
  readonly throttledAloneMs: number;
}

/** Of the accounts that have tenants; whatever the weights of the cost terms. */
export interface AccountMetrics {
  /** Jain's index of the accounts' progress: 1 where migration slows all of them alike. */
  readonly jainIndex: number;
  /** Progress of the accounts that caused no migration, mean and least; of all where each caused some. */
  readonly victimProgress: number;
  readonly worstVictimProgress: number;
  /** Sums over accounts: time throttled beyond that without migration, and debt left at the end [ms]. */
  readonly addedThrottledMs: number;
  readonly debtLeftMs: number;
}

/** Accounts of one episode. */
export interface EpisodeAccounts {
  readonly attribution: Attribution;
  readonly metrics: AccountMetrics;
  readonly byAccount: readonly AccountOutcome[];
}

const MS = 1e6;

/** The same tenants for the same time with no migration at all. */
function withoutMigration({ machine, episode, options, now }: Simulator): Simulator {
  const alone = new Simulator(machine, { ...episode, arrivals: arrivalsOf([]) }, options);
  alone.passTime(now);
  return alone;
}

function metricsOf(outcomes: readonly AccountOutcome[]): AccountMetrics {
  const victims = outcomes.filter(({ victim }) => victim);
  const progress = (victims.length > 0 ? victims : outcomes).map((one) => one.progress);
  const sum = (value: (one: AccountOutcome) => number): number => outcomes.reduce((all, one) => all + value(one), 0);
  return {
    jainIndex: jainFairnessIndex(outcomes.map((one) => one.progress)),
    victimProgress: mean(progress),
    worstVictimProgress: Math.min(...progress),
    addedThrottledMs: sum(({ throttledMs, throttledAloneMs }) => throttledMs - throttledAloneMs),
    debtLeftMs: sum(({ debtMs }) => debtMs),
  };
}

/** What an episode that has been run to its end was to the accounts; undefined where there are none. */
export function accountsOf(sim: Simulator): EpisodeAccounts | undefined {
  const { accounts, episode } = sim;
  const alone = accounts && withoutMigration(sim).accounts;
  if (!accounts || !alone) return undefined;
  const owners = new Set(episode.arrivals.owner);
  const all = accounts.plan.names.map((account, a): AccountOutcome => {
    const possible = at(alone.progressNs, a);
    return {
      account,
      progress: possible > 0 ? at(accounts.progressNs, a) / possible : 1,
      victim: !owners.has(a),
      chargedMs: at(accounts.chargedNs, a) / MS,
      debtMs: at(accounts.debt, a) / MS,
      throttledMs: at(accounts.throttledNs, a) / MS,
      throttledAloneMs: at(alone.throttledNs, a) / MS,
    };
  });
  const withTenants = all.filter((_, a) => at(accounts.plan.part, a) > 0);
  return { attribution: accounts.attribution, metrics: metricsOf(withTenants), byAccount: all };
}
