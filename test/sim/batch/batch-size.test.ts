import { describe, expect, it } from 'vitest';
import { type BatchChoice, fixedSizer, MAINLINE, type SizedRequest } from '../../../src/migration/batch-sizer.js';
import { choiceOf, foliosUnder, mainlineBatches, sizedBy } from '../../../src/sim/batch/batch-size.js';
import type { Batching } from '../../../src/sim/state/sim-state.js';
import { LITTLE, littleState } from '../literal-state.js';

const state = littleState([{ reason: 'damon', mode: 'sync_light' }]);
const under = (batching: Batching) => choiceOf({ ...state, options: { ...state.options, batching } }, 0, 10);

describe('what a batch may hold', () => {
  it('is what the options say: mainline, the cap of the offload series, or what a sizer answers', () => {
    expect(under('mainline')).toBe(MAINLINE);
    expect(under('offload')).toEqual({ limit: 8, unit: 'folios' });
    expect(under(fixedSizer({ limit: 3, unit: 'folios' }))).toEqual({ limit: 3, unit: 'folios' });
  });

  it('is asked of a sizer with what the kernel knows of the request', () => {
    const asked: SizedRequest[] = [];
    const capFor = (request: SizedRequest): BatchChoice => {
      asked.push(request);
      return MAINLINE;
    };
    sizedBy({ name: 'curious', summary: '', capFor }, state.machine, state.episode, 0, 7);
    const facts = { reason: 'damon', mode: 'sync_light', folioBytes: 4096, pmdMapped: false, foliosLeft: 7 };
    expect(asked).toEqual([facts]);
  });

  it.each([
    [{ limit: 8, unit: 'folios' }, 10, 8],
    [{ limit: 8, unit: 'folios' }, 3, 3],
    [{ limit: 4, unit: 'pages' }, 10, 4],
    // 10 000 ÷ 4096 = 2.4
    [{ limit: 10_000, unit: 'bytes' }, 10, 2],
    // Mainline's are simulated as many at a time as the offload's cap holds.
    [MAINLINE, 10, 8],
  ] as const)('under %j of a request with %d folios left is %d folios', (choice, left, folios) => {
    expect(foliosUnder(state, choice, 0, left)).toBe(folios);
  });

  it('is one folio at least', () => {
    const large = littleState([{ folioBytes: 2 ** 21 }]);
    expect(foliosUnder(large, { limit: 1, unit: 'pages' }, 0, 10)).toBe(1);
  });

  it('is, of mainline, two folios: eight make four batches, seven too', () => {
    expect(LITTLE.kernelPath.mainlineCap).toEqual({ limit: 2, unit: 'folios' });
    expect([8, 7, 1].map((folios) => mainlineBatches(state, 0, folios))).toEqual([4, 4, 1]);
  });
});
