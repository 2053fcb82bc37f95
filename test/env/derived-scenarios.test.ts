import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { readJson } from '../../src/core/text-file.js';
import { openScenario, SCENARIOS, scenarioNamed, scenariosOn } from '../../src/env/scenario-registry.js';
import { derivedMachine } from '../../src/env/scenarios/grid/derived-machine.js';
import { MACHINES } from '../../src/env/scenarios/grid/machines.js';
import { trafficFor } from '../../src/env/scenarios/grid/suited.js';
import { FIXED_CONTENDERS, KERNEL } from '../../src/episodes/contender.js';
import { runEpisode } from '../../src/episodes/run-episode.js';
import { loadPlatform, platformFile, platformNames } from '../../src/platform/load.js';

const folder = mkdtempSync(join(tmpdir(), 'foliotune-machine-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface NodeJson {
  cores: number;
  coresPerComplex: number;
  threadsPerCore?: number;
}

interface PlatformJson {
  readonly nodes: NodeJson[];
  readonly wholeNumbers: Record<string, string>;
  readonly basePage: { value: string };
  readonly pmdSize: { value: string };
  dma: unknown[];
}

/** A shipped platform, changed, as a file of somebody's own. */
function ownMachine(name: string, template: string, change: (platform: PlatformJson) => void): string {
  const json = readJson(platformFile(template)) as PlatformJson;
  change(json);
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(json));
  return file;
}

function withCores(cores: number) {
  return ({ nodes }: PlatformJson): void => {
    for (const node of nodes.filter((one) => one.cores > 0))
      Object.assign(node, { cores, coresPerComplex: cores, threadsPerCore: 1 });
  };
}

/** Recursively everything assumed. */
function allAssumed(value: unknown): void {
  if (value === null || typeof value !== 'object') return;
  if ('kind' in value && 'source' in value) Object.assign(value, { kind: 'assumed' });
  for (const member of Object.values(value)) allAssumed(member);
}

const message = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as { line?: string }).line ?? String(error);
  }
  return 'nothing was thrown';
};

describe.each(Object.values(MACHINES))('the figures derived of $platform', (kept) => {
  it('are within 10 % of those kept for its registered scenarios', () => {
    const derived = derivedMachine(loadPlatform(kept.platform), kept.platform);
    const figures = ({ callUs, within, next, slow, memoryGBps, linkGBps, pmd }: typeof kept): number[] => [
      ...[callUs, memoryGBps, linkGBps, pmd?.us ?? 1, pmd?.mib ?? 1],
      ...[within, next, slow].flatMap(({ page, thp }) => [page, thp]),
    ];
    expect([derived.cores, derived.basePageKiB]).toEqual([kept.cores, kept.basePageKiB]);
    const now = figures(derived);
    figures(kept).forEach((figure, k) => {
      expect(Math.abs(at(now, k) / figure - 1)).toBeLessThan(0.1);
    });
  });
});

describe('traffic', () => {
  it.each([
    ['icx-2s', ['bulk', 'promotion', 'hot-unplug', 'compaction']],
    ['gh200', ['gpu', 'bulk', 'hot-unplug', 'compaction']],
    [
      'spr-dsa',
      [...['bulk', 'tiering', 'promotion', 'demotion'], ...['hot-unplug', 'compaction', 'noisy-neighbour', 'diurnal']],
    ],
  ])('of %s is what makes sense there', (name, workloads) => {
    expect(trafficFor(loadPlatform(name)).map(({ workload }) => workload)).toEqual(workloads);
  });
});

describe('the scenarios of a platform', () => {
  it.each(platformNames())('%s are the registered ones and derived ones beside them, each once', (name) => {
    const own = scenariosOn(name).map((scenario) => scenario.name);
    const registered = SCENARIOS.all.filter(({ platform }) => platform === name).map((scenario) => scenario.name);
    expect(own.slice(0, registered.length)).toEqual(registered);
    expect(new Set(own).size).toBe(own.length);
    expect(own.length).toBeGreaterThanOrEqual(8);
    for (const scenario of own) expect(scenarioNamed(scenario).platform).toBe(name);
  });

  it('never stand for a version that was given up', () => {
    expect(message(() => scenarioNamed('zen3-ptdma/bulk-light-v1'))).toBe(
      'unknown scenario "zen3-ptdma/bulk-light-v1" (did you mean "zen3-ptdma/bulk-light-v2"?)',
    );
  });

  it('can be varied', async () => {
    const [plain, busy] = [
      await openScenario('icx-2s/bulk-light-v1'),
      await openScenario('icx-2s/bulk-light-v1?busy=2'),
    ];
    const sum = (values: Float64Array): number => values.reduce((total, one) => total + one, 0);
    expect(sum(busy.episode(1).load.localDemand)).toBeCloseTo(2 * sum(plain.episode(1).load.localDemand), 6);
    expect(busy.scenario.name).toBe('icx-2s/bulk-light-v1?busy=2');
  });

  it.each([
    ['gh200/tiering-heavy-v1', /tiering wants a slow tier: .*, which gh200 lacks/],
    ['icx-2s/gpu-heavy-v1', /gpu wants a node of kind "gpu", which icx-2s lacks/],
    ['icx-2s/bulk-heavy-faults-v1', /nothing fails on icx-2s, which has no DMA engine/],
    ['icx-2s/buk-heavy-v1', /unknown scenario "icx-2s\/buk-heavy-v1" \(did you mean "icx-2s\/bulk-heavy-v1"\?\)/],
    [`${folder}/none.json/bulk-heavy-v1`, /none\.json: cannot read: no such file/],
  ])('refuse %s and say why', (name, text) => {
    expect(message(() => scenarioNamed(name))).toMatch(text);
  });

  it('refuse a machine whose first node has no core', () => {
    const file = ownMachine('headless', 'zen3-ptdma', ({ nodes }) => Object.assign(at(nodes, 0), { cores: 0 }));
    expect(message(() => scenariosOn(file))).toMatch(/headless\.json: nodes\.0\.cores: the first node must have cores/);
  });
});

describe.each([
  [
    'without DMA',
    ownMachine('no-dma', 'zen3-ptdma', (json) => {
      json.dma = [];
    }),
  ],
  ['with one core a node', ownMachine('one-core', 'spr-dsa', withCores(1))],
  ['with two cores beside a GPU', ownMachine('small-gpu', 'gh200', withCores(2))],
  ['with an odd number of cores', ownMachine('odd', 'spr-dsa', withCores(7))],
  [
    'with 64 KiB base pages and 2 MiB PMDs',
    ownMachine('large-pages', 'xeon-2s-ioat', ({ basePage }) => Object.assign(basePage, { value: '64KiB' })),
  ],
  [
    'with 16 KiB base pages',
    ownMachine('middle-pages', 'grace-2s', ({ basePage, pmdSize }) => {
      basePage.value = '16KiB';
      pmdSize.value = '32MiB';
    }),
  ],
  ['with assumed numbers only', ownMachine('guess', 'icx-2s-pmem', allAssumed)],
] as const)('a machine %s', (_, file) => {
  it('has scenarios whose costs are finite whoever decides', async () => {
    const names = scenariosOn(file).map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(8);
    for (const name of names) {
      expect(name.startsWith(`${file}/`)).toBe(true);
      const open = await openScenario(name);
      for (const contender of [KERNEL, at(FIXED_CONTENDERS, 0), at(FIXED_CONTENDERS, -1 + FIXED_CONTENDERS.length)]) {
        const { cost, decisions } = runEpisode(open, 7, contender);
        expect(Number.isFinite(cost) && cost > 0, `${name} under ${contender.name}: ${cost}`).toBe(true);
        expect(decisions).toBeGreaterThan(20);
      }
    }
  });
});
