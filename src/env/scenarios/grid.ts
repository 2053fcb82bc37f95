import { at } from '../../core/errors.js';
import { DEFAULT_WEIGHTS } from '../../sim/state/cost-terms.js';
import type { FaultParameters } from '../../workload/faults.js';
import type { Scenario } from '../scenario.js';
import { type GridLoad, LOADS } from './grid/load.js';
import { type GridMachine, MACHINES } from './grid/machines.js';
import {
  bulk,
  compaction,
  demotion,
  diurnal,
  gpu,
  hotUnplug,
  noisyNeighbour,
  promotion,
  type TrafficOf,
  tiering,
} from './grid/traffic.js';

/*
 * Scenarios on machines other than the fitted Zen 3: on each the kinds of traffic that make sense there, light and heavy
 * by its own measure (grid/load.ts), and one of them heavy with a failing DMA device. Ids are
 * `platform/workload-load-v1`; a change of a figure in grid/ changes episodes and is a new version.
 *
 * On most of them the greedy reference costs at least 5 % less than today's kernel (test/bench/scenario-suite.ts prints
 * what). Not so where lists of 4 KiB pages are all software (compaction), nor where the offload's batches keep hot or many
 * folios unmapped for longer than any copy is worth: promotion in batches over CXL, whole regions on Power8, whose kernel
 * unmaps one folio at a time. They stay in as what a policy must not spoil; a comparison gives no score for them.
 */
interface Row {
  readonly machine: GridMachine;
  readonly traffic: readonly TrafficOf[];
  /** What runs while the DMA device fails; absent where there is none. */
  readonly failing?: TrafficOf;
}

const ROWS: readonly Row[] = [
  { machine: MACHINES.XEON, traffic: [bulk, promotion, compaction, noisyNeighbour], failing: bulk },
  { machine: MACHINES.SPR, traffic: [bulk, tiering, promotion, demotion, diurnal], failing: tiering },
  { machine: MACHINES.GRACE, traffic: [bulk, promotion, compaction, noisyNeighbour] },
  { machine: MACHINES.GH200, traffic: [gpu, bulk, compaction, hotUnplug], failing: gpu },
  { machine: MACHINES.TURIN, traffic: [bulk, tiering, compaction, hotUnplug], failing: bulk },
  { machine: MACHINES.PMEM, traffic: [tiering, promotion, demotion, noisyNeighbour, hotUnplug], failing: demotion },
  { machine: MACHINES.POWER8, traffic: [bulk, promotion, compaction, hotUnplug] },
  { machine: MACHINES.GNR, traffic: [bulk, tiering, promotion, demotion], failing: tiering },
  { machine: MACHINES.KUNPENG, traffic: [bulk, promotion, noisyNeighbour, hotUnplug] },
];

/** Assumed, as all rates of faults are: a device that is about to be replaced (workload/faults.ts). */
const FAILING: FaultParameters = {
  channelLossPerSecond: 40,
  repairMs: 80,
  unplugPerSecond: 2,
  replugMs: 80,
  listErrorRate: 0.01,
  noticeUs: 1000,
};

/** One kind of traffic on a machine, `platform/workload-load-v1`. */
export function scenarioOf(machine: GridMachine, trafficOf: TrafficOf, load: GridLoad, version = 1): Scenario {
  const { workload, parameters, summary } = trafficOf(machine, load);
  return {
    name: `${machine.platform}/${workload}-${load.name}-v${version}`,
    summary: `${machine.title}: ${summary}`,
    platform: machine.platform,
    workload,
    parameters,
    weights: DEFAULT_WEIGHTS,
    memoryBound: 0.5,
  };
}

/** The same with a failing DMA device, `platform/workload-load-faults-v1`. */
export function withFaults(scenario: Scenario): Scenario {
  const { channelLossPerSecond, unplugPerSecond } = FAILING;
  const faults = `${channelLossPerSecond} channels lost and ${unplugPerSecond} unplugs a second`;
  return {
    ...scenario,
    name: scenario.name.replace(/-v(\d+)$/, '-faults-v$1'),
    summary: `${scenario.summary}, ${faults}`,
    faults: FAILING,
  };
}

const HEAVY = at(LOADS, 1);

export const GRID_SCENARIOS: readonly Scenario[] = [
  ...ROWS.flatMap(({ machine, traffic, failing }) => [
    ...traffic.flatMap((one) => LOADS.map((load) => scenarioOf(machine, one, load))),
    ...(failing ? [withFaults(scenarioOf(machine, failing, HEAVY))] : []),
  ]),
  // Versions 1 and 2 are gone: pages of the first left their node, tenants of the second filled half the CPUs.
  ...LOADS.map((load) => scenarioOf(MACHINES.ZEN3, compaction, load, 3)),
];
