import { describe, expect, it } from 'vitest';
import { closedForm } from '../../src/migration/closed-form.js';
import { loadPlatform, platformNames } from '../../src/platform/load.js';
import { routeBetween } from '../../src/platform/route.js';
import { KERNEL, mtcopy } from '../migration/plans.js';

const MIB = 2 ** 20;

describe.each(platformNames())('nodes of %s', (name) => {
  const platform = loadPlatform(name);

  it('have cores if and only if they are DRAM', () => {
    for (const { kind, cores } of platform.nodes) expect(cores > 0).toBe(kind === 'dram');
  });

  it('are each joined to every node with cores, and far nodes are no nearer than near ones', () => {
    platform.nodes.forEach((from, source) => {
      expect(platform.distances[source]?.[source]).toBe(10);
      platform.nodes.forEach((to, target) => {
        if (source === target || (from.cores === 0 && to.cores === 0)) return;
        expect(routeBetween(platform, source, target).pullLatencyNs).toBeGreaterThan(from.latency.value);
        expect(platform.distances[source]?.[target]).toBeGreaterThan(10);
      });
    });
  });
});

describe('memory without cores', () => {
  const move = (name: string, source: number, target: number, plan = KERNEL): number =>
    closedForm(loadPlatform(name), { folioBytes: 2 * MIB, folios: 64, source, target, mmCpus: 1 }, plan).throughputGBps;

  it('is demoted to by the serial copy, slower than to the other socket', () => {
    const [near, far] = [move('spr-dsa', 0, 1), move('spr-dsa', 0, 2)];
    expect(far).toBeGreaterThan(0);
    expect(far).toBeLessThan(near);
  });

  it('is written to more slowly than it is read, as its device and link are', () => {
    const out = move('spr-dsa', 0, 2, mtcopy(16, { side: 'push', stores: 'nontemporal' }));
    const back = move('spr-dsa', 2, 0, mtcopy(16, { stores: 'nontemporal' }));
    expect(back).toBeGreaterThan(1.2 * out);
    expect(out).toBeLessThan(18);
  });

  it('of a GPU takes more by C2C than it gives', () => {
    const { links } = loadPlatform('gh200');
    expect(links[0]?.forward.value).toBeGreaterThan(links[0]?.backward.value ?? Number.POSITIVE_INFINITY);
  });
});
