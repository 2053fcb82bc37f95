import { describe, expect, it } from 'vitest';
import type { LearnedGroup } from '../../../src/comparison/learned-group.js';
import { lineUp } from '../../../src/comparison/line-up.js';
import {
  firstTriedSides,
  oneSettingSides,
  ownOverOneSides,
  perPlatformSides,
} from '../../../src/comparison/verdict/sides.js';
import { FIXED_ENTRANTS } from '../../../src/episodes/entrant.js';
import type { TunedRule } from '../../../src/tuning/tune-rules.js';
import { samplePolicy } from '../../policy/sample-policies.js';

const CONTENTS = samplePolicy('tree', 1);
const UNSET = ['kernel', ...FIXED_ENTRANTS.map(({ name }) => name)];
const REFERENCES = { base: 'three-parameter', horizonMs: 1, width: 2, samples: 1 } as const;

const forAll = (name: string): LearnedGroup => ({
  name,
  members: [{ entrant: { is: 'policy', name, form: 'integer', contents: CONTENTS }, files: [CONTENTS] }],
});

const perPlatform = (name: string): LearnedGroup => ({
  name,
  members: [{ entrant: { is: 'policies', name, form: 'integer', byPlatform: { a: CONTENTS } }, files: [CONTENTS] }],
});

/** A rule tuned on the scenarios of some platforms. */
const tunedOn = (rule: string, ...platforms: readonly string[]): TunedRule => ({
  ...{ rule, defaults: {}, oneSetting: {}, byScenario: {}, settings: 1, decisions: 1, ownSearches: null, trials: [] },
  byPlatform: Object.fromEntries(platforms.length > 1 ? platforms.map((one) => [one, {}]) : []),
});

const lineOf = (tuned: readonly TunedRule[], ...learned: readonly LearnedGroup[]) =>
  lineUp({ references: REFERENCES }, tuned, learned);

describe('sides of a contest', () => {
  it('hold a policy for all against whoever needs one setting, and one for each platform against its like', () => {
    const line = lineOf([tunedOn('three-parameter', 'a', 'b')], forAll('both'), perPlatform('own'));
    expect(oneSettingSides(line)).toMatchObject({
      learned: ['both'],
      rules: [...UNSET, 'three-parameter', 'three-parameter/tuned'],
    });
    expect(perPlatformSides(line)).toMatchObject({
      learned: ['own'],
      rules: [...UNSET, 'three-parameter/tuned-per-platform'],
    });
    expect(ownOverOneSides(line)).toMatchObject({ learned: ['own'], rules: oneSettingSides(line).rules });
    expect(firstTriedSides(line)).toMatchObject({ learned: ['both', 'own'], rules: ['three-parameter/tuned'] });
  });

  it('are one contest where there is one platform: nothing is said twice', () => {
    const line = lineOf([tunedOn('three-parameter', 'a')], forAll('both'), perPlatform('own'));
    expect(oneSettingSides(line).learned).toEqual(['both', 'own']);
    expect(perPlatformSides(line)).toBeUndefined();
    expect(ownOverOneSides(line)).toBeUndefined();
  });

  it('hold policies for each platform against one setting in the verdict, where there are no others', () => {
    const line = lineOf([tunedOn('three-parameter', 'a', 'b')], perPlatform('own'));
    expect(oneSettingSides(line).learned).toEqual(['own']);
    expect(perPlatformSides(line)?.learned).toEqual(['own']);
    expect(ownOverOneSides(line)).toBeUndefined();
  });

  it('leave out the rule one tries first where it, or any policy, is missing', () => {
    const rules = [tunedOn('three-parameter', 'a')];
    expect(firstTriedSides(lineOf(rules))).toBeUndefined();
    const others = [tunedOn('load-aware', 'a')];
    const line = lineUp({ references: { ...REFERENCES, base: 'policy' } }, others, [forAll('both')]);
    expect(firstTriedSides(line)).toBeUndefined();
  });
});
