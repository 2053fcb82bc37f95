import { describe, expect, it } from 'vitest';
import { batchingText } from '../../../src/report/tuning/batching-text.js';
import { tunedRulesText } from '../../../src/report/tuning/tuned-rules-text.js';
import { tuningText } from '../../../src/report/tuning/tuning-text.js';
import type { RuleSearch } from '../../../src/tuning/rule-searches.js';
import type { TuningReport } from '../../../src/tuning/tune.js';

const WIDE = Number.POSITIVE_INFINITY;

describe('the search of one setting', () => {
  const score = { iqm: 0.9, low: 0.85, high: 0.95, mean: 0.8, n: 10 };
  const report: TuningReport = {
    runId: 3,
    experiment: 'tiny',
    subject: { kind: 'rule', name: 'load-aware' },
    settings: 12,
    decisions: 900,
    remembered: 0,
    defaults: { parameters: { threads: 4 }, score: { ...score, iqm: null, low: null, high: null } },
    best: { parameters: { threads: 8 }, score },
    episodes: 6,
    inExperiment: { rules: [{ name: 'load-aware', threads: 8 }] },
  };

  it('shows the given and the best setting, and what goes into the file', () => {
    const lines = tuningText(report, WIDE).split('\n');
    expect(lines[0]).toBe('rule load-aware: 12 settings, 900 simulated decisions (run 3)');
    expect(lines.slice(4, 8)).toEqual([
      'setting   score  95 % interval    n',
      '--------  -----  --------------  --',
      'as given      -  -               10',
      'best      0.900  0.850 to 0.950  10',
    ]);
    const [title, ...json] = lines.slice(9);
    expect(title).toBe('In the file of experiment tiny:');
    expect(JSON.parse(json.join('\n'))).toEqual(report.inExperiment);
  });

  it('says that nothing better was found, and what an earlier run had done', () => {
    const text = tuningText({ ...report, best: { ...report.best, parameters: { threads: 4 } }, remembered: 5 }, WIDE);
    expect(text).toMatch(/\nNothing better than what is given was found\.$/);
    expect(text).toContain('900 simulated decisions, 5 episodes of them run before (run 3)');
  });
});

describe('the search of every rule', () => {
  const search: RuleSearch = {
    rule: 'load-aware',
    of: 'all',
    name: 'all scenarios',
    settings: 7,
    decisions: 100,
    parameters: {},
    gainAsGiven: 0.5,
    gain: 0.625,
  };

  it('lists every search but those of single scenarios, which it counts', () => {
    const searches = [search, { ...search, of: 'platform', name: 'zen3' }, { ...search, of: 'scenario' }] as const;
    const report = { runId: 3, experiment: 'tiny', file: '/x/r.json', batching: null, decisions: 300, remembered: 0 };
    const lines = tunedRulesText({ ...report, searches, episodes: 6 }, 'r.json', WIDE).split('\n');
    expect(lines[0]).toBe('1 rules of tiny: 3 searches, 300 simulated decisions (run 3)');
    expect(lines.slice(5, 10)).toEqual([
      'rule        tuned on       settings  decisions  as given  found',
      '----------  -------------  --------  ---------  --------  -----',
      'load-aware  all scenarios         7        100      0.50   0.63',
      'load-aware  zen3                  7        100      0.50   0.63',
      '1 searches on a scenario alone are not listed',
    ]);
    expect(lines.at(-1)).toBe('In the file of experiment tiny: "tunedRules": "r.json"');
  });
});

describe('the search of a batch table', () => {
  const table = { default: { pmd: '8 folios', pte: 'mainline' }, reasons: { demotion: { pte: '32 folios' } } };
  const rows = [
    { scenario: 'a', offload: 1.5, before: 0.8, after: 0.7 },
    { scenario: 'b', offload: 0.5, before: 1.2, after: 1.0101 },
  ];

  it('has a row a reason, filled from the default, and its costs beside the kernel’s with their harm', () => {
    const report = {
      ...{ runId: 3, experiment: 'tiny', rule: 'cost-benefit', seed: 1, start: table, table, decisions: 900 },
      ...{ remembered: 0, episodes: { searched: 4, shown: 2 }, rows },
    };
    const lines = batchingText(report, WIDE).split('\n');
    expect(lines.slice(3, 7)).toEqual([
      'reason    mapped by a PMD  by PTEs',
      '--------  ---------------  ---------',
      'demotion         8 folios  32 folios',
      'else             8 folios  mainline',
    ]);
    expect(lines.slice(10)).toEqual([
      'scenario  offload  before  after',
      '--------  -------  ------  -----  ------',
      'a           1.500   0.800  0.700',
      'b           0.500   1.200  1.010  harmed',
      // (1.5 + 0.5) ÷ 2, (0.8 + 1.2) ÷ 2, (0.7 + 1.0101) ÷ 2
      '2 scenarios: offload mean 1.000, worst 1.500, 1 harmed; before mean 1.000, worst 1.200, 1 harmed; ' +
        'after mean 0.855, worst 1.010, 1 harmed',
    ]);
  });
});
