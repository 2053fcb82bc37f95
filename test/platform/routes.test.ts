import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { loadPlatform, parsePlatform, platformFile } from '../../src/platform/load.js';
import type { Platform } from '../../src/platform/platform.js';
import { type Route, routeBetween } from '../../src/platform/route.js';

const zen3 = loadPlatform('zen3-ptdma');
const pmem = loadPlatform('icx-2s-pmem');

function nodeNamed({ nodes }: Platform, name: string): number {
  return nodes.findIndex((node) => node.name === name);
}

function route(platform: Platform, from: string, to: string): Route {
  return routeBetween(platform, nodeNamed(platform, from), nodeNamed(platform, to));
}

/** Links of a route by name, with their direction. */
function crossed(platform: Platform, { hops }: Route): string[] {
  return hops.map(({ link, forward }) => `${at(platform.links, link).name} ${forward ? 'forward' : 'backward'}`);
}

/** A network of sockets: entry k of `wires` joins two of them at a latency. */
function network(sockets: number, wires: readonly (readonly [number, number, number])[]): Platform {
  const [node, link] = [at(zen3.nodes, 0), at(zen3.links, 0)];
  return {
    ...zen3,
    nodes: Array.from({ length: sockets }, (_, k) => ({ ...node, name: `n${k}` })),
    links: wires.map(([from, to, ns], k) => ({
      ...link,
      name: `w${k}`,
      from: `n${from}`,
      to: `n${to}`,
      latency: { ...link.latency, value: ns },
    })),
  };
}

/** Least latencies between all pairs by Floyd and Warshall, which shares nothing with the search it judges. */
function leastLatencies(sockets: number, wires: readonly (readonly [number, number, number])[]): number[][] {
  const least = Array.from({ length: sockets }, (_, a) =>
    Array.from({ length: sockets }, (_, b) => (a === b ? 0 : Infinity)),
  );
  const set = (a: number, b: number, ns: number) => {
    if (ns < at(at(least, a), b)) at(least, a)[b] = ns;
  };
  for (const [a, b, ns] of wires) {
    set(a, b, ns);
    set(b, a, ns);
  }
  for (let via = 0; via < sockets; via++)
    for (let a = 0; a < sockets; a++)
      for (let b = 0; b < sockets; b++) set(a, b, at(at(least, a), via) + at(at(least, via), b));
  return least;
}

describe('a route', () => {
  it('goes either way over a link', () => {
    expect(routeBetween(zen3, 0, 1)).toMatchObject({ hops: [{ link: 0, forward: true }], pullLatencyNs: 195 });
    expect(routeBetween(zen3, 1, 0)).toMatchObject({ hops: [{ link: 0, forward: false }] });
  });

  it('within a node crosses nothing, and push is pull', () => {
    expect(routeBetween(zen3, 1, 1)).toMatchObject({ hops: [], pullLatencyNs: 105, pushLatencyNs: 105 });
  });

  it('over several links adds their latencies and crosses each in its direction', () => {
    const far = route(pmem, 'node0', 'pmem1');
    expect(crossed(pmem, far)).toEqual(['upi forward', 'ddr-t1 forward']);
    expect(far).toMatchObject({ pullLatencyNs: 90 + 60 + 10, pushLatencyNs: 295 + 60 + 10 });
    const back = route(pmem, 'pmem1', 'node0');
    expect(crossed(pmem, back)).toEqual(['ddr-t1 backward', 'upi backward']);
    expect(back).toMatchObject({ pullLatencyNs: 295 + 60 + 10, pushLatencyNs: 90 + 60 + 10 });
  });

  it('to CXL memory of the other socket takes UPI and PCIe', () => {
    const spr = loadPlatform('spr-dsa');
    expect(crossed(spr, route(spr, 'node1', 'cxl'))).toEqual(['upi backward', 'pcie forward']);
    expect(crossed(spr, route(spr, 'cxl', 'node1'))).toEqual(['pcie backward', 'upi forward']);
  });

  it('never passes through memory without cores', () => {
    const [dram, link] = [at(zen3.nodes, 0), at(zen3.links, 0)];
    const far = { ...dram, name: 'far', kind: 'cxl' as const, cores: 0 };
    const short = { ...link.latency, value: 1 };
    const wires = ['node0', 'node1'].map((from) => ({ ...link, name: `${from}-far`, from, to: 'far', latency: short }));
    const platform = { ...zen3, nodes: [...zen3.nodes, far], links: [...zen3.links, ...wires] };
    expect(crossed(platform, routeBetween(platform, 0, 1))).toEqual(['xgmi forward']);
  });

  it('has the least latency there is, and its links join its ends', () => {
    const wire = fc.tuple(fc.nat(5), fc.nat(5), fc.integer({ min: 1, max: 9 })).filter(([a, b]) => a !== b);
    const property = (wires: [number, number, number][]) => {
      const platform = network(6, wires);
      const least = leastLatencies(6, wires);
      for (let source = 0; source < 6; source++) {
        for (let target = 0; target < 6; target++) {
          const expected = at(at(least, source), target);
          if (expected === Infinity) {
            expect(() => routeBetween(platform, source, target)).toThrow(/no links join/);
            continue;
          }
          const { hops, pullLatencyNs } = routeBetween(platform, source, target);
          expect(pullLatencyNs).toBe(105 + expected);
          const end = hops.reduce((here, { link, forward }) => {
            const { from, to } = at(platform.links, link);
            expect(forward ? from : to).toBe(here);
            return forward ? to : from;
          }, `n${source}`);
          expect(end).toBe(`n${target}`);
        }
      }
    };
    fc.assert(fc.property(fc.array(wire, { minLength: 1, maxLength: 10 }), property), { seed: 4, numRuns: 100 });
  });

  it('is refused where it cannot be', () => {
    const usage = (line: RegExp) => expect.objectContaining({ code: 'usage', line: expect.stringMatching(line) });
    expect(() => routeBetween(zen3, 0, 2)).toThrow(usage(/no such node of zen3-ptdma: must be 0 to 1, got 2/));
    expect(() => routeBetween(zen3, -1, 0)).toThrow(usage(/got -1/));
    expect(() => route(pmem, 'pmem0', 'pmem0')).toThrow(usage(/no migration within pmem0 .* no CPU/));
    expect(() => route(pmem, 'pmem0', 'pmem1')).toThrow(usage(/from pmem0 to pmem1 .* no CPU/));
  });
});

describe('a platform file whose nodes no routes join', () => {
  type Json = { nodes: { name: string; cores: number }[]; links: { from: string; to: string }[] };

  function parsed(change: (json: Json) => void): () => Platform {
    const json = JSON.parse(readFileSync(platformFile('icx-2s-pmem'), 'utf8')) as Json;
    change(json);
    return () => parsePlatform(json, 'mine.json');
  }

  it.each<[string, (json: Json) => void, RegExp]>([
    ['a node without a link', (json) => json.links.pop(), /nodes\.3: no links join node0 and pmem1/],
    [
      'a link to itself',
      (json) => Object.assign(at(json.links, 0), { to: 'node0' }),
      /links\.0: joins "node0" to itself/,
    ],
    [
      'a name used twice',
      (json) => {
        at(json.nodes, 3).name = 'pmem0';
        at(json.links, 2).to = 'pmem0';
      },
      /nodes\.3\.name: "pmem0" is the name of nodes\.2 too/,
    ],
    [
      'no CPU anywhere',
      (json) => {
        for (const node of json.nodes) node.cores = 0;
      },
      /nodes: no node has cores/,
    ],
    [
      'memory reached only through other memory',
      (json) => Object.assign(at(json.links, 2), { from: 'pmem0' }),
      /nodes\.3: no links join node0 and pmem1/,
    ],
  ])('%s is refused with its place', (_, change, message) => {
    expect(parsed(change)).toThrow(
      expect.objectContaining({ code: 'file-invalid', line: expect.stringMatching(message) }),
    );
  });
});
