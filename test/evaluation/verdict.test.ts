import { describe, expect, it } from 'vitest';
import { verdictOn } from '../../src/evaluation/verdict.js';

const rule = {
  name: 'rule',
  scores: [
    [0.5, 0.52, 0.48, 0.5],
    [0.4, 0.42, 0.41, 0.39],
  ],
};
const shifted = (by: number) => rule.scores.map((row) => row.map((score) => score + by));

describe('the verdict', () => {
  it('is a significant gain where the paired interval lies above 0', () => {
    const verdict = verdictOn([{ name: 'mine', scores: shifted(0.1) }], [rule], { seed: 1 });
    expect(verdict).toMatchObject({
      significant: true,
      tooSmall: false,
      probabilityOfImprovement: 1,
      policy: 'mine',
      rule: 'rule',
    });
    expect(verdict.gain).toBeCloseTo(0.1, 12);
    expect(verdict.score).toBeCloseTo(0.5525, 12);
    expect(verdict.low).toBeCloseTo(0.1, 12);
    expect(verdict.text).toMatch(/^significant gain: mine against rule/);
  });

  it('is no significant gain where the interval holds 0', () => {
    const mixed = rule.scores.map((row) => row.map((score, i) => score + (i % 2 === 0 ? 0.2 : -0.2)));
    const verdict = verdictOn([{ name: 'mine', scores: mixed }], [rule], { seed: 1 });
    expect(verdict).toMatchObject({ significant: false, probabilityOfImprovement: 0.5 });
    expect(verdict.low).toBeLessThan(0);
    expect(verdict.high).toBeGreaterThan(0);
    expect(verdict.text).toMatch(/^no significant gain: /);
  });

  it('says so where the policy is worse than the rule', () => {
    const verdict = verdictOn([{ name: 'mine', scores: shifted(-0.1) }], [rule], { seed: 1 });
    expect(verdict.significant).toBe(false);
    expect(verdict.text).toMatch(/^no significant gain, it is significantly worse: /);
  });

  it('says where a gain is surely there and surely too small to matter', () => {
    const small = verdictOn([{ name: 'mine', scores: shifted(0.004) }], [rule], { seed: 1 });
    expect(small).toMatchObject({ significant: true, tooSmall: true });
    expect(small.text).toMatch(/^gain that is significant and too small to matter \(below 0.01\): /);
    expect(verdictOn([{ name: 'mine', scores: shifted(0.02) }], [rule], { seed: 1 }).tooSmall).toBe(false);
    expect(verdictOn([{ name: 'mine', scores: shifted(-0.004) }], [rule], { seed: 1 }).tooSmall).toBe(false);
  });

  it('says beside it what is gained in the mean, over the rule that is best there', () => {
    // Five scenarios alike, and one in which one rule breaks: the score forgives it, the mean does not.
    const alike = (score: number) => Array.from({ length: 5 }, () => [score, score]);
    const breaks = { name: 'breaks', scores: [...alike(0.9), [-6, -6]] };
    const holds = { name: 'holds', scores: [...alike(0.89), [0.8, 0.8]] };
    const mine = { name: 'mine', scores: [...alike(0.904), [0.904, 0.904]] };
    const verdict = verdictOn([mine], [breaks, holds], { seed: 1 });
    expect(verdict).toMatchObject({ rule: 'breaks', significant: true });
    expect(verdict.gain).toBeCloseTo(0.004, 12);
    expect(verdict.mean?.rule).toBe('holds');
    expect(verdict.mean?.gain).toBeCloseTo((5 * 0.014 + 0.104) / 6, 12);
    // Not too small to matter: in the mean it is 0.03.
    expect(verdict.tooSmall).toBe(false);
    expect(verdictOn([mine], [{ name: 'alone', scores: alike(0.9).concat([[0.9, 0.9]]) }], { seed: 1 }).tooSmall).toBe(
      true,
    );
  });

  it('takes the best of the rules, and the best of the learned policies', () => {
    const weak = { name: 'weak', scores: shifted(-0.3) };
    const verdict = verdictOn([weak, { name: 'mine', scores: shifted(0.1) }], [weak, rule], { seed: 1 });
    expect(verdict).toMatchObject({ policy: 'mine', rule: 'rule' });
  });

  it('never claims a gain from one seed, no score or nobody to compare', () => {
    const single = (score: number) => [[score], [score]];
    const one = verdictOn([{ name: 'mine', scores: single(1) }], [{ name: 'rule', scores: single(0) }], { seed: 1 });
    expect(one).toMatchObject({ significant: false, gain: 1, low: null, high: null });
    const none = verdictOn([{ name: 'mine', scores: [] }], [{ name: 'rule', scores: [] }], { seed: 1 });
    expect(none).toMatchObject({ significant: false, gain: null });
    expect(none.text).toContain('no significant gain');
    const unscored = ['a', 'b'].map((name) => ({ name, scores: [] }));
    expect(verdictOn([{ name: 'mine', scores: [] }], unscored, { seed: 1 })).toMatchObject({ gain: null, mean: null });
    expect(verdictOn([], [rule], { seed: 1 })).toMatchObject({ significant: false, policy: null });
    expect(verdictOn([rule], [], { seed: 1 })).toMatchObject({ significant: false, rule: null });
  });
});
