import { describe, expect, it } from 'vitest';
import type { Case } from './case.js';
import { CASES } from './cases/index.js';
import { ratesOf, ratioOf, spreadOf } from './figures.js';
import { chosenCases, readOptions } from './options.js';
import { limitText, reportText, rowsOf } from './report.js';
import { orderOf, runRounds } from './rounds.js';
import type { Sample } from './sample.js';

const one = (name: string, more: Partial<Case> = {}): Case => ({
  ...{ name, what: '', unit: 'steps', clock: 'cpu', shown: 'rate', warmUps: 0, repeats: 1 },
  open: () => Promise.reject(new Error('nothing is measured here')),
  ...more,
});

const SIDES = [
  { name: 'here', root: '/here' },
  { name: 'there', root: '/there' },
];

const sample = (units: number, cpuSeconds: number, wallSeconds = 1): Sample => ({ units, cpuSeconds, wallSeconds });

describe('the figures of a bench', () => {
  it('are the median and the range of the rounds', () => {
    expect(spreadOf([30, 10, 20, 50])).toEqual({ median: 25, low: 10, high: 50, n: 4 });
  });

  it('compare medians, and give the range of the rounds taken in pairs', () => {
    // Pairs: 20 / 10, 30 / 30, 40 / 10; medians 30 and 10.
    expect(ratioOf([20, 30, 40], [10, 30, 10])).toEqual({ ofMedians: 3, low: 1, high: 4 });
  });

  it('are units by the clock of the case', () => {
    expect(ratesOf({ clock: 'cpu' }, [sample(8, 2, 4)])).toEqual([4]);
    expect(ratesOf({ clock: 'wall' }, [sample(8, 2, 4)])).toEqual([2]);
  });

  it('give way to the reason where something could not be measured', () => {
    expect(ratesOf({ clock: 'cpu' }, [sample(8, 2), { skipped: 'no compiler' }])).toBe('no compiler');
  });
});

describe('the rounds of a bench', () => {
  it('swap the sides from one to the next', () => {
    expect([0, 1, 2].map((round) => orderOf(2, round))).toEqual([
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
  });

  it('measure every case in each of them, and what needs no checkout once', () => {
    const seen: string[] = [];
    const take = (name: string, { name: side }: { name: string }): Sample => {
      seen.push(`${name} ${side}`);
      return sample(seen.length, 1);
    };
    const taken = runRounds([one('a'), one('b', { isAlone: true })], SIDES, 2, take, () => {});
    expect(seen).toEqual(['a here', 'a there', 'b here', 'a there', 'a here', 'b here']);
    expect(taken[0]?.samples).toEqual([
      [sample(1, 1), sample(5, 1)],
      [sample(2, 1), sample(4, 1)],
    ]);
    expect(taken[1]?.samples[1]).toEqual([]);
  });
});

describe('the report of a bench', () => {
  const samples = (...seconds: number[]): Sample[] => seconds.map((cpuSeconds) => sample(1000, cpuSeconds));
  const rows = rowsOf([
    {
      case: one('event-8', { unit: 'events', shown: 'time' }),
      samples: [samples(0.002, 0.004), samples(0.01, 0.01)],
    },
    { case: one('event-8-in-c', { unit: 'events', shown: 'time' }), samples: [samples(0.001, 0.001), []] },
    { case: one('slow'), samples: [samples(1, 1), [{ skipped: 'no such module' }, { skipped: 'no such module' }]] },
  ]);

  it('shows a rate or a time, the ratio, and why there is none', () => {
    const lines = reportText(rows, SIDES, 2).split('\n');
    // 500 and 250 events/ms: the median of the rates is 375, i.e. 2.67 us.
    expect(lines[2]).toMatch(
      /event-8 +cpu +2\.67 us \(2\.00-4\.00\) +10\.0 us \(10\.0-10\.0\) +3\.75 \(2\.50-5\.00\)$/,
    );
    expect(lines[4]).toMatch(/slow +cpu +1000 steps\/s \(1000-1000\) +no such module$/);
  });

  it('holds an event against the same one in C', () => {
    expect(limitText(rows, SIDES)).toBe(
      '\nan event in TypeScript over one in C (event-8, medians): here 2.67, there 10.00\n',
    );
    expect(limitText(rows.slice(0, 1), SIDES)).toBe('');
  });
});

describe('the command line of a bench', () => {
  const all = [
    one('train-ppo'),
    one('train-dqn'),
    one('quickstart'),
    one('quickstart-short'),
    one('all', { isLong: true }),
  ];
  const names = (only: string[], long = false) => chosenCases(all, only, long).map(({ name }) => name);

  it('takes a name for one case, or for all that begin so', () => {
    expect(names(['train'])).toEqual(['train-ppo', 'train-dqn']);
    expect(names(['train-dqn', 'all'])).toEqual(['train-dqn', 'all']);
    expect(names(['quickstart'])).toEqual(['quickstart']);
  });

  it('leaves long cases out until they are asked for', () => {
    expect(names([])).not.toContain('all');
    expect(names([], true)).toContain('all');
  });

  it('refuses what is no case and no number of rounds', () => {
    expect(() => names(['trian-ppo'])).toThrow('unknown case "trian-ppo"');
    expect(() => readOptions(['--rounds', '0'], all)).toThrow('must be a whole number from 1 on, got "0"');
    expect(() => readOptions(['--agianst', 'main'], all)).toThrow('--agianst');
  });

  it('gives every case a name of its own', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });
});
