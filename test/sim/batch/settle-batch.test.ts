import { describe, expect, it } from 'vitest';
import { settleBatch } from '../../../src/sim/batch/settle-batch.js';
import { CREDIT_WIDTH } from '../../../src/sim/state/cost-terms.js';
import type { SimState } from '../../../src/sim/state/sim-state.js';
import { STAGE, UNASKED } from '../../../src/sim/state/slots.js';
import { KERNEL, mtcopy } from '../../migration/plans.js';
import { littleState, put } from '../literal-state.js';

/*
 * Eight folios, unmapped from 1000 to 1800 and flushed by 2100, copied by 2500, remapped by 2900. Each is held on the
 * slow node at 0.01 core-ns a ns.
 */
const BATCH = {
  stage: STAGE.remap,
  unmapStart: 1000,
  unmapEnd: 2100,
  remapStart: 2500,
  cpuFolios: 8,
  decision: 3,
  mainline: 0,
  delay: 200,
  cpu: 10,
  bandwidth: 20,
  fairness: 30,
  externality: 40,
} as const;

function settled(facts: Parameters<typeof put>[2], request = {}): SimState {
  const state = littleState([{ delayRate: 0.01, timeNs: 500, ...request }]);
  state.now = 2900;
  settleBatch(state, put(state, 0, { ...BATCH, ...facts }), 300, state.settled);
  return state;
}

function creditsOf({ settled: { terms, count } }: SimState): number[] {
  return [...terms.subarray(0, count * CREDIT_WIDTH)];
}

describe('a batch that is done', () => {
  it('by workers comes back after the whole copy: blackouts from first to last folio', () => {
    const { settled: done } = settled({ plan: mtcopy(2) });
    // First: 2500 − 1000 and a remap of 400 ÷ 8 = 1550. Last: from its unmapping at 1800 to 2900, 800 + the flush 300.
    expect([done.blackouts.mean(), done.blackouts.quantile(1)]).toEqual([(1550 + 1100) / 2, 1550]);
    expect(done.firstFolioNs[0]).toBe(1000 + 1550 - 500);
  });

  it('serially comes back folio by folio', () => {
    const { settled: done } = settled({ plan: KERNEL });
    // First: 2100 − 1000 and 800 ÷ 8 = 1200.
    expect([done.blackouts.mean(), done.blackouts.quantile(1)]).toEqual([(1200 + 1100) / 2, 1200]);
  });

  it('after a fault comes back when the caller has copied what failed', () => {
    const { settled: done } = settled({ plan: KERNEL, cpuFolios: 0, rescued: 5, recopied: 3 });
    expect(done.blackouts.quantile(1)).toBe(1550);
    expect([done.cpuFolios, done.dmaFolios, done.recopiedFolios]).toEqual([0, 5, 3]);
  });

  it('of mainline is four batches of two, each with a flush of its own', () => {
    const { settled: done } = settled({ plan: KERNEL, mainline: 1 });
    // First: 1100 ÷ 4 and 800 ÷ 8 = 375. Last: 800 ÷ 4 and the flush 300 = 500.
    expect([done.blackouts.mean(), done.blackouts.quantile(1)]).toEqual([437.5, 500]);
  });

  it('is charged its terms, the delay less what folios that came back early did not wait', () => {
    const state = settled({ plan: mtcopy(2) });
    // Half of 8 · 0.01 from the first one's return at 2550 to 2900 is not lost: 14 of 200.
    expect(creditsOf(state)).toEqual([0, 186, 10, 20, 30, 40]);
    expect([...state.settled.total]).toEqual([0, 186, 10, 20, 30]);
    expect([state.settled.decision[0], state.settled.copyNs[0]]).toEqual([3, 400]);
  });

  it('is charged to nobody that was not asked, but counts', () => {
    const state = settled({ plan: KERNEL, decision: UNASKED });
    expect(state.settled.count).toBe(0);
    expect(state.settled.total[2]).toBe(10);
  });

  it('ends its request where nothing is left of it', () => {
    const begun = settled({ plan: mtcopy(2) }).settled;
    expect([begun.bytes, begun.requests, begun.latencyNs[0]]).toEqual([8 * 4096, 0, 0]);
    const ended = settled({ plan: mtcopy(2), foliosLeft: 8 }).settled;
    expect([ended.requests, ended.latencyNs[0]]).toEqual([1, 2400]);
    // The first folio of the request came with an earlier batch.
    expect(ended.firstFolioNs[0]).toBe(0);
  });

  it('is refused where folios have been copied twice or never', () => {
    expect(() => settled({ plan: KERNEL, cpuFolios: 7 })).toThrow('7 + 0 + 0 folios copied of a batch of 8');
  });
});

describe('threads that wait for folios of a batch', () => {
  it('lose what they wait, and no more than all of them for the whole time', () => {
    // Touched at once, a folio stalls for its blackout: 8 · 1325 ns; two threads of the 1900 ns: S ÷ (1 + S ÷ 3800).
    const [stall] = creditsOf(settled({ plan: mtcopy(2) }, { touchRate: 1e6, mmCpus: 2 }));
    const waited = 8 * 1325;
    expect(stall).toBeCloseTo(waited / (1 + waited / 3800), 1);
  });
});
