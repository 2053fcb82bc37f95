import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { closedForm } from '../../src/migration/closed-form.js';
import type { CopyPlan } from '../../src/migration/vocabulary.js';
import { loadPlatform } from '../../src/platform/load.js';
import { linkDirection } from '../../src/platform/resources.js';
import { touch } from '../../src/sim/accrue.js';
import { createMachine } from '../../src/sim/machine.js';
import { Simulator } from '../../src/sim/simulator.js';
import { STAGE } from '../../src/sim/state/slots.js';
import { dcbm, KERNEL, mtcopy } from '../migration/plans.js';
import { episodeOf, OFFLOAD, request, run } from './sample-run.js';

const pmem = loadPlatform('icx-2s-pmem');
const machine = createMachine(pmem);
const [NODE0, NODE1, PMEM0, PMEM1] = [0, 1, 2, 3];

const PUSHED = mtcopy(8, { side: 'push', stores: 'nontemporal' });

describe('a request alone takes what the plain law says', () => {
  const cases: [string, number, number, CopyPlan][] = [
    ['within a node, serially', NODE1, NODE1, KERNEL],
    ['within a node, by workers', NODE0, NODE0, mtcopy(8)],
    ['within a node, by DMA', NODE0, NODE0, dcbm(16)],
    ['over two links there, by workers', NODE0, PMEM1, PUSHED],
    ['over two links there, stores that allocate', NODE0, PMEM1, { ...PUSHED, stores: 'temporal' }],
    ['over two links back, by workers', PMEM1, NODE0, mtcopy(8)],
    ['over two links back, by DMA', PMEM1, NODE0, dcbm(4)],
  ];
  it.each(cases)('%s', (_, source, target, plan) => {
    const spec = { folioBytes: 2 ** 21, folios: 300 };
    const law = closedForm(pmem, { ...spec, source, target, mmCpus: 1 }, plan);
    const callerNode = target < PMEM0 ? target : source;
    const { endNs } = run(machine, episodeOf([request({ ...spec, source, target, callerNode })]), OFFLOAD, () => plan);
    // The serial kernel's law is mainline's batches; on this side of the cap only their number differs.
    const flushes = plan.migrator === 'kernel' ? law.phasesNs.flush : 0;
    expect(Math.abs(endNs / law.totalNs - 1)).toBeLessThan(1e-9 + flushes / law.totalNs);
  });
});

describe('requests on routes that meet', () => {
  const spec = { folioBytes: 2 ** 21, folios: 200 };

  /** Rates of the CPU copies of several callers once all of them copy [bytes/ns]. */
  function rates(routes: readonly (readonly [number, number])[], plan: CopyPlan): { rate: number[]; sim: Simulator } {
    const requests = routes.map(([source, target], caller) =>
      request({ ...spec, source, target, caller, callerNode: NODE0 }),
    );
    const sim = new Simulator(machine, episodeOf(requests), OFFLOAD);
    for (let slot = sim.nextDecision(); slot !== -1; slot = sim.nextDecision()) {
      sim.decide(slot, plan);
      const stages = requests.map((_, k) => at(sim.slots.stage, k));
      if (stages.every((stage) => stage === STAGE.setup || stage === STAGE.copy)) break;
    }
    for (const batch of sim.running) {
      touch(sim, batch);
      batch.stage = STAGE.copy;
      batch.latency = 0;
    }
    sim.solve();
    return { rate: requests.map((_, k) => at(sim.flows.rate, 2 * k)), sim };
  }

  it('share the memory at their end: two copies to one PMem node get half each', () => {
    const { rate } = rates(
      [
        [NODE0, PMEM1],
        [NODE1, PMEM1],
      ],
      PUSHED,
    );
    expect(rate).toEqual([10.5, 10.5]);
  });

  it('do not, where their ends and links differ', () => {
    const { rate } = rates(
      [
        [NODE0, PMEM0],
        [NODE1, PMEM1],
      ],
      PUSHED,
    );
    expect(rate).toEqual([21, 21]);
  });

  it('load every link of the way, and none within a node', () => {
    const { rate, sim } = rates(
      [
        [NODE0, PMEM1],
        [NODE0, NODE0],
      ],
      PUSHED,
    );
    const load = (link: number, forward: boolean) => at(sim.used, linkDirection(pmem, link, forward));
    expect(load(0, true)).toBe(at(rate, 0));
    expect(load(2, true)).toBe(at(rate, 0));
    expect([load(0, false), load(1, true), load(1, false), load(2, false)]).toEqual([0, 0, 0, 0]);
    expect(at(rate, 1)).toBeGreaterThan(at(rate, 0));
  });
});
