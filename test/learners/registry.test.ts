import { describe, expect, it } from 'vitest';
import { FoliotuneError } from '../../src/core/errors.js';
import { parseWith } from '../../src/core/schema.js';
import { LEARNERS } from '../../src/learners/registry.js';

describe.each(LEARNERS.all)('learner $name', ({ name, summary, defaults, schema, choices }) => {
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
});
