import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Lane } from '../../src/env/lane.js';
import { openScenario } from '../../src/env/scenario-registry.js';
import { FIXED_CONTENDERS } from '../../src/episodes/contender.js';
import { type EpisodeResult, runEpisode } from '../../src/episodes/run-episode.js';
import { exportPolicy } from '../../src/export/export-policy.js';
import { verifyExport } from '../../src/export/verify.js';
import { FIXED } from '../../src/heuristics/fixed.js';
import { closedForm } from '../../src/migration/closed-form.js';
import { loadPlatform } from '../../src/platform/load.js';
import { featureIndex } from '../../src/policy/feature-table.js';
import { openPolicy } from '../../src/policy/policy-file.js';
import { STAGE } from '../../src/sim/state/slots.js';
import { mtcopy } from '../migration/plans.js';
import { samplePolicy } from '../policy/sample-policies.js';

/*
 * What the examples of src/README.md do, beside what the suites over the registries ask of them. It runs in the copy of
 * the project that additions.test.ts makes, where the examples are, and only there.
 */

/** All batches by as many as sixteen channels. */
const NAME = 'dcbm-16';

async function dmaEpisode(scenario: string): Promise<EpisodeResult> {
  const contender = FIXED_CONTENDERS.find(({ name }) => name === NAME);
  if (!contender) throw new Error(`${NAME} is gone`);
  return runEpisode(await openScenario(scenario), 1, contender);
}

describe('added', () => {
  it('platform: a third of the link lets sixteen workers copy less than half as fast, and at most at its rate', () => {
    const request = { folioBytes: 2 ** 21, folios: 512, source: 0, target: 1, mmCpus: 1 };
    const [slow, own] = ['slow-link', 'icx-2s'].map(
      (name) => closedForm(loadPlatform(name), request, mtcopy(16)).throughputGBps,
    );
    expect(slow).toBeLessThan(20);
    expect(slow).toBeLessThan((own ?? 0) / 2);
  });

  it('workload: forty calls of 512 base pages move 80 MiB', async () => {
    expect((await dmaEpisode('zen3-ptdma/steady-v1')).mib).toBe(80);
  });

  it('export format: decides as the integer policy', () => {
    const directory = mkdtempSync(join(tmpdir(), 'foliotune-added-'));
    try {
      exportPolicy(openPolicy(samplePolicy('forest', 1)), 'module', directory, { vectors: 100 });
      expect(verifyExport(directory, { inputs: 500 })).toMatchObject({
        inputs: 500,
        mismatches: 0,
        exporter: 'module',
      });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('cost term: is the time for which batches hold channels, and costs nothing by default', async () => {
    const { terms, cost, metrics, mib } = await dmaEpisode('zen3-ptdma/bulk-heavy-v2');
    const named = new Map(Object.entries(terms));
    const held = metrics.dmaNsPerMiB * mib;
    expect(held).toBeGreaterThan(0);
    expect((named.get('channels') ?? 0) / held).toBeCloseTo(1, 9);
    const others = ['stall', 'delay', 'cpu', 'bandwidth'].map((name) => named.get(name) ?? 0);
    expect(others.reduce((sum, term) => sum + term, 0) / cost).toBeCloseTo(1, 9);
  });

  it('feature: counts the batches that wait for a channel', async () => {
    const open = await openScenario('turin-sdxi/bulk-heavy-v1');
    const lane = new Lane(open, open.episode(1));
    const policy = FIXED.find(({ name }) => name === NAME);
    const place = featureIndex('dma_queue');
    for (let k = 0; k < 200 && !lane.done; k++) {
      const waiting = lane.sim.running.filter(({ stage }) => stage === STAGE.channels).length;
      expect(lane.features[place]).toBe(waiting);
      if (waiting > 0) return;
      lane.step(policy?.decide(lane.features, lane.mask) ?? 0);
    }
    expect.fail('nobody has waited');
  });
});
