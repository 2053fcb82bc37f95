import fc from 'fast-check';
import { ATTRIBUTIONS, type Attribution } from '../../src/migration/vocabulary.js';
import { type AccountPlan, accountPlan } from '../../src/workload/account-plan.js';
import type { Episode } from '../../src/workload/episode.js';
import { type RandomEpisode, randomEpisodes, toEpisode } from './random-episode.js';

/** A random episode whose tenants, owners and callers belong to three containers with short periods. */
export interface AccountedEpisode {
  readonly random: RandomEpisode;
  readonly accounts: AccountPlan;
  readonly attribution: Attribution;
}

const container = fc.record(
  {
    name: fc.constant('container'),
    quotaCpus: fc.double({ min: 0.5, max: 40, noNaN: true }),
    weight: fc.integer({ min: 1, max: 10_000 }),
    part: fc.double({ min: 0, max: 1 / 3, noNaN: true }),
  },
  { requiredKeys: ['name', 'weight', 'part'] },
);

const anyAccounts: fc.Arbitrary<AccountPlan> = fc
  .record({
    containers: fc.array(container, { minLength: 3, maxLength: 3 }),
    periodMs: fc.constantFrom(0.5, 1, 5),
    callers: fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }),
  })
  .map(({ callers, ...parameters }) =>
    accountPlan(
      {
        ...parameters,
        containers: parameters.containers.map(({ quotaCpus, ...c }) => ({ ...c, ...(quotaCpus && { quotaCpus }) })),
      },
      callers,
    ),
  );

export const accountedEpisodes: fc.Arbitrary<AccountedEpisode> = fc.record({
  random: randomEpisodes,
  accounts: anyAccounts,
  attribution: fc.constantFrom(...ATTRIBUTIONS),
});

export function withAccounts({ random, accounts }: AccountedEpisode): Episode {
  return { ...toEpisode(random), accounts };
}
