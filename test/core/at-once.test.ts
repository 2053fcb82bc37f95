import { describe, expect, it } from 'vitest';
import { soManyAtOnce } from '../../src/core/at-once.js';

describe('soManyAtOnce', () => {
  it('begins jobs in order, never more than so many, and goes on after one that failed', async () => {
    const begin = soManyAtOnce(2);
    const begun: number[] = [];
    let [running, most] = [0, 0];
    const job = (k: number) => async (): Promise<number> => {
      begun.push(k);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, (5 - k) * 2));
      running--;
      if (k === 1) throw new Error('one fails');
      return k;
    };
    const outcomes = await Promise.allSettled([0, 1, 2, 3, 4].map((k) => begin(job(k))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', ...Array(3).fill('fulfilled')]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
  });
});
