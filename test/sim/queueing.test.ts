import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { type ClosedForm, closedForm } from '../../src/migration/closed-form.js';
import type { CopyPlan, MigrationRequest } from '../../src/migration/vocabulary.js';
import { ACTIONS, actionIndex } from '../../src/policy/action-table.js';
import { stallOf } from '../../src/sim/law/stall.js';
import type { LoadChange } from '../../src/workload/episode.js';
import {
  episodeOf,
  MAINLINE,
  OFFLOAD,
  type Outcome,
  request,
  run,
  tenants,
  withoutSiblings,
  zen3,
} from './sample-run.js';

const plan = (name: string): CopyPlan => at(ACTIONS, actionIndex(name));
const law = (one: MigrationRequest, name: string): ClosedForm => closedForm(zen3, one, plan(name));
const [STALL, DELAY, CPU] = [0, 1, 2];

function play(
  requests: readonly MigrationRequest[],
  name: string,
  options = OFFLOAD,
  load: readonly LoadChange[] = [],
): Outcome {
  return run(withoutSiblings, episodeOf(requests, load), options, () => plan(name));
}

function expectClose(value: number, expected: number, tolerance = 1e-9): void {
  expect(Math.abs(value / expected - 1)).toBeLessThan(tolerance);
}

describe('requests of one caller', () => {
  const first = request({ delayRate: 0.02 });
  const second = request({ delayRate: 0.05, folios: 60, timeNs: 1_000_000 });

  it('run one after the other, whatever copies them', () => {
    for (const name of ['mtcopy-4-pull-temporal-spread', 'dcbm-4', 'hybrid-50']) {
      const { latencyNs } = play([first, second], name);
      expectClose(at(latencyNs, 0), law(first, name).totalNs);
      expectClose(at(latencyNs, 1), law(first, name).totalNs - second.timeNs + law(second, name).totalNs);
    }
  });

  it('begin at once when the caller is idle again', () => {
    const later = { ...second, timeNs: 1e9 };
    expectClose(at(play([first, later], 'dcbm-4').latencyNs, 1), law(later, 'dcbm-4').totalNs, 1e-7);
  });

  it('keep their order through a long queue, each counted from its own arrival', () => {
    const queue = Array.from({ length: 9 }, (_, k) => request({ timeNs: 10 * k, folios: 1 + k }));
    const { latencyNs } = play(queue, 'decline', MAINLINE);
    let end = 0;
    queue.forEach((one, k) => {
      end += law(one, 'decline').totalNs;
      expectClose(at(latencyNs, k), end - one.timeNs);
    });
  });

  it('pay delay until each folio is back: an offloaded batch comes back during its remap', () => {
    const [one, two] = [law(first, 'dcbm-4'), law(second, 'dcbm-4')];
    // Folio i of n is back at (i + 1)/n of the remap: the mean is (n + 1)/2n of it.
    const meanReturn = (folios: number, remap: number): number => (remap * (folios + 1)) / (2 * folios);
    const backFirst = one.totalNs - one.phasesNs.remap + meanReturn(100, one.phasesNs.remap);
    const backSecond = one.totalNs + two.totalNs - two.phasesNs.remap + meanReturn(60, two.phasesNs.remap);
    const expected = 100 * 0.02 * backFirst + 60 * 0.05 * (backSecond - second.timeNs);
    expectClose(at(play([first, second], 'dcbm-4').total, DELAY), expected);
  });

  it('pay delay until each folio is back: a serial copy of THPs gives one back after the other', () => {
    const { totalNs, phasesNs, batches } = law(first, 'decline');
    expect(batches).toBe(100);
    const meanReturn = phasesNs.call + ((totalNs - phasesNs.call) * 101) / 200;
    expectClose(at(play([first], 'decline', MAINLINE).total, DELAY), 100 * 0.02 * meanReturn);
    const single = { ...first, folios: 1 };
    expectClose(at(play([single], 'decline', MAINLINE).total, DELAY), 0.02 * law(single, 'decline').totalNs);
  });
});

describe('stall of one offloaded batch', () => {
  it('is that of its folios, unmapped and remapped one after the other', () => {
    const touched = request({ folios: 400, folioBytes: 65_536, touchRate: 3e-7, mmCpus: 16 });
    const { unmap, flush, setup, copy, remap } = law(touched, 'dcbm-8').phasesNs;
    let sum = 0;
    for (let folio = 1; folio <= 400; folio++) {
      const gone = unmap * (folio / 400);
      const back = unmap + flush + setup + copy + remap * (folio / 400);
      sum += stallOf(touched.touchRate, back - gone);
    }
    // 16 threads cannot wait for more than themselves.
    const window = unmap + flush + setup + copy + remap;
    const expected = sum / (1 + sum / (16 * window));
    // The simulator takes the mean over an even range of blackouts instead of 400 of them: 1/400 apart at most.
    expectClose(at(play([touched], 'dcbm-8').total, STALL), expected, 1 / 400);
  });
});

describe('CPU time', () => {
  const moved = request();
  const software = ({ phasesNs: p }: ClosedForm): number => p.call + p.unmap + p.flush + p.setup + p.remap;

  it('on an idle machine is the caller through its stages and the workers through the copy, at the idle price', () => {
    const name = 'mtcopy-16-pull-temporal-spread';
    const expected = software(law(moved, name)) + 16 * law(moved, name).phasesNs.copy;
    const { cpuNs, dmaNs, total } = play([moved], name);
    expectClose(cpuNs, expected);
    expectClose(at(total, CPU), OFFLOAD.idleCpu * expected);
    expect(dmaNs).toBe(0);
  });

  it('of a DMA copy is the software alone; its channels are held from set-up to the end of the copy', () => {
    const { cpuNs, dmaNs } = play([moved], 'dcbm-4');
    const form = law(moved, 'dcbm-4');
    expectClose(cpuNs, software(form));
    expectClose(dmaNs, 4 * (form.phasesNs.setup + form.phasesNs.copy));
  });

  it('on a node where all cores are taken is lost to the tenants, to the last nanosecond', () => {
    // 40 tenant threads and the caller share 32 cores: s = 32/41. Tenants lose 32 − 40·s = s, all that the caller uses.
    const { total, latencyNs } = play([moved], 'decline', MAINLINE, [tenants(1, 40)]);
    const { totalNs } = law(moved, 'decline');
    expectClose(at(latencyNs, 0), (totalNs * 41) / 32);
    expectClose(at(total, CPU), totalNs);
  });

  it('of workers that no port holds back slows their copy by what is missing', () => {
    const name = 'mtcopy-4-pull-temporal-spread';
    const { totalNs, phasesNs } = law(moved, name);
    // 30 tenant threads and 4 workers on 32 cores: two of four workers wait for a slice.
    const wake = zen3.cpuCopy.workerWakeBusy.value * (2 / 4);
    const { latencyNs } = play([moved], name, OFFLOAD, [tenants(1, 30)]);
    expectClose(at(latencyNs, 0), totalNs - phasesNs.copy + wake + (phasesNs.copy * 34) / 32);
  });

  it('of more workers than idle cores is paid partly at the idle price', () => {
    const name = 'mtcopy-16-pull-temporal-spread';
    const { totalNs, phasesNs } = law(moved, name);
    // 20 tenant threads and 16 workers on 32 cores; 12 cores are idle, so 4 of 16 workers wait for a slice.
    const share = 32 / 36;
    const lost = 20 - 20 * share;
    const wake = zen3.cpuCopy.workerWakeBusy.value * (4 / 16);
    // 16 workers could copy three times what the ports of their 4 complexes carry: at this share the ports still bind.
    const { copy } = phasesNs;
    const perNs = lost + OFFLOAD.idleCpu * (16 * share - lost);
    const { total, latencyNs } = play([moved], name, OFFLOAD, [tenants(1, 20)]);
    expectClose(at(latencyNs, 0), totalNs + wake);
    expectClose(at(total, CPU), OFFLOAD.idleCpu * (software(law(moved, name)) + wake) + perNs * copy);
  });
});
