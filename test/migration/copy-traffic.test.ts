import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { closedForm } from '../../src/migration/closed-form.js';
import { cpuTraffic, dmaTraffic, mostUses, type Traffic } from '../../src/migration/copy-traffic.js';
import { SIDES, STORES } from '../../src/migration/vocabulary.js';
import { loadPlatform, platformNames } from '../../src/platform/load.js';
import type { Platform } from '../../src/platform/platform.js';
import { resourceTable } from '../../src/platform/resources.js';
import { routeBetween } from '../../src/platform/route.js';
import { dcbm, mtcopy } from './plans.js';

const pmem = loadPlatform('icx-2s-pmem');

/** Bytes of each named resource for each byte moved. */
function named(platform: Platform, traffic: Traffic): Record<string, number> {
  const { names } = resourceTable(platform);
  return Object.fromEntries(traffic.map(([resource, weight]) => [at(names, resource), weight]));
}

describe('the traffic of a copy', () => {
  it('within a node reads twice and writes once where stores allocate, each once where they do not', () => {
    const route = routeBetween(pmem, 1, 1);
    const ports = 'core-complex ports of node1';
    for (const side of SIDES) {
      expect(named(pmem, cpuTraffic(pmem, route, { side, stores: 'temporal' }))).toEqual({
        'memory reads of node1': 2,
        'memory writes of node1': 1,
        [ports]: 1,
      });
      expect(named(pmem, cpuTraffic(pmem, route, { side, stores: 'nontemporal' }))).toEqual({
        'memory reads of node1': 1,
        'memory writes of node1': 1,
        [ports]: 1,
      });
    }
    expect(named(pmem, dmaTraffic(pmem, route, 0))).toEqual({
      'memory reads of node1': 1,
      'memory writes of node1': 1,
      'DMA device cbdma': 1,
    });
  });

  it('crosses every link of a path, and a pushed write-allocate read crosses them back', () => {
    const route = routeBetween(pmem, 0, 3);
    expect(named(pmem, cpuTraffic(pmem, route, { side: 'push', stores: 'temporal' }))).toEqual({
      'memory reads of node0': 1,
      'memory writes of pmem1': 1,
      'memory reads of pmem1': 1,
      'core-complex ports of node0': 1,
      'link upi node0 to node1': 1,
      'link ddr-t1 node1 to pmem1': 1,
      'link upi node1 to node0': 1,
      'link ddr-t1 pmem1 to node1': 1,
    });
  });

  it.each(platformNames())('on %s names each resource once, and no more than a flow has room for', (name) => {
    const platform = loadPlatform(name);
    const ends = platform.nodes.map((_, node) => node);
    for (const source of ends) {
      for (const target of ends) {
        if (at(platform.nodes, source).cores + at(platform.nodes, target).cores === 0) continue;
        const route = routeBetween(platform, source, target);
        const all = SIDES.flatMap((side) => STORES.map((stores) => cpuTraffic(platform, route, { side, stores })));
        for (const traffic of [...all, dmaTraffic(platform, route, 0)]) {
          expect(new Set(traffic.map(([resource]) => resource)).size).toBe(traffic.length);
          expect(traffic.length).toBeLessThanOrEqual(mostUses(platform.nodes.length));
        }
      }
    }
  });
});

describe('links and memories that are not the same both ways', () => {
  const SPEC = { folioBytes: 2 ** 21, folios: 512, mmCpus: 1 };

  it('bind a copy by the direction it takes: CXL over PCIe', () => {
    const spr = loadPlatform('spr-dsa');
    const out = closedForm(spr, { ...SPEC, source: 0, target: 2 }, mtcopy(16, { side: 'push', stores: 'nontemporal' }));
    expect(out.limitedBy).toBe('memory writes of cxl');
    const fast = structuredClone(spr);
    const cxl = at(fast.nodes, 2);
    cxl.readBandwidth.value = cxl.writeBandwidth.value = 1000;
    const both = [
      closedForm(fast, { ...SPEC, source: 0, target: 2 }, mtcopy(16, { side: 'push', stores: 'nontemporal' })),
      closedForm(fast, { ...SPEC, source: 2, target: 0 }, mtcopy(16, { stores: 'nontemporal' })),
    ];
    expect(both.map(({ limitedBy }) => limitedBy)).toEqual(['link pcie node0 to cxl', 'link pcie cxl to node0']);
    const seconds = both.map(({ phasesNs }) => (SPEC.folioBytes * SPEC.folios) / phasesNs.copy);
    expect(at(seconds, 0)).toBeCloseTo(26, 9);
    expect(at(seconds, 1)).toBeCloseTo(29, 9);
  });

  it('let PMem take a third of what it gives, whoever copies', () => {
    const write = closedForm(
      pmem,
      { ...SPEC, source: 0, target: 2 },
      mtcopy(32, { side: 'push', stores: 'nontemporal' }),
    );
    const read = closedForm(pmem, { ...SPEC, source: 2, target: 0 }, mtcopy(32, { stores: 'nontemporal' }));
    const rate = (form: typeof write) => (SPEC.folioBytes * SPEC.folios) / form.phasesNs.copy;
    expect([write.limitedBy, read.limitedBy]).toEqual(['memory writes of pmem0', 'memory reads of pmem0']);
    expect(rate(read) / rate(write)).toBeCloseTo(60 / 21, 9);
  });

  it('let the link to the other socket bind what goes through it', () => {
    const narrow = structuredClone(pmem);
    at(narrow.links, 0).forward.value = 5;
    const plan = mtcopy(16, { side: 'push', stores: 'nontemporal' });
    expect(closedForm(narrow, { ...SPEC, source: 0, target: 3 }, plan).limitedBy).toBe('link upi node0 to node1');
    expect(closedForm(narrow, { ...SPEC, source: 0, target: 2 }, plan).limitedBy).toBe('memory writes of pmem0');
  });

  it('leave a copy within a node to its memory: a temporal one has two reads to make', () => {
    const plan = mtcopy(32, { stores: 'temporal' });
    const wide = structuredClone(pmem);
    wide.cpuCopy.complexPort.value = 1000;
    const form = closedForm(wide, { ...SPEC, source: 0, target: 0 }, plan);
    expect(form.limitedBy).toBe('memory reads of node0');
    expect((SPEC.folioBytes * SPEC.folios) / form.phasesNs.copy).toBeCloseTo(150 / 2, 9);
    const pushed = closedForm(wide, { ...SPEC, source: 0, target: 0 }, { ...plan, side: 'push' });
    expect(pushed.totalNs).toBe(form.totalNs);
    const dma = closedForm(pmem, { ...SPEC, source: 0, target: 0 }, dcbm(16));
    expect(dma.limitedBy).toBe('DMA device cbdma');
  });
});
