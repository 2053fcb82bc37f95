import { describe, expect, it } from 'vitest';
import { FoliotuneError } from '../../src/core/errors.js';
import { experimentNames, parseExperiment, readExperiment } from '../../src/experiment/experiment-file.js';
import { LEARNERS } from '../../src/learners/registry.js';
import { FEATURES } from '../../src/policy/feature-table.js';
import { TINY } from './tiny-experiment.js';

/** The one message for an experiment that cannot be used. */
function complaint(changes: object): string {
  try {
    parseExperiment({ ...TINY, ...changes }, 'tiny.json');
  } catch (error) {
    if (error instanceof FoliotuneError) return error.line;
    throw error;
  }
  return 'none';
}

const [learner] = TINY.learners;

describe('an experiment file', () => {
  it('is resolved: every default filled in', () => {
    const { features: _, evaluation: __, references: ___, ...rest } = TINY;
    const experiment = parseExperiment(rest, 'tiny.json');
    expect(experiment.features).toEqual(FEATURES.map(({ name }) => name));
    expect(experiment.evaluation).toEqual({ seeds: 5, seed: 1 });
    expect(experiment.references).toEqual({ base: 'policy', horizonMs: 10, width: 4, samples: 2 });
    expect(experiment.learners[0]?.options).toEqual(LEARNERS.get('bandit').defaults);
  });

  it('takes over whole keys of the entry that a learner is like', () => {
    const all = { ...learner, as: 'all', options: { ridge: 2, explore: 0.5 }, features: ['nr_folios', 'reason'] };
    const some = { as: 'some', like: 'all', policy: 'models/some.json', options: { ridge: 3 } };
    const { learners } = parseExperiment({ ...TINY, learners: [all, some] }, 'tiny.json');
    expect(learners[1]).toEqual({
      ...learners[0],
      ...{
        as: 'some',
        policy: 'models/some.json',
        options: Object.assign({}, LEARNERS.get('bandit').defaults, { ridge: 3 }),
      },
    });
  });

  it.each([
    [{ scenario: [] }, 'tiny.json: unknown key "scenario" (did you mean "scenarios"?)'],
    [{ name: 'Tiny one' }, 'tiny.json: name: must be lower-case letters, digits and hyphens, got "Tiny one"'],
    [
      { scenarios: ['zen3-ptdma/bulk-light-v3'] },
      'tiny.json: scenarios.0: unknown scenario "zen3-ptdma/bulk-light-v3" (did you mean "zen3-ptdma/bulk-light-v2"?)',
    ],
    [{ rules: ['load-awar'] }, 'tiny.json: rules.0: unknown rule "load-awar" (did you mean "load-aware"?)'],
    [{ rules: ['load-aware', 'load-aware'] }, 'tiny.json: rules.1: rule "load-aware" is listed twice'],
    [{ features: ['nr_folio'] }, 'tiny.json: features.0: unknown feature "nr_folio" (did you mean "nr_folios"?)'],
    [{ actions: ['dcbm-3'] }, 'tiny.json: actions.0: unknown action "dcbm-3" (did you mean "dcbm-1"?)'],
    [
      { learners: [{ ...learner, name: 'bandid' }] },
      'tiny.json: learners.0.name: unknown learner "bandid" (did you mean "bandit"?)',
    ],
    [
      { learners: [{ ...learner, options: { ridgee: 1 } }] },
      'tiny.json: learners.0.options: unknown key "ridgee" (did you mean "ridge"?)',
    ],
    [
      { learners: [{ ...learner, options: { explore: 3 } }] },
      'tiny.json: learners.0.options.explore: Too big: expected number to be <=1, got 3',
    ],
    [{ learners: [{ ...learner, lane: 3 }] }, 'tiny.json: learners.0: unknown key "lane" (did you mean "lanes"?)'],
    [
      { learners: [learner, learner] },
      `tiny.json: learners.1.policy: "models/tiny.json" is another learner's policy too`,
    ],
    [
      { learners: [learner, { ...learner, policy: './models/tiny.json' }] },
      `tiny.json: learners.1.policy: "./models/tiny.json" is another learner's policy too`,
    ],
    [
      {
        learners: [
          { ...learner, as: 'all' },
          { as: 'some', like: 'al', policy: 'models/some.json' },
        ],
      },
      'tiny.json: learners.1.like: no entry that says everything itself is called "al" (did you mean "all"?)',
    ],
    [
      { learners: [{ ...learner, as: 'all', like: 'all' }] },
      'tiny.json: learners.0.like: no entry that says everything itself is called "all"',
    ],
    [{ learners: [{ ...learner, policy: 'tiny' }] }, 'tiny.json: learners.0.policy: must end in .json, got "tiny"'],
    [{ evaluation: { seeds: 0, seed: 1 } }, 'tiny.json: evaluation.seeds: Too small: expected number to be >=1, got 0'],
    [
      { references: { ...TINY.references, bas: 'policy' } },
      'tiny.json: references: unknown key "bas" (did you mean "base"?)',
    ],
    [
      { platform: 'elsewhere' },
      'tiny.json: scenarios.0: is on platform "zen3-ptdma", but the experiment is on "elsewhere"',
    ],
  ])('refuses %j', (changes, message) => {
    expect(complaint(changes)).toBe(message);
  });

  it('of another format, or none, is refused', () => {
    expect(() => parseExperiment({ ...TINY, format: 'foliotune-experiment-9' }, 'f')).toThrow(
      /f: format: .*got "folio/,
    );
    expect(() => parseExperiment([], 'f')).toThrow(FoliotuneError);
  });

  it.each(experimentNames())('shipped as %s can be used', (name) => {
    expect(readExperiment(name, '/').name).toBe(name);
  });

  it('is not there under a misspelt name', () => {
    expect(() => readExperiment('quickstat', '/')).toThrow(/unknown experiment "quickstat"/);
    expect(() => readExperiment('no/such.json', '/nowhere')).toThrow(
      '/nowhere/no/such.json: cannot read: no such file',
    );
  });
});
