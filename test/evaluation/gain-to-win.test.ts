import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import { evaluationSeeds, scaleSeeds, tuningSeeds } from '../../src/episodes/seeds.js';
import { episodesOfLook, gainToWin, givesScore, isUndecided, LEAST_GAIN } from '../../src/evaluation/gain-to-win.js';
import { scenarioScale } from '../../src/evaluation/score.js';

/** Episodes whose reference gains so much on average, with noise in the kernel's cost and in the gain. */
function episodes(n: number, gain: number, spread: number, seed: number): [number[], number[]] {
  const random = randomStream(seed, 'test/gain');
  const kernel = Array.from({ length: n }, () => 100 + 20 * random.normal());
  return [kernel, kernel.map((cost) => cost * (1 - gain - spread * random.normal()))];
}

describe('what there is to win', () => {
  it('is the ratio of sums, with a standard error by the delta method', () => {
    const { gain, low, high, n } = gainToWin([100, 100, 100, 100, 100, 100], [80, 90, 70, 80, 80, 80]);
    // z = c_k − c_r − 0.2 c_k = 0, −10, 10, 0, 0, 0: s² = 200 / 5 / 6 / 100², t(5) = 3.534
    expect({ gain, n }).toEqual({ gain: expect.closeTo(0.2, 12), n: 6 });
    const reach = 3.534 * Math.sqrt(200 / 5 / 6) * 0.01;
    expect([low, high]).toEqual([expect.closeTo(0.2 - reach, 12), expect.closeTo(0.2 + reach, 12)]);
  });

  it('is decided at once where the gain is clear, and looked at again where it is not', () => {
    const far = gainToWin(...episodes(6, 0.3, 0.02, 1));
    expect([givesScore(far), isUndecided(far)]).toEqual([true, false]);
    const none = gainToWin(...episodes(6, -0.1, 0.02, 1));
    expect([givesScore(none), isUndecided(none)]).toEqual([false, false]);
    const near = gainToWin(...episodes(6, LEAST_GAIN, 0.02, 1));
    expect([givesScore(near), isUndecided(near)]).toEqual([false, true]);
    // After the last look it stays undecided, and gives no score.
    const last = gainToWin(...episodes(24, LEAST_GAIN, 0.02, 1));
    expect([givesScore(last), isUndecided(last)]).toEqual([false, false]);
  });

  it('says yes where there is nothing over the threshold in at most 5 % of all cases', () => {
    // Exactly at the threshold, all three looks: 300 cases; binomial, P(> 17) = 0.01 at the one-sided 2.5 %.
    let wrong = 0;
    for (let seed = 0; seed < 300; seed++) {
      const [kernel, reference] = episodes(24, LEAST_GAIN, 0.03, seed);
      for (let look = 0; ; look++) {
        const n = episodesOfLook(look);
        if (n === undefined) break;
        const found = gainToWin(kernel.slice(0, n), reference.slice(0, n));
        if (givesScore(found)) wrong++;
        if (!isUndecided(found)) break;
      }
    }
    expect(wrong).toBeGreaterThan(0);
    expect(wrong).toBeLessThanOrEqual(17);
  });

  it('overrules the episodes at hand, unless these have hardly any gain', () => {
    const clear = gainToWin(...episodes(6, 0.3, 0.02, 1));
    const unclear = gainToWin(...episodes(24, LEAST_GAIN, 0.02, 1));
    const scored = (cost: number, toWin: typeof clear) =>
      scenarioScale('s', [100], [{ name: 'greedy', costs: [cost] }], toWin).scored;
    expect([scored(96, clear), scored(98, clear), scored(50, unclear)]).toEqual([true, false, false]);
  });

  it('is measured on episodes that nobody else meets', () => {
    const others = [...tuningSeeds(1, 500), ...evaluationSeeds(1, 500), 2 ** 31, 2 ** 31 + 2 ** 20];
    const own = scaleSeeds(0, 24);
    expect(own.filter((seed) => others.includes(seed))).toEqual([]);
    expect(Math.min(...own)).toBeGreaterThan(2 ** 31 + 2 ** 20);
    expect(scaleSeeds(6, 6)).toEqual(own.slice(6, 12));
  });
});
