import { describe, expect, it } from 'vitest';
import type { BeatenReference } from '../../../src/evaluation/reference-check.js';
import {
  beatenLines,
  harmLines,
  meanLine,
  memberTable,
  suiteTable,
  verdictTable,
} from '../../../src/report/comparison/suite-text.js';
import { comparison, standing, verdict } from './sample-standing.js';

const WIDE = Number.POSITIVE_INFINITY;

describe('the table of verdicts', () => {
  const part = {
    part: 'suite',
    scenarios: ['a', 'b', 'c'],
    scored: 2,
    verdicts: [verdict()],
    inHindsight: [verdict({ rule: 'load-aware', gain: -0.001 })],
    reference: verdict({ policy: 'reference', gain: 0.05, low: null, high: null, mean: null }),
  };

  it('has a row for each policy and one for what is left to gain', () => {
    const [head, titles, , tree, reference] = verdictTable([part], WIDE).split('\n');
    expect(head).toBe('Over queue-aware; "reference" is what is left to gain, which nobody can be expected to pass:');
    const cells = (line = ''): string[] => line.trim().split(/ {2,}/);
    expect(cells(titles)).toEqual(
      ['part', 'scored', 'policy', 'score', 'gain', '95 % interval', 'significant', 'better', '95 % interval'].concat([
        'in the mean',
        '95 % interval',
        'in hindsight',
        'over',
      ]),
    );
    expect(cells(tree)).toEqual(
      ['suite', '2 of 3', 'tree', '0.900', '+0.012', '+0.004 to +0.020', 'yes', '0.75', '0.60 to 0.90'].concat([
        '−0.002',
        '−0.010 to +0.005',
        '−0.001',
        'load-aware',
      ]),
    );
    expect(cells(reference)).toEqual([
      'suite',
      '2 of 3',
      'reference',
      '0.900',
      '+0.050',
      '-',
      'yes',
      '0.75',
      '0.60 to 0.90',
      '-',
      '-',
      '-',
      '-',
    ]);
  });

  it('names the rule that is best in the mean where it is another, and says what is too small', () => {
    const tiny = verdict({ tooSmall: true, mean: { rule: 'size-threshold', gain: 0.1, low: null, high: null } });
    const text = verdictTable([{ ...part, verdicts: [tiny], reference: tiny }], WIDE);
    expect(text).toContain('Over queue-aware, in the mean size-threshold; ');
    expect(text).toContain('yes, too small to matter');
  });
});

describe('a gain in the mean', () => {
  it('has its interval where there is a spread', () => {
    const mean = { rule: 'queue-aware', gain: 0.03, low: -0.01, high: 0.05 };
    const line = '  in the mean, where the worst scenarios count as well, +0.030';
    expect(meanLine(mean)).toEqual([`${line}, 95 % interval −0.010 to +0.050, over queue-aware`]);
    expect(meanLine({ ...mean, low: null, high: null })).toEqual([`${line}, over queue-aware`]);
  });

  it('is no line where there is none', () => {
    expect(meanLine(null)).toEqual([]);
  });
});

describe('trainings by themselves', () => {
  const members = [
    { name: 'tree-s1', iqm: 0.9, worst: { scenario: 'b', score: 0.4 }, harm: { scenario: 'b', ratio: 1.02 } },
    { name: 'tree-s2', iqm: null, worst: null, harm: { scenario: 'a', ratio: 1.305 } },
  ];

  it('are a row each, and no table where all policies are single', () => {
    expect(
      memberTable([standing({ name: 'tree', members })], WIDE)
        ?.split('\n')
        .slice(2),
    ).toEqual(['tree-s1   0.900   0.40  b', 'tree-s2       -      -  -']);
    expect(memberTable([standing({ name: 'tree' })], WIDE)).toBeUndefined();
  });

  it('the one that harms most is named behind the harm of all', () => {
    expect(harmLines({ policies: [standing({ name: 'tree', members })] }).at(-1)).toBe(
      '  tree: on 1 scenario; worst 1.250 (1.20 to 1.30) on zen3/churn-v2; of single trainings tree-s2 most, 1.305 on a',
    );
  });
});

describe('harm', () => {
  it('counts the scenarios that cost over a hundredth more than the kernel', () => {
    const harms = [1.02, 1.011, 1.01].map((ratio) => ({ scenario: 'a', ratio, low: null, high: null }));
    expect(harmLines({ policies: [standing({ name: 'tree', harms })] })).toEqual([
      "Costs over 1.01 of today's kernel (mean ratio, 95 % interval):",
      '  tree: on 2 scenarios; worst 1.020 on a',
    ]);
    expect(harmLines({ policies: [standing({ name: 'tree', harms: harms.slice(2) })] }).at(-1)).toBe(
      '  tree: on no scenario; worst 1.010 on a',
    );
  });

  it('is not said of rules', () => {
    expect(harmLines({ policies: [standing({ name: 'queue-aware', kind: 'rule' })] })).toEqual([]);
  });
});

describe('a reference that is beaten', () => {
  const beaten: BeatenReference = {
    scenario: 'a',
    policy: 'tree',
    reference: 'greedy',
    gain: 0.031,
    low: 0.01,
    high: 0.05,
    fresh: { reference: 'lookahead', gain: 0.02, low: 0.005, high: 0.04, n: 12 },
  };
  const fresh = 'on 12 fresh episodes 2.0 % (99 % interval 0.5 % to 4.0 %) less than lookahead';
  const lines = (one: BeatenReference) => beatenLines({ beaten: [one] });

  it('is wrong where it is beaten on fresh episodes too', () => {
    expect(lines(beaten)).toEqual([`On a tree costs 3.1 % less than greedy, ${fresh}: the reference is wrong there`]);
  });

  it('is within noise where fresh episodes do not show it', () => {
    const noise = { reference: 'lookahead', gain: 0.02, low: -0.01, high: 0.05, n: 12 };
    expect(lines({ ...beaten, fresh: noise })[0]).toMatch(/\(99 % interval -1\.0 % to 5\.0 %\).*: within noise$/);
  });

  it('is mended where it is not beaten over that very policy', () => {
    const mended = { reference: 'lookahead', gain: -0.01, low: -0.02, high: 0.001, n: 12 };
    expect(lines({ ...beaten, mended })[0]).toMatch(
      /: the reference was wrong there\. Over tree it is not: on 12 fresh episodes -1\.0 %/,
    );
  });

  it('is taken to be wrong where nobody looked again', () => {
    expect(lines({ ...beaten, fresh: null })).toEqual([
      'On a tree costs 3.1 % less than greedy, the reference is wrong there',
    ]);
  });
});

it('a wide suite is a line a scenario: score and cost beside the kernel’s for the rule and the learned', () => {
  const policies = [
    standing({ name: 'tree' }),
    standing({ name: 'queue-aware', kind: 'rule' }),
    standing({ name: 'load-aware', kind: 'rule' }),
  ];
  // Costs 20 of the kernel's 40, and 90 of its 60.
  expect(suiteTable(comparison(policies), 'queue-aware', WIDE).split('\n')).toEqual([
    'scenario       kernel  to win %  tree  ÷ kernel  queue-aware  ÷ kernel',
    '-------------  ------  --------  ----  --------  -----------  --------',
    'zen3/bulk-v2     40.0      48.0  1.00      0.50         1.00      0.50',
    'zen3/churn-v2    60.0       4.0     -      1.50            -      1.50',
  ]);
});
