import { describe, expect, it } from 'vitest';
import { requestText, type SimulatedRequest } from '../../../src/report/simulation/request-text.js';

const REQUEST: SimulatedRequest = {
  platform: 'zen3-ptdma',
  request: { folioBytes: 65536, folios: 1, bytes: 65536 },
  source: 'node0',
  target: 'node1',
  plan: {
    migrator: 'mtcopy',
    workers: 1,
    channels: 0,
    side: 'pull',
    stores: 'temporal',
    placement: 'fill',
    dmaShare: 0,
  },
  throughputGBps: 3.27685,
  totalNs: 20_000,
  phasesNs: { call: 5000, unmap: 1000, flush: 2000, setup: 2000, copy: 9000, remap: 1000 },
  firstFolioLatencyNs: 20_000,
  blackoutNs: { first: 12_000, mean: 13_000, last: 14_000, longest: 14_000 },
  limitedBy: 'workers',
  batches: 1,
  batchCap: { unit: 'folios', limit: 512 },
  batchFolios: 1,
  hypothetical: [],
  assumptions: { assumed: 3, quantities: 40, matter: [] },
  notes: [],
};

describe('a request', () => {
  it('has its times, and each phase with its share', () => {
    expect(requestText(REQUEST).split('\n')).toEqual([
      'platform     zen3-ptdma',
      'request      1 × 64KiB (64KiB), node0 to node1, idle machine',
      'plan         mtcopy, 1 worker, pull, fill, temporal stores',
      'throughput   3.277 GB/s',
      'total        20us in 1 batch of at most 1 folio (cap: 512 folios)',
      'first folio  usable after 20us',
      'blackout     folios unmapped for 13us on average; the first 12us, the last 14us',
      'limited by   workers',
      '',
      'phases',
      '  call         5us   25.0 %  entering the system call, once',
      '  unmap        1us    5.0 %  replacing page-table entries by migration entries',
      '  flush        2us   10.0 %  batched TLB flush',
      '  setup        2us   10.0 %  waking workers, requesting channels, mapping for the device',
      '  copy         9us   45.0 %  moving the bytes',
      '  remap        1us    5.0 %  pointing page tables at the new folios',
      '',
      "3 of the platform's 40 numbers are assumed; none of them moves this result.",
    ]);
  });

  it('names the plan of each migrator', () => {
    const planLine = (over: Partial<SimulatedRequest>) => requestText({ ...REQUEST, ...over }).split('\n')[2];
    const { plan } = REQUEST;
    expect(planLine({ plan: { ...plan, migrator: 'kernel' } })).toBe(
      "plan         kernel, serial copy on the target's side",
    );
    expect(planLine({ plan: { ...plan, migrator: 'dcbm', channels: 2 }, dmaInterface: 'scatter-gather' })).toBe(
      'plan         dcbm, 2 DMA channels, scatter-gather',
    );
  });

  it('ends with the assumptions that move it, what is hypothetical, and what changes nothing', () => {
    const matter = [
      { path: 'kernel.flush', source: 's', effect: 0.021 },
      { path: 'dma.rate', source: 's', effect: -0.5 },
    ];
    const text = requestText({
      ...REQUEST,
      assumptions: { assumed: 3, quantities: 40, matter },
      hypothetical: ['another batch cap'],
      notes: ['--fill changes nothing'],
    });
    const [assumed, hypothetical, note] = text.split('\n').slice(-3);
    expect(assumed).toMatch(
      /those that move this result: kernel\.flush \(10 % more: time \+2\.1 %\), dma\.rate \(10 % more: time [-−]50\.0 %\)\.$/,
    );
    expect([hypothetical, note]).toEqual(['Hypothetical: another batch cap', 'Note: --fill changes nothing']);
  });
});
