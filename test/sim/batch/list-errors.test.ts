import { describe, expect, it } from 'vitest';
import { hashSeed } from '../../../src/core/random.js';
import { failLists } from '../../../src/sim/batch/list-errors.js';
import { faultsOf } from '../../../src/workload/faults.js';
import { littleState, put } from '../literal-state.js';

/**
 * A batch of so many base pages with three channels ends its DMA part, where lists fail with a probability.
 * The driver ae4dma takes lists of 31 segments.
 */
function ended(dmaFolios: number, listErrorRate: number, facts: { seed?: number; foliosLeft?: number } = {}): number[] {
  const { seed = 1, foliosLeft = 100 } = facts;
  const faults = faultsOf([], { noticeNs: 0, listErrorRate, seed });
  const state = littleState([{ folios: 100 }], { episode: { faults } });
  const batch = put(state, 0, { folios: dmaFolios, foliosLeft, dmaFolios, granted: 3, failed: 1 });
  failLists(state, batch);
  return [batch.dmaFolios, batch.failed];
}

describe('descriptor lists', () => {
  it('end without an error where the rate is 0, and all fail where it is 1', () => {
    expect(ended(7, 0)).toEqual([7, 1]);
    // The folio that had failed before is still failed.
    expect(ended(7, 1)).toEqual([0, 8]);
    // 100 ÷ 3: 34 folios are two lists a channel, 17 and 17, of all three 34, 33 and 33.
    expect(ended(100, 1)).toEqual([0, 101]);
  });

  it('fail as a hash of the batch and the list says, each with the folios it carries', () => {
    const seed = 5;
    // Seven folios on three channels: lists of 3, 2 and 2. That list fails whose hash is below half of 2³².
    const fails = [0, 1, 2].map((list) => hashSeed(seed, `0/100/${list}`) < 2 ** 31);
    const failed = [3, 2, 2].reduce((sum, folios, list) => sum + (fails[list] ? folios : 0), 0);
    expect(fails).toContain(true);
    expect(fails).toContain(false);
    expect(ended(7, 0.5, { seed })).toEqual([7 - failed, 1 + failed]);
  });

  it('fail alike for a batch at the same place of its request, and otherwise at another', () => {
    expect(ended(30, 0.5)).toEqual(ended(30, 0.5));
    const places = [100, 90, 80, 70, 60].map((foliosLeft) => ended(30, 0.5, { foliosLeft })[1]);
    expect(new Set(places).size).toBeGreaterThan(1);
  });

  it('do not fail where the episode has no faults', () => {
    const state = littleState([{}]);
    const batch = put(state, 0, { dmaFolios: 7, granted: 3 });
    failLists(state, batch);
    expect([batch.dmaFolios, batch.failed]).toEqual([7, 0]);
  });
});
