import { describe, expect, it } from 'vitest';
import { openScenario, SCENARIOS } from '../../src/env/scenario-registry.js';
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
  'zen3-ptdma/promotion-light-v1': 'd0618611cb2e3fc7',
  'zen3-ptdma/promotion-heavy-v1': '872585a5bb0417ee',
  'zen3-ptdma/demotion-light-v1': 'aa4dbd87c33ff663',
  'zen3-ptdma/demotion-heavy-v1': 'a76badfebdc98615',
  'zen3-ptdma/compaction-light-v1': '4a6e106ee13d093c',
  'zen3-ptdma/compaction-heavy-v1': '0af8b34b4ea6ca2f',
  'zen3-ptdma/hot-unplug-light-v1': 'e21b936f103ece49',
  'zen3-ptdma/hot-unplug-heavy-v1': '20d763c10f62ed7b',
  'zen3-ptdma/gpu-light-v1': '22f9749aa324a81a',
  'zen3-ptdma/gpu-heavy-v1': 'a0a214f3f4e66497',
  'zen3-ptdma/noisy-neighbour-light-v1': '7ce0ad630c37903e',
  'zen3-ptdma/noisy-neighbour-heavy-v1': '5ef6e68c62a248c1',
  'zen3-ptdma/diurnal-light-v1': '9fc6ea4964641a3f',
  'zen3-ptdma/diurnal-heavy-v1': 'bea4c0a0005fdc60',
  'zen3-ptdma/faults-light-v1': '806f8914072791ee',
  'zen3-ptdma/faults-heavy-v1': '8044675c7a0c730d',
  'zen3-ptdma/quota-light-v1': '174a2c93ad8fdf8b',
  'zen3-ptdma/quota-heavy-v1': '8c8d211a1d6efdfc',
  'xeon-2s-ioat/bulk-light-v1': 'dd50b0000620c857',
  'xeon-2s-ioat/bulk-heavy-v1': 'c72ab72a9a50d305',
  'xeon-2s-ioat/promotion-light-v1': '454a3f9e2a848c4e',
  'xeon-2s-ioat/promotion-heavy-v1': '577afa0060836c8b',
  'xeon-2s-ioat/compaction-light-v1': '31dc888ba16e8a4d',
  'xeon-2s-ioat/compaction-heavy-v1': '6b8a8204adebad53',
  'xeon-2s-ioat/noisy-neighbour-light-v1': '1d259d15427e9e60',
  'xeon-2s-ioat/noisy-neighbour-heavy-v1': '5cc5ceef337adc09',
  'xeon-2s-ioat/bulk-heavy-faults-v1': '61b11d9bcab428eb',
  'spr-dsa/bulk-light-v1': 'd28437c7badb5473',
  'spr-dsa/bulk-heavy-v1': 'f267519b5745f221',
  'spr-dsa/tiering-light-v1': '043451168a1149ef',
  'spr-dsa/tiering-heavy-v1': 'ea6d4b225ca9b0fc',
  'spr-dsa/promotion-light-v1': '86b48b8b09a16f92',
  'spr-dsa/promotion-heavy-v1': '1bb9c977f465053d',
  'spr-dsa/demotion-light-v1': '9a32c90065f5c3b3',
  'spr-dsa/demotion-heavy-v1': '3ccba864c8268f45',
  'spr-dsa/diurnal-light-v1': '81b9c27cdbada5ce',
  'spr-dsa/diurnal-heavy-v1': '895f1cc727483d72',
  'spr-dsa/tiering-heavy-faults-v1': '2337816970dbbb67',
  'grace-2s/bulk-light-v1': 'd5eee68144d2b987',
  'grace-2s/bulk-heavy-v1': '7555885c53ad2c97',
  'grace-2s/promotion-light-v1': 'ad77acfba8f88592',
  'grace-2s/promotion-heavy-v1': '6b71a4e8aec72d12',
  'grace-2s/compaction-light-v1': '3c28f882b4f0945b',
  'grace-2s/compaction-heavy-v1': 'fb7f9dbbfb09138b',
  'grace-2s/noisy-neighbour-light-v1': '749f16a1e79ed67a',
  'grace-2s/noisy-neighbour-heavy-v1': 'fdb215040c23219c',
  'gh200/gpu-light-v1': 'd37ae4fbd359ba4b',
  'gh200/gpu-heavy-v1': '7ba7433ea8d0a447',
  'gh200/bulk-light-v1': '345d6fd57defeaba',
  'gh200/bulk-heavy-v1': '0d21b31c9270f0c1',
  'gh200/compaction-light-v1': 'cb5862ba515e75e1',
  'gh200/compaction-heavy-v1': 'b2d11f277b0f3f0e',
  'gh200/hot-unplug-light-v1': '33c74e4dc19a15db',
  'gh200/hot-unplug-heavy-v1': 'f67448c75f532eec',
  'gh200/gpu-heavy-faults-v1': 'f0759b6241ca7685',
  'turin-sdxi/bulk-light-v1': '89274262e1005cbd',
  'turin-sdxi/bulk-heavy-v1': '20fbecbeafbd90d5',
  'turin-sdxi/tiering-light-v1': 'ff43680ddcf027b1',
  'turin-sdxi/tiering-heavy-v1': '0e434d0198cbb07b',
  'turin-sdxi/compaction-light-v1': 'f722c3679f7a9f6e',
  'turin-sdxi/compaction-heavy-v1': 'c58f2b2566e67979',
  'turin-sdxi/hot-unplug-light-v1': '5d623f9a0db1cec3',
  'turin-sdxi/hot-unplug-heavy-v1': 'a238e49a6b46c996',
  'turin-sdxi/bulk-heavy-faults-v1': '6d5be80f867dc0b5',
  'icx-2s-pmem/tiering-light-v1': '913068a0b91f4a14',
  'icx-2s-pmem/tiering-heavy-v1': 'b66682aa1f507e0d',
  'icx-2s-pmem/promotion-light-v1': '75272e745d424082',
  'icx-2s-pmem/promotion-heavy-v1': '07ff4f4a490b8372',
  'icx-2s-pmem/demotion-light-v1': '75b5a041b570c609',
  'icx-2s-pmem/demotion-heavy-v1': '40d29306bf250498',
  'icx-2s-pmem/noisy-neighbour-light-v1': '25a758a51254024f',
  'icx-2s-pmem/noisy-neighbour-heavy-v1': 'b696679f1dbad052',
  'icx-2s-pmem/hot-unplug-light-v1': 'a29fa922af695917',
  'icx-2s-pmem/hot-unplug-heavy-v1': 'df04bc59acad806d',
  'icx-2s-pmem/demotion-heavy-faults-v1': 'ec81f8719aac741e',
  'power8-2s/bulk-light-v1': '0e479454762aa9fd',
  'power8-2s/bulk-heavy-v1': '241b80c02db34a69',
  'power8-2s/promotion-light-v1': 'f3e90cbc85212e51',
  'power8-2s/promotion-heavy-v1': '55cbb6a2da2b6a0e',
  'power8-2s/compaction-light-v1': '7bafb377a1393f15',
  'power8-2s/compaction-heavy-v1': 'bdd460cfaf7fc714',
  'power8-2s/hot-unplug-light-v1': '43df3af7491d9b66',
  'power8-2s/hot-unplug-heavy-v1': '634476bfcbd2831a',
  'zen3-ptdma/compaction-light-v2': '5989a3632a9b63d4',
  'zen3-ptdma/compaction-heavy-v2': '15ff8a4df5cc6731',
};

describe('a versioned scenario', () => {
  it('is pinned, each of them', () => {
    expect(Object.keys(EPISODES).sort()).toEqual([...SCENARIOS.names].sort());
  });

  it('is pinned, each of them', () => {
    expect(Object.keys(EPISODES).sort()).toEqual([...SCENARIOS.names].sort());
  });

  it.each(Object.entries(EPISODES))('%s has the episodes it was published with', async (name, hash) => {
    const { episode } = await openScenario(name);
    expect(episodeHash(episode(SEED))).toBe(hash);
  });
});
