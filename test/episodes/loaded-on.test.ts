import { describe, expect, it } from 'vitest';
import { openScenario } from '../../src/env/scenario-registry.js';
import { KERNEL } from '../../src/episodes/contender.js';
import { contenderOf } from '../../src/episodes/contender-of.js';
import { type PolicyEntrant, policyEntrant } from '../../src/episodes/entrant.js';
import { checkLoaded, notLoadedOn } from '../../src/episodes/loaded-on.js';
import { runEpisode } from '../../src/episodes/run-episode.js';
import { actionIndex } from '../../src/policy/action-table.js';
import { policyOf } from '../policy/sample-policies.js';

const CHANNEL = { kind: 'tree', nodes: [{ ranking: [actionIndex('dcbm-1')] }] } as const;
const anywhere = policyOf(CHANNEL);
const onXeon = policyOf(CHANNEL, { machines: ['xeon-2s-ioat'] });
const KNOWN = ['xeon-2s-ioat/bulk-light-v1', 'xeon-2s-ioat/bulk-light-v1?shake=1'];
const UNKNOWN = 'spr-dsa/bulk-light-v1';

async function costOn(scenario: string, entrant: PolicyEntrant): Promise<number> {
  return runEpisode(await openScenario(scenario), 1, contenderOf(entrant)).cost;
}

describe('a policy that may be loaded on some machines alone', () => {
  it.each(KNOWN)('decides on %s as if it might be loaded anywhere', async (scenario) => {
    expect(await costOn(scenario, policyEntrant(onXeon))).toBe(await costOn(scenario, policyEntrant(anywhere)));
  });

  it("is today's kernel on any other, with today's batches", async () => {
    const kernel = runEpisode(await openScenario(UNKNOWN), 1, KERNEL).cost;
    expect(await costOn(UNKNOWN, policyEntrant(onXeon))).toBe(kernel);
    expect(await costOn(UNKNOWN, policyEntrant(anywhere))).not.toBe(kernel);
    const variant = { ...policyEntrant(onXeon), variant: { batch: '1 folio' } };
    expect(await costOn(UNKNOWN, variant)).toBe(kernel);
  });

  it('runs under a variant where it is loaded', async () => {
    const [scenario = ''] = KNOWN;
    const under = (contents: typeof onXeon) =>
      costOn(scenario, { ...policyEntrant(contents), variant: { batch: '1 folio' } });
    expect(await under(onXeon)).toBe(await under(anywhere));
    expect(await under(onXeon)).not.toBe(await costOn(scenario, policyEntrant(onXeon)));
  });

  it('says where it is not, and refuses to be looked at there', () => {
    expect(notLoadedOn(onXeon, [...KNOWN, UNKNOWN])).toEqual(['spr-dsa']);
    expect(notLoadedOn(anywhere, [...KNOWN, UNKNOWN])).toEqual([]);
    expect(() => checkLoaded(onXeon, KNOWN)).not.toThrow();
    expect(() => checkLoaded(onXeon, [UNKNOWN])).toThrow('none:sample may not be loaded on spr-dsa');
  });
});
