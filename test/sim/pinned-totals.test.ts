import { describe, expect, it } from 'vitest';
import { Lane } from '../../src/env/lane.js';
import { openScenario } from '../../src/env/scenario-registry.js';
import { FIXED } from '../../src/heuristics/fixed.js';
import type { Batching } from '../../src/sim/simulator.js';
import { withoutSiblings } from './sample-run.js';

const SEED = 20250131;

/** Every term's total of the episode, the CPU's and the channels' time, and when it ends: to the last bit. */
async function totalsOf(scenario: string, name: string, batching: Batching, smt: boolean): Promise<number[]> {
  const shipped = await openScenario(scenario);
  const open = smt ? shipped : { ...shipped, machine: withoutSiblings };
  const lane = new Lane(open, open.episode(SEED), batching);
  const policy = FIXED.find((one) => one.name === name);
  while (!lane.done) lane.step(policy?.decide(lane.features, lane.mask) ?? 0);
  const { total, cpuNs, dmaNs } = lane.sim.settled;
  return [...total, cpuNs, dmaNs, lane.sim.now];
}

/** Totals on the machine with SMT off. */
const WITHOUT_SIBLINGS: readonly (readonly [string, string, Batching, readonly number[]])[] = [
  [
    'zen3-ptdma/bulk-light-v2',
    'dcbm-8',
    'offload',
    [
      230961016.1476066, 239500263.11214602, 14206115.22719949, 0, 0, 142061152.27199465, 937472357.9065152,
      3386283545.4292707,
    ],
  ],
  [
    'zen3-ptdma/bulk-heavy-v2',
    'dcbm-16',
    'offload',
    [
      737054835.8893186, 417941177.7087657, 157769292.06971386, 112446572.95104568, 0, 261856164.74089652,
      1335808370.8702002, 601767375.1392848,
    ],
  ],
  [
    'zen3-ptdma/tiering-churn-v2',
    'dcbm-8',
    'offload',
    [
      147588972.22710407, 45809725.25171761, 22255975.779185366, 7444747.338834658, 0, 43847107.34226099,
      443914050.7487687, 113389620.41785555,
    ],
  ],
  [
    'zen3-ptdma/tiering-churn-v2',
    'mtcopy-4',
    'offload',
    [
      257831257.84263888, 82479809.05435897, 167354235.61501986, 256832.0840231673, 321237812.478457, 379508332.9658705,
      0, 130343948.07926512,
    ],
  ],
  [
    'zen3-ptdma/tiering-flood-v2',
    'dcbm-4',
    'offload',
    [
      355674008.64400846, 94286457.76076198, 28860180.479625918, 103605.84600945874, 0, 51929431.168397464,
      721176099.9439229, 172237082.3650398,
    ],
  ],
  [
    'zen3-ptdma/tiering-base-v2',
    'decline',
    'mainline',
    [1189489.1823827757, 909226.0664714146, 2979429.6164807878, 0, 0, 29794296.164807867, 0, 161558161.85475695],
  ],
];

/** Totals on the machine as it is, some siblings busy where tenants fill the cores. */
const TOTALS: readonly (readonly [string, string, Batching, readonly number[]])[] = [
  [
    'zen3-ptdma/bulk-heavy-v2',
    'dcbm-16',
    'offload',
    [
      681921196.915955, 425794944.94204104, 90632254.71607864, 155002274.3305404, 0, 308661282.21671945,
      1346118319.0205607, 602069172.503498,
    ],
  ],
  [
    'zen3-ptdma/tiering-churn-v2',
    'dcbm-8',
    'offload',
    [
      157852051.90068284, 50264139.436274245, 15104272.210770493, 19904401.17233543, 0, 54240049.506646305,
      468144090.8172543, 117007919.59311302,
    ],
  ],
  [
    'zen3-ptdma/tiering-churn-v2',
    'mtcopy-4',
    'offload',
    [
      239426009.97961876, 81878760.55437207, 95772006.05510989, 11400771.510481609, 386611425.7798583,
      430989770.65208584, 0, 133523851.09089418,
    ],
  ],
  [
    'zen3-ptdma/tiering-flood-v2',
    'dcbm-4',
    'offload',
    [
      374299222.45373005, 98600646.25277203, 20221172.725852452, 277121.5541197565, 0, 66170060.461104855,
      730096089.7831919, 172353846.96794945,
    ],
  ],
  [
    'zen3-ptdma/bulk-light-v2',
    'dcbm-8',
    'offload',
    [
      230961016.1476066, 239500263.11214602, 14206115.22719949, 0, 0, 142061152.27199465, 937472357.9065152,
      3386283545.4292707,
    ],
  ],
];

describe.each([
  ['with SMT off', false, WITHOUT_SIBLINGS],
  ['as it is', true, TOTALS],
] as const)('an episode without faults on the machine %s', (_, smt, totals) => {
  it.each(totals)(
    '%s costs under %s with %s batching what it always did',
    async (scenario, policy, batching, wanted) => {
      expect(await totalsOf(scenario, policy, batching, smt)).toEqual(wanted);
    },
  );
});
