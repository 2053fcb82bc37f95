import { describe, expect, it } from 'vitest';
import { drawParameters } from '../../src/core/choices.js';
import { at } from '../../src/core/errors.js';
import { type RandomStream, randomStream } from '../../src/core/random.js';
import { FIXED } from '../../src/heuristics/fixed.js';
import { neededAvailability } from '../../src/heuristics/heuristic.js';
import { randomPolicy } from '../../src/heuristics/random.js';
import { HEURISTICS } from '../../src/heuristics/registry.js';
import { ACTIONS, writeMask } from '../../src/policy/action-table.js';
import { FEATURES } from '../../src/policy/feature-table.js';
import type { Policy } from '../../src/policy/policy.js';

/** Features anywhere in their ranges, extremes often. */
function anyFeatures(random: RandomStream): Int32Array {
  return Int32Array.from(FEATURES, ({ min, max }) => {
    const kind = random.below(6);
    if (kind === 0) return min;
    return kind === 1 ? max : min + Math.floor((1 + max - min) ** random.uniform()) - 1;
  });
}

/** What the features allow, some of it withdrawn; decline stays, as it does for every batch. */
function anyMask(features: Int32Array, random: RandomStream): Uint8Array {
  const mask = new Uint8Array(ACTIONS.length);
  writeMask(features, mask);
  const kept = random.uniform();
  return mask.map((possible, action) => (action === 0 || random.uniform() < kept ? possible : 0));
}

/** Decides on 300 random states; an impossible action is a failure. */
function checkPossible(policy: Policy, seed: number): void {
  const random = randomStream(seed, 'states');
  for (let k = 0; k < 300; k++) {
    const features = anyFeatures(random);
    const mask = anyMask(features, random);
    const action = policy.decide(features, mask);
    expect(mask[action], `${policy.name} takes ${ACTIONS[action]?.name}`).toBe(1);
  }
}

describe.each(HEURISTICS.all.map((rule) => [rule.name, rule] as const))('rule %s', (name, rule) => {
  it('takes possible actions with its defaults and with any choice of its parameters', () => {
    checkPossible(rule.create(rule.defaults), 1);
    const random = randomStream(2, name);
    for (let k = 0; k < 20; k++) checkPossible(rule.create(rule.schema.parse(drawParameters(rule.choices, random))), k);
  });

  it('has defaults that its schema takes, and choices for each parameter', () => {
    expect(rule.schema.parse(rule.defaults)).toEqual(rule.defaults);
    expect(Object.keys(rule.choices).sort()).toEqual(Object.keys(rule.defaults).sort());
    for (const [key, values] of Object.entries(rule.choices)) {
      for (const value of values) expect(rule.schema.safeParse({ ...rule.defaults, [key]: value }).success).toBe(true);
    }
  });

  it('gives the same action for the same features and mask, whatever it decided in between', () => {
    const policy = rule.create(rule.defaults);
    const random = randomStream(3, name);
    const features = anyFeatures(random);
    const mask = anyMask(features, random);
    const first = policy.decide(features, mask);
    checkPossible(policy, 4);
    expect(policy.decide(features, mask)).toBe(first);
  });

  it('looks at what it says it reads and at nothing else', () => {
    const random = randomStream(5, name);
    const read = new Set<string>();
    for (let k = 0; k < 400; k++) {
      const policy = rule.create(rule.schema.parse(drawParameters(rule.choices, random)));
      const features = anyFeatures(random);
      const watched = new Proxy(features, {
        get: (target, key) => {
          if (typeof key === 'string' && /^\d+$/.test(key)) read.add(FEATURES[Number(key)]?.name ?? key);
          return Reflect.get(target, key, target);
        },
      });
      policy.decide(watched, anyMask(features, random));
    }
    expect([...read].sort()).toEqual([...rule.reads].sort());
  });

  it('needs no more than a kernel change', () => {
    expect(['hook', 'provider', 'kernel-change']).toContain(neededAvailability(rule));
    for (const given of rule.registered ?? []) expect(rule.reads).toContain(given);
  });

  it('is called what it is registered as', () => {
    expect(rule.create(rule.defaults).name).toBe(name);
    expect(rule.summary).not.toMatch(/\.$/);
  });
});

describe('what rules need', () => {
  it.each([
    ['size-threshold', 'hook'],
    ['three-parameter', 'provider'],
    ['queue-aware', 'provider'],
    ['order-reason-table', 'kernel-change'],
    // The hook applies the mask of reasons itself.
    ['reason-masked', 'provider'],
    ['dto-like', 'hook'],
  ])('%s: %s', (name, needs) => {
    expect(neededAvailability(HEURISTICS.get(name))).toBe(needs);
  });
});

describe('fixed and random policies', () => {
  it.each(FIXED.map((policy) => [policy.name, policy] as const))('%s takes possible actions', (_, policy) => {
    checkPossible(policy, 5);
  });

  it('random takes every possible action about equally often: χ² of 6000 draws, 5 degrees of freedom, p > 0.001', () => {
    const mask = new Uint8Array(ACTIONS.length);
    for (const action of [0, 3, 9, 20, 30, 40]) mask[action] = 1;
    const policy = randomPolicy(11);
    const counts = new Map<number, number>();
    for (let k = 0; k < 6000; k++) {
      const action = policy.decide(new Int32Array(FEATURES.length), mask);
      counts.set(action, (counts.get(action) ?? 0) + 1);
    }
    expect([...counts.keys()].every((action) => at(mask, action) === 1)).toBe(true);
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(counts.size).toBe(6);
    expect(chiSquared).toBeLessThan(20.52);
  });
});
