import { describe, expect, it } from 'vitest';
import { openScenario } from '../../../src/env/scenario-registry.js';
import { KERNEL } from '../../../src/episodes/contender.js';
import { contenderOf } from '../../../src/episodes/contender-of.js';
import { policyEntrant } from '../../../src/episodes/entrant.js';
import { runEpisode } from '../../../src/episodes/run-episode.js';
import { tuningSeeds } from '../../../src/episodes/seeds.js';
import { costPerMiB } from '../../../src/evaluation/score.js';
import type { BatchTable } from '../../../src/migration/batch-table.js';
import { actionIndex } from '../../../src/policy/action-table.js';
import { featureIndex } from '../../../src/policy/feature-table.js';
import type { TreeModel } from '../../../src/policy/model.js';
import { findRetreat } from '../../../src/training/retreat/find-retreat.js';
import { policyOf } from '../../policy/sample-policies.js';

/** Here eight threads cost far more than declining, which is nearly what today's kernel does. */
const HARMED = 'zen3-ptdma/replay-tier-thp-v2';
/** And here, on eight CPUs where the other has 64, less than half. */
const HELPED = 'xeon-2s-ioat/bulk-light-v1';
const EIGHT = actionIndex('mtcopy-8-pull-temporal-spread');

/** Batches in which declining costs about what today's kernel does. */
const BATCHING: BatchTable = { default: { pmd: '2MiB', pte: '2MiB' } };

const grown = (nodes: TreeModel['nodes']) => ({
  ...policyOf({ kind: 'tree', nodes }, { features: ['src_cpus', 'nr_folios'], batching: BATCHING }),
  model: { kind: 'tree', nodes } as TreeModel,
});

async function ratioOn(scenario: string, model: TreeModel): Promise<number> {
  const open = await openScenario(scenario);
  const [seed = 0] = tuningSeeds(1, 1);
  const own = runEpisode(open, seed, contenderOf(policyEntrant({ ...grown(model.nodes), model })));
  return costPerMiB(own) / costPerMiB(runEpisode(open, seed, KERNEL));
}

describe('the retreat of a tree from harm', () => {
  it('cuts the leaf that harms on one machine, and leaves it on another', async () => {
    const tree = grown([
      { feature: featureIndex('src_cpus'), threshold: 8, left: 1, right: 2 },
      { ranking: [EIGHT] },
      { ranking: [EIGHT] },
    ]);
    expect(await ratioOn(HARMED, tree.model)).toBeGreaterThan(1.1);
    const found = await findRetreat(tree, [HARMED, HELPED]);
    expect(found.cuts).toBe(1);
    expect(found.worst).toBeLessThanOrEqual(1.01);
    expect(await ratioOn(HARMED, found.model)).toBeCloseTo(1, 1);
    expect(await ratioOn(HELPED, found.model)).toBe(await ratioOn(HELPED, tree.model));
    // Both scenarios at first, the harmed one again with the cut, and again when it was made.
    expect(found.decisions).toBeGreaterThan(1000);
  });

  it('splits a leaf that two machines share', async () => {
    const shared = grown([{ ranking: [EIGHT] }]);
    expect(await ratioOn(HARMED, shared.model)).toBeGreaterThan(1.1);
    const found = await findRetreat(shared, [HARMED, HELPED]);
    expect(found.model.nodes).toHaveLength(3);
    expect(await ratioOn(HELPED, found.model)).toBe(await ratioOn(HELPED, shared.model));
    expect(await ratioOn(HARMED, found.model)).toBeCloseTo(1, 1);
  });

  it('leaves alone what does no harm', async () => {
    const { model } = grown([{ ranking: [EIGHT] }]);
    const found = await findRetreat({ ...grown(model.nodes), model }, [HELPED]);
    expect(found).toMatchObject({ model, cuts: 0 });
    expect(found.worst).toBeLessThan(0.6);
  });

  it('goes no further when it is told to stop', async () => {
    const tree = grown([{ ranking: [EIGHT] }]);
    let asked = 0;
    // Once before the one scenario is tried, and then before the first cut.
    const found = await findRetreat(tree, [HARMED], () => ++asked > 1);
    expect(found).toMatchObject({ model: tree.model, cuts: 0 });
    expect(found.worst).toBeGreaterThan(1.1);
  });
});
