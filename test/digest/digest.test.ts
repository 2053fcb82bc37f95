import { describe, expect, it } from 'vitest';
import { committedDigests, computeDigests, differences } from './digests.js';

describe('the digest of the simulator', () => {
  it('is the committed one in every scenario', async () => {
    const { digests, decisions } = await computeDigests('short');
    expect(differences(committedDigests().short, digests)).toEqual([]);
    expect(decisions).toBeGreaterThan(10_000);
  });

  it('is seen to say where it differs', () => {
    expect(differences({ a: '1', b: '2', c: '3' }, { a: '1', b: '4', d: '5' })).toEqual(['b', 'c', 'd']);
  });

  it('has a long form of the same scenarios', () => {
    const { short, long } = committedDigests();
    expect(Object.keys(long)).toEqual(Object.keys(short));
  });
});
