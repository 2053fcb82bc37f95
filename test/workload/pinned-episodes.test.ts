import { describe, expect, it } from 'vitest';
import { openScenario } from '../../src/env/scenario-registry.js';
import { episodeHash } from './episode-hash.js';

const SEED = 20250131;

/** A scenario's id is a promise: whoever names `-v1` gets these episodes. A change of one is a new version. */
const EPISODES = {
  'zen3-ptdma/bulk-light-v1': '307a34f608d01904',
  'zen3-ptdma/bulk-heavy-v1': 'fac9a9f00cc12354',
  'zen3-ptdma/tiering-base-v1': 'e99b8318f320caab',
  'zen3-ptdma/tiering-churn-v1': '34e35df9b756bc90',
  'zen3-ptdma/tiering-flood-v1': '50142d814dc61a8f',
  'zen3-ptdma/replay-tier-thp-v1': '71aa3e89d0bc32fd',
  'zen3-ptdma/faults-light-v1': '806f8914072791ee',
  'zen3-ptdma/faults-heavy-v1': '8044675c7a0c730d',
};

describe('a versioned scenario', () => {
  it.each(Object.entries(EPISODES))('%s has the episodes it was published with', async (name, hash) => {
    const { episode } = await openScenario(name);
    expect(episodeHash(episode(SEED))).toBe(hash);
  });
});
