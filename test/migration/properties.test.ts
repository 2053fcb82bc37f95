import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foliosPerBatch } from '../../src/migration/batch.js';
import { cachedShare } from '../../src/migration/cached-source.js';
import { type ClosedForm, closedForm, type RequestSpec } from '../../src/migration/closed-form.js';
import { type CopyPlan, SIDES, type Side } from '../../src/migration/vocabulary.js';
import { loadPlatform, platformNames } from '../../src/platform/load.js';
import type { Platform } from '../../src/platform/platform.js';
import { quantitiesOf } from '../../src/platform/quantities.js';
import { dcbm, KERNEL, mtcopy } from './plans.js';

const SEED = { seed: 20250923, numRuns: 150 };

/** Requests of folios of 1 to 2048 base pages from the first node to the second. */
function requestsOn(platform: Platform): fc.Arbitrary<RequestSpec> {
  return fc.record({
    folioBytes: fc.integer({ min: 0, max: 11 }).map((order) => platform.basePage.value * 2 ** order),
    folios: fc.integer({ min: 1, max: 3000 }),
    source: fc.constant(0),
    target: fc.constant(1),
    mmCpus: fc.integer({ min: 1, max: 64 }),
  });
}

/** Sides that have cores: GPU and CXL memory has none. */
function sidesOf({ nodes }: Platform): readonly Side[] {
  return SIDES.filter((side) => (nodes[side === 'push' ? 0 : 1]?.cores ?? 0) > 0);
}

/** Plans that the machine can run. */
function plansOn(platform: Platform): fc.Arbitrary<CopyPlan> {
  const [device] = platform.dma;
  const workers = fc
    .record({
      workers: fc.integer({ min: 1, max: Math.min(32, platform.nodes[0]?.cores ?? 1) }),
      side: fc.constantFrom(...sidesOf(platform)),
      stores: fc.constantFrom('temporal' as const, 'nontemporal' as const),
      placement: fc.constantFrom('spread' as const, 'fill' as const),
    })
    .map(({ workers: count, ...changes }) => mtcopy(count, changes));
  const channels = device ? [fc.integer({ min: 1, max: device.channels }).map(dcbm)] : [];
  return fc.oneof(fc.constant(KERNEL), workers, ...channels);
}

/** Capacities and rates: more of any never makes a request slower. */
const CAPACITIES = /Bandwidth$|Rate$|complexPort$|bytesInFlight$|manyComplexes$|forward$|backward$/;

describe.each(platformNames())('the plain law on %s', (name) => {
  const platform = loadPlatform(name);
  const request = requestsOn(platform);
  const plan = plansOn(platform);
  const [side] = sidesOf(platform);
  const cores = platform.nodes[0]?.cores ?? 0;
  const channels = platform.dma[0]?.channels ?? 0;
  const total = (wanted: RequestSpec, how: CopyPlan, on: Platform = platform): number =>
    closedForm(on, wanted, how).totalNs;

  it('gives a positive, finite throughput, and phases that sum to the total', () => {
    fc.assert(
      fc.property(request, plan, (wanted, how) => {
        const law: ClosedForm = closedForm(platform, wanted, how);
        const sum = Object.values(law.phasesNs).reduce((a, b) => a + b, 0);
        expect(law.throughputGBps).toBeGreaterThan(0);
        expect(Number.isFinite(law.throughputGBps)).toBe(true);
        expect(Math.abs(sum / law.totalNs - 1)).toBeLessThan(1e-12);
        expect(law.firstFolioLatencyNs).toBeLessThanOrEqual(law.totalNs * (1 + 1e-12));
        expect(law.limitedBy).not.toBe('');
      }),
      SEED,
    );
  });

  it('is never slower with more of a capacity', () => {
    const capacities = quantitiesOf(platform).flatMap(({ path }) => (CAPACITIES.test(path) ? [path] : []));
    const { nodes, links, dma } = platform;
    expect(capacities.length).toBe(2 * nodes.length + 2 * links.length + 3 * dma.length + 3);
    fc.assert(
      fc.property(request, plan, fc.constantFrom(...capacities), (wanted, how, path) => {
        const larger = structuredClone(platform);
        for (const one of quantitiesOf(larger)) if (one.path === path) one.quantity.value *= 1.3;
        expect(total(wanted, how, larger)).toBeLessThanOrEqual(total(wanted, how) * (1 + 1e-12));
      }),
      SEED,
    );
  });

  const withChannels = channels > 1 ? it : () => undefined;
  withChannels('copies no slower with twice the channels where folios divide', () => {
    fc.assert(
      fc.property(request, fc.constantFrom(...[1, 2, 4, 8].filter((few) => 2 * few <= channels)), (wanted, half) => {
        const even = { ...wanted, folios: Math.ceil(wanted.folios / 512) * 512 };
        const [few, many] = [half, 2 * half].map((count) => closedForm(platform, even, dcbm(count)).phasesNs);
        expect(many?.copy).toBeLessThanOrEqual((few?.copy ?? 0) * (1 + 1e-12));
      }),
      SEED,
    );
  });

  // What lies in a complex's own cache does not come by its port: there, filling may win.
  it('is no slower spread over complexes than filled in as many workers where the source comes from memory', () => {
    fc.assert(
      fc.property(
        request,
        fc.constantFrom(...[2, 4, 8, 16, 32].filter((count) => count <= cores)),
        (wanted, workers) => {
          fc.pre(cachedShare(platform, wanted.folioBytes * wanted.folios) === 0);
          const on = side ? { side } : {};
          const [spread, fill] = [mtcopy(workers, on), mtcopy(workers, { ...on, placement: 'fill' })];
          expect(total(wanted, spread)).toBeLessThanOrEqual(total(wanted, fill) * (1 + 1e-12));
        },
      ),
      SEED,
    );
  });

  it('cuts every request into the batches its cap allows', () => {
    fc.assert(
      fc.property(request, plan, (wanted, how) => {
        const { mainlineCap, offloadCap } = platform.kernelPath;
        const cap = how.migrator === 'kernel' ? mainlineCap : offloadCap;
        const most = foliosPerBatch(cap, wanted.folioBytes, platform.basePage.value);
        expect(closedForm(platform, wanted, how).batches).toBe(Math.ceil(wanted.folios / most));
      }),
      SEED,
    );
  });
});
