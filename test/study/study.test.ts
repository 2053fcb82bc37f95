import { describe, expect, it } from 'vitest';
import { closedForm } from '../../src/migration/closed-form.js';
import { loadPlatform } from '../../src/platform/load.js';
import { axisNumber, crossing } from '../../src/study/axis.js';
import { judgeExpectations } from '../../src/study/expectation.js';
import { runStudy } from '../../src/study/run-study.js';
import { parseStudy } from '../../src/study/study-file.js';
import { StudyCells } from '../../src/study/study-result.js';
import type { Study } from '../../src/study/study-schema.js';

const MINIMAL = {
  format: 'foliotune-study-1',
  name: 'minimal',
  title: 'A study',
  question: 'Is it?',
  point: 1,
  kind: 'request',
  set: { platform: 'zen3-ptdma', total: '64MiB' },
  axis: { setting: 'folioSize', label: 'folio size', values: ['64KiB', '512KiB', '2MiB'] },
  panels: [{ name: 'idle' }],
  series: [
    { name: 'kernel', set: { migrator: 'kernel' } },
    { name: 'one channel', set: { migrator: 'dcbm', channels: 1 } },
  ],
  metrics: ['throughput', 'tenant-loss'],
  seeds: 3,
  expectations: [
    { kind: 'trend', says: 'larger folios are faster', source: 'physics', series: 'kernel', direction: 'rises' },
  ],
  shows: ['this'],
  doesNotShow: ['that'],
};

const parse = (facts: Record<string, unknown> = {}): Study => parseStudy({ ...MINIMAL, ...facts }, 'minimal.json');
const refusal = (facts: Record<string, unknown>): string => {
  try {
    parse(facts);
    return 'accepted';
  } catch (error) {
    return (error as { line?: string }).line ?? String(error);
  }
};

describe('a study file', () => {
  it.each([
    ['a misspelt key', { metric: ['throughput'] }, /unknown key "metric".*did you mean "metrics"/],
    ['a misspelt setting', { set: { platfrm: 'x' } }, /unknown setting "platfrm".*did you mean "platform"/],
    [
      'an unknown axis',
      { axis: { ...MINIMAL.axis, setting: 'folioSizes' } },
      /axis\.setting.*did you mean "folioSize"/,
    ],
    ['a size without unit', { set: { total: '64' } }, /total: "64" has no unit/],
    ['an unknown platform', { set: { platform: 'zen3' } }, /unknown platform "zen3"/],
    [
      'an impossible plan',
      { series: [MINIMAL.series[0], { name: 'x', set: { migrator: 'dcbm', channels: 17 } }] },
      /channels must be/,
    ],
    ['two series of one name', { series: [MINIMAL.series[0], MINIMAL.series[0]] }, /"kernel" is there twice/],
    [
      'an expectation of an unknown series',
      { expectations: [{ kind: 'value', says: 's', source: 's', of: { series: 'kernl' }, atLeast: 1 }] },
      /expectations\.0\.of\.series: unknown series "kernl".*did you mean "kernel"/,
    ],
    [
      'an expectation off the axis',
      { expectations: [{ kind: 'value', says: 's', source: 's', of: { series: 'kernel', x: '1MiB' } }] },
      /unknown value of the axis "1MiB"/,
    ],
  ])('is refused for %s', (_, facts, rule) => {
    expect(refusal(facts)).toMatch(rule);
  });

  it('takes settings of the study, the panel, the series and the axis, the later ones first', async () => {
    const study = parse({
      set: { ...MINIMAL.set, folioSize: '4KiB', migrator: 'mtcopy', busy: 1 },
      panels: [{ name: 'idle', set: { busy: 0 } }],
      expectations: [{ kind: 'value', says: 's', source: 's', of: { series: 'kernel' }, atLeast: 0 }],
    });
    const { cells } = await runStudy(study);
    const serial = { migrator: 'kernel', workers: 1, channels: 0, side: 'pull', stores: 'temporal' } as const;
    const law = closedForm(
      loadPlatform('zen3-ptdma'),
      { folioBytes: 2 ** 21, folios: 32, source: 0, target: 1, mmCpus: 1 },
      { ...serial, placement: 'spread', dmaShare: 0 },
    );
    // An idle machine: the simulator takes what the plain law says.
    expect(cells.at('throughput', 0, 0, 2).mean / law.throughputGBps).toBeCloseTo(1, 9);
  });
});

describe('a study under load', () => {
  const busy = {
    panels: [{ name: 'busy', set: { busy: 1.2 } }],
    axis: { ...MINIMAL.axis, values: ['512KiB', '2MiB'] },
  };

  it('is the same each time, has a value a seed, and differs between seeds', async () => {
    const [first, second] = [await runStudy(parse(busy)), await runStudy(parse(busy))];
    const cell = first.cells.at('throughput', 0, 0, 1);
    expect(cell.values).toEqual(second.cells.at('throughput', 0, 0, 1).values);
    expect(new Set(cell.values).size).toBe(3);
    expect(cell.low).toBeLessThan(cell.mean);
    expect(cell.high).toBeGreaterThan(cell.mean);
  });

  it('takes CPU time from tenants, which an idle machine does not', async () => {
    const [loaded, idle] = [await runStudy(parse(busy)), await runStudy(parse())];
    expect(loaded.cells.at('tenant-loss', 0, 0, 0).mean).toBeGreaterThan(10);
    expect(idle.cells.at('tenant-loss', 0, 0, 0).mean).toBe(0);
  });
});

describe('a study of episodes', () => {
  const episodes = {
    kind: 'episodes',
    set: { scenario: 'zen3-ptdma/tiering-flood-v2' },
    axis: { setting: 'batch', label: 'cap', scale: 'even', values: [8, '512 folios', 'by-mapping'] },
    series: [
      { name: 'kernel', set: { policy: 'kernel' } },
      { name: 'rule', set: { policy: 'three-parameter' } },
    ],
    metrics: ['blackout-p99'],
    seeds: 2,
    expectations: [{ kind: 'value', says: 's', source: 's', of: { series: 'rule' }, atLeast: 0 }],
  };

  it("cuts a rule's batches as its axis says and leaves the kernel its own", async () => {
    const { cells } = await runStudy(parse(episodes));
    const of = (series: number, x: number) => cells.at('blackout-p99', 0, series, x);
    expect(of(0, 1).values).toEqual(of(0, 0).values);
    expect(of(0, 2).values).toEqual(of(0, 0).values);
    // 512 THPs wait for each other, 8 hardly; by mapping a THP's batch holds 8 too.
    expect(of(1, 1).mean).toBeGreaterThan(8 * of(1, 0).mean);
    expect(of(1, 2).mean).toBeLessThan(2 * of(1, 0).mean);
  });

  it.each([
    ['a cap that is none', { batch: 'by-maping' }, /batch/],
    ['a rule that is none', { batch: 8, policy: 'three-parameters' }, /policy/],
  ])('refuses %s', (_, set, rule) => {
    expect(
      refusal({
        ...episodes,
        series: [{ name: 'rule', set }],
        axis: { ...episodes.axis, setting: 'floodGBps', values: [1, 2] },
      }),
    ).toMatch(rule);
  });
});

/** A study of two curves with the given means, whose values do not stray. */
function judged(expectation: Record<string, unknown>, curves: readonly (readonly number[])[]) {
  const study = parse({ expectations: [{ says: 's', source: 's', ...expectation }] });
  const cells = new StudyCells(study);
  curves.forEach((means, series) => {
    means.forEach((mean, x) => {
      cells.put('throughput', 0, series, x, { values: [mean, mean, mean], mean, low: mean, high: mean });
    });
  });
  return judgeExpectations(study, cells)[0];
}

describe('an expectation', () => {
  const crosses = { kind: 'crossover', of: 'one channel', over: 'kernel', between: ['512KiB', '2MiB'] };
  const ratio = { kind: 'ratio', of: { series: 'one channel' }, to: { series: 'kernel' } };
  const kernel = [5, 6, 10];

  it.each([
    ['a crossover within its bounds', crosses, [2, 4, 12], true],
    ['a crossover before them', crosses, [4, 7, 12], false],
    ['no crossover', crosses, [2, 4, 9], false],
    ['a curve that was ahead all along', crosses, [6, 7, 12], false],
    [
      'a ratio within its bounds at one place',
      { ...ratio, of: { ...ratio.of, x: '2MiB' }, atLeast: 1.1 },
      [2, 4, 12],
      true,
    ],
    ['a ratio that is out of bounds somewhere', { ...ratio, atLeast: 0.5 }, [2, 4, 12], false],
    ['a trend', { kind: 'trend', series: 'one channel', direction: 'rises' }, [2, 4, 12], true],
    ['a trend that breaks', { kind: 'trend', series: 'one channel', direction: 'rises' }, [2, 1.9, 12], false],
    ['a value', { kind: 'value', of: { series: 'one channel', x: '2MiB' }, atMost: 11 }, [2, 4, 12], false],
    [
      'a published figure within a tenth',
      { kind: 'published', of: { series: 'one channel', x: '2MiB' }, value: 12.5, within: 0.1 },
      [2, 4, 12],
      true,
    ],
    [
      'a published figure missed',
      { kind: 'published', of: { series: 'one channel', x: '2MiB' }, value: 16, within: 0.1 },
      [2, 4, 12],
      false,
    ],
  ])('tells %s', (_, expectation, channel, met) => {
    expect(judged(expectation, [kernel, channel])?.met).toBe(met);
  });

  it.each([
    [[2, 4, 12], /^never falls: at most 0\.0 % against the trend; expected at most 1\.0 %$/],
    [[2, 1.9, 12], /^falls: at most 5\.0 % against the trend from 64 KiB to 512 KiB; /],
  ])('says plainly how far %j moves against its trend', (channel, figure) => {
    const trend = { kind: 'trend', series: 'one channel', direction: 'rises' };
    expect(judged(trend, [kernel, channel])?.figure).toMatch(figure);
  });

  it('holds a ratio by its interval, not by its mean', () => {
    const study = parse({ expectations: [{ says: 's', source: 's', ...ratio, atLeast: 1 }] });
    const cells = new StudyCells(study);
    for (const [x] of study.axis.values.entries()) {
      cells.put('throughput', 0, 0, x, { values: [1, 1, 1], mean: 1, low: 1, high: 1 });
      cells.put('throughput', 0, 1, x, { values: [0.5, 1, 2], mean: 3.5 / 3, low: 0.5, high: 2 });
    }
    expect(judgeExpectations(study, cells)[0]?.met).toBe(false);
  });

  it('finds a crossing half way on a logarithmic axis where gain and loss are alike', () => {
    const study = parse();
    expect(crossing(study, 0, -1, 1)).toBeCloseTo(Math.sqrt(axisNumber(study, 0) * axisNumber(study, 1)), 6);
  });
});
