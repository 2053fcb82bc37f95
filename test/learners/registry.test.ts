import { describe, expect, it } from 'vitest';
import { FoliotuneError } from '../../src/core/errors.js';
import { parseWith } from '../../src/core/schema.js';
import { createMigrationEnvironment } from '../../src/env/migration-environment.js';
import { openScenarios } from '../../src/env/scenario-registry.js';
import { LEARNERS } from '../../src/learners/registry.js';
import { createFloatPolicy } from '../../src/policy/float-policy.js';
import { policyModelSchema } from '../../src/policy/model.js';
import { TINY } from '../experiment/tiny-experiment.js';

const scenarios = await openScenarios(TINY.scenarios);
const LANES = 4;
const BUDGET = 1200;
const environment = () =>
  createMigrationEnvironment(scenarios, { lanes: LANES, features: TINY.features, actions: TINY.actions });
/** A step under way is finished: trials of all actions in every lane, some decisions each. */
const OVERSHOOT = LANES * TINY.actions.length * 10;

describe.each(LEARNERS.all)('learner $name', ({ name, summary, defaults, schema, choices, train }) => {
  it('says what it is and where it comes from', () => {
    expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(summary).toMatch(/\(.*\d{4}.*\)/);
  });

  it('has defaults that its own schema accepts unchanged, and fills in when nothing is given', () => {
    expect(schema.parse(defaults)).toEqual(defaults);
    expect(schema.parse({})).toEqual(defaults);
  });

  it('has choices that its schema takes, each default among its own', () => {
    for (const [key, values] of Object.entries<readonly unknown[]>({ ...choices })) {
      expect(values, key).toContainEqual((defaults as Record<string, unknown>)[key]);
      for (const value of values) expect(schema.safeParse({ [key]: value }).success, `${key} ${value}`).toBe(true);
    }
  });

  it('refuses an option it does not know', () => {
    expect(() => parseWith(schema, { ...Object(defaults), noSuchOption: 1 }, 'options')).toThrow(FoliotuneError);
  });

  it('spends its budget and no more, and hands over a model that a policy file may hold', async () => {
    const env = environment();
    let reported = 0;
    const model = await train(env, defaults, 1, BUDGET, {
      onProgress: ({ decisions }) => {
        expect(decisions).toBeGreaterThanOrEqual(reported);
        reported = decisions;
      },
    });
    const spent = env.decisions + env.counterfactuals.trialDecisions;
    expect(spent).toBeGreaterThan(BUDGET / 2);
    expect(spent).toBeLessThanOrEqual(BUDGET + OVERSHOOT);
    expect(reported).toBeGreaterThan(0);
    expect(policyModelSchema.safeParse(model).success).toBe(true);
    const policy = createFloatPolicy({ name, features: TINY.features, actions: TINY.actions, model });
    expect(env.masks[policy.decide(env.features, env.masks)]).toBe(1);
  });

  it('gives the same model from the same seed, whatever the hooks, and another from another', async () => {
    const learn = (seed: number, hooks = {}) => train(environment(), defaults, seed, BUDGET, hooks);
    const model = await learn(1);
    expect(await learn(1, { onProgress: () => undefined, shouldStop: () => false })).toEqual(model);
    expect(await learn(2)).not.toEqual(model);
  });

  it('stops when it is told to, with a model', async () => {
    const env = environment();
    const model = await train(env, defaults, 1, 1_000_000, { shouldStop: () => env.decisions >= 256 });
    expect(env.decisions).toBeLessThan(20_000);
    expect(policyModelSchema.safeParse(model).success).toBe(true);
  });
});
