import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { parseWith } from '../../src/core/schema.js';
import { Lane } from '../../src/env/lane.js';
import { type OpenScenario, openScenario, scenarioNamed } from '../../src/env/scenario-registry.js';
import { FIXED } from '../../src/heuristics/fixed.js';
import type { Batching } from '../../src/sim/state/sim-state.js';
import { WORKLOADS } from '../../src/workload/registry.js';
import { withoutSiblings } from '../sim/sample-run.js';

const SEED = 20250131;

/** The figures are of a simulator that solved everything at every event: rounding apart they hold still. */
const ROUNDING = 1e-9;

/** A scenario on the machine with SMT off, where tenants have a CPU a core to keep busy. */
async function openWithoutSiblings(name: string): Promise<OpenScenario> {
  const scenario = scenarioNamed(name);
  const workload = WORKLOADS.get(scenario.workload);
  const parameters = parseWith(workload.schema, scenario.parameters, name);
  return { scenario, machine: withoutSiblings, episode: await workload.open(withoutSiblings.platform, parameters) };
}

/** Every term's total of the episode, the CPU's and the channels' time, and when it ends. */
async function totalsOf(scenario: string, name: string, batching: Batching, smt: boolean): Promise<number[]> {
  const open = smt ? await openScenario(scenario) : await openWithoutSiblings(scenario);
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
      655204328.8826339, 438783288.51938146, 177839657.41186285, 5.808515355129859e-9, 0, 328307893.71313685,
      1055119584.8694462, 601569110.7322037,
    ],
  ],
  [
    'zen3-ptdma/tiering-churn-v2',
    'dcbm-8',
    'offload',
    [
      149010144.86561862, 47405817.70422056, 28583051.2017165, 0, 0, 58952699.41645061, 403088917.89713573,
      114094075.06268492,
    ],
  ],
  [
    'zen3-ptdma/tiering-churn-v2',
    'mtcopy-4',
    'offload',
    [
      250330738.21851093, 84151678.97139113, 146479618.56012022, 2.650513432624233e-10, 313432144.1685869,
      385776898.2027355, 0, 133439347.96386819,
    ],
  ],
  [
    'zen3-ptdma/tiering-flood-v2',
    'dcbm-4',
    'offload',
    [
      357890446.7904663, 97662637.74610263, 43095252.90364065, 0, 0, 78330008.30975802, 701288960.5356567,
      173904726.112329,
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
      const totals = await totalsOf(scenario, policy, batching, smt);
      const off = totals.map((total, k) => Math.abs(total - at(wanted, k)) / Math.max(1, Math.abs(at(wanted, k))));
      expect(totals).toHaveLength(wanted.length);
      expect(Math.max(...off)).toBeLessThan(ROUNDING);
    },
  );
});
