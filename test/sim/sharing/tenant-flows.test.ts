import { describe, expect, it } from 'vitest';
import { createMachine } from '../../../src/sim/machine.js';
import { TenantsAlone } from '../../../src/sim/sharing/tenant-flows.js';
import { Tenants } from '../../../src/sim/state/tenants.js';
import { LITTLE, LITTLE_SIBLINGS } from '../literal-state.js';

/** What the tenants of node a get with no migration: on their own memory, and on b's over the link. */
function baseline(threads: number, local: number, remote: number, platform = LITTLE): number[] {
  const tenants = new Tenants(2);
  tenants.set(0, threads, local, remote);
  new TenantsAlone(createMachine(platform)).solve(tenants);
  return [...tenants.baseline];
}

function close(got: readonly number[], wanted: readonly number[]): void {
  wanted.forEach((value, k) => {
    expect(got[k]).toBeCloseTo(value, 12);
  });
}

/*
 * Tenants read two bytes for each that they write. A node reads 60 bytes/ns and writes 40, the link carries 20 each way.
 */
describe('what tenants get alone', () => {
  it('is what they ask for where every thread has a CPU and memory has room', () => {
    expect(baseline(4, 30, 0)).toEqual([30, 0, 0, 0]);
  });

  it('is what their progress asks for', () => {
    // 8 threads on 4 CPUs make half of it; on siblings 4 + 0.5 · 4 = 6 of 8.
    expect(baseline(8, 30, 0)).toEqual([15, 0, 0, 0]);
    expect(baseline(8, 40, 0, LITTLE_SIBLINGS)).toEqual([30, 0, 0, 0]);
  });

  it('is what memory gives: reads are full at 60 ÷ ⅔', () => {
    close(baseline(4, 100, 0), [90, 0]);
  });

  it('is what the link gives: data that is read comes from b, full at 20 ÷ ⅔', () => {
    close(baseline(4, 0, 45), [0, 30]);
  });

  it('is forgotten when they go', () => {
    const tenants = new Tenants(2);
    const alone = new TenantsAlone(createMachine(LITTLE));
    tenants.set(0, 4, 30, 10);
    alone.solve(tenants);
    tenants.set(0, 0, 0, 0);
    alone.solve(tenants);
    expect([...tenants.baseline]).toEqual([0, 0, 0, 0]);
  });
});
