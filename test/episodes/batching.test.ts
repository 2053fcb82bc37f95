import { describe, expect, it } from 'vitest';
import { openScenario, underBatching } from '../../src/env/scenario-registry.js';
import { FIXED_CONTENDERS, KERNEL, references } from '../../src/episodes/contender.js';
import { runEpisode } from '../../src/episodes/run-episode.js';
import { readBatchTable } from '../../src/heuristics/batch-sizers/registry.js';
import { threeParameter } from '../../src/heuristics/rules/three-parameter.js';
import type { BatchTable } from '../../src/migration/batch-table.js';

const SEED = 7;
const ALL_MAINLINE = readBatchTable('mainline', '');
const dma = FIXED_CONTENDERS.find(({ name }) => name === 'dcbm-8') ?? KERNEL;

async function episodeOf(scenario: string, table: BatchTable | undefined, contender = dma) {
  const { contender: _, ...result } = runEpisode(underBatching(await openScenario(scenario), table), SEED, contender);
  return result;
}

describe('a sizer that leaves everything to mainline', () => {
  it.each([
    'zen3-ptdma/tiering-churn-v2',
    'zen3-ptdma/quota-heavy-v2',
    'zen3-ptdma/faults-heavy-v2',
    'spr-dsa/tiering-light-v1',
    'gh200/compaction-light-v1',
    'power8-2s/hot-unplug-light-v1',
  ])("is today's kernel on %s to the last bit, whoever would have decided", async (scenario) => {
    const kernel = await episodeOf(scenario, undefined, KERNEL);
    const mainline = await episodeOf(scenario, ALL_MAINLINE);
    expect(mainline).toEqual(kernel);
  });

  it('asks no reference either', async () => {
    const base = threeParameter.create(threeParameter.defaults);
    const never = { name: base.name, decide: () => expect.unreachable('nobody is to be asked') };
    for (const one of references(never)) {
      expect(await episodeOf('spr-dsa/promotion-light-v1', ALL_MAINLINE, one)).toEqual(
        await episodeOf('spr-dsa/promotion-light-v1', undefined, KERNEL),
      );
    }
  });
});

describe('a table', () => {
  const DEMOTION_ONLY: BatchTable = {
    default: { pmd: 'mainline', pte: 'mainline' },
    reasons: { demotion: { pmd: '8 folios', pte: '32 folios' } },
  };

  it('leaves the kernel what it has today', async () => {
    const scenario = 'spr-dsa/tiering-light-v1';
    expect(await episodeOf(scenario, DEMOTION_ONLY, KERNEL)).toEqual(await episodeOf(scenario, undefined, KERNEL));
  });

  it('changes the requests that it takes off mainline, and no others where there are none of these', async () => {
    const tiering = 'spr-dsa/tiering-light-v1';
    expect((await episodeOf(tiering, DEMOTION_ONLY)).cost).not.toBe((await episodeOf(tiering, ALL_MAINLINE)).cost);
    const bulk = 'spr-dsa/bulk-light-v1';
    expect(await episodeOf(bulk, DEMOTION_ONLY)).toEqual(await episodeOf(bulk, ALL_MAINLINE));
  });
});
