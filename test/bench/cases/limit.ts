import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from '../../../src/core/errors.js';
import { cpuTraffic, dmaTraffic, type Traffic } from '../../../src/migration/copy-traffic.js';
import type { Platform } from '../../../src/platform/platform.js';
import { linkDirection, memoryReads, memoryWrites, resourceTable } from '../../../src/platform/resources.js';
import { routeBetween } from '../../../src/platform/route.js';
import { type Case, Unavailable } from '../case.js';
import type { Checkout } from '../checkout.js';

const EVENTS = 400_000;
/** Two reads of the tenants for each write, as in sim/machine.ts. */
const READS = 2 / 3;

function tenantTraffic(platform: Platform, node: number, memory: number): Traffic {
  const local: Traffic = [
    [memoryReads(memory), READS],
    [memoryWrites(memory), 1 - READS],
  ];
  if (node === memory) return local;
  const outward = at(platform.links, 0).from === at(platform.nodes, node).name;
  const [reads, writes] = [linkDirection(platform, 0, !outward), linkDirection(platform, 0, outward)];
  return [...local, [reads, READS], [writes, 1 - READS]];
}

/** The machine as limit.c reads it. */
function machineNumbers(platform: Platform): readonly number[] {
  const { capacity } = resourceTable(platform);
  const { cores, threadsPerCore } = at(platform.nodes, 0);
  const numbers = (traffic: Traffic): number[] => [traffic.length, ...traffic.flat()];
  const ofNode = (node: number): number[] => {
    const other = 1 - node;
    const route = routeBetween(platform, node, other);
    return [
      ...numbers(cpuTraffic(platform, route, { side: 'pull', stores: 'temporal' })),
      ...numbers(dmaTraffic(platform, route, 0)),
      ...numbers(tenantTraffic(platform, node, node)),
      ...numbers(tenantTraffic(platform, node, other)),
    ];
  };
  const { gain, copyLoss } = platform.smt ?? { gain: { value: 0 }, copyLoss: { value: 0 } };
  const cpus = [cores, threadsPerCore, gain.value, copyLoss.value];
  return [capacity.length, ...capacity, ...cpus, ...ofNode(0), ...ofNode(1)];
}

/** @throws Unavailable without a C compiler. */
function compileLimit({ bench, scratch }: Checkout): string {
  const program = join(scratch, 'limit');
  const { status, error, stderr } = spawnSync('cc', ['-O2', '-o', program, join(bench, 'limit', 'limit.c'), '-lm']);
  if (error) throw new Unavailable('no C compiler here (cc)');
  if (status !== 0) throw new Error(`limit.c does not compile\n${stderr}`);
  return program;
}

export const LIMIT: Case = {
  name: 'event-8-in-c',
  what: 'the same laws in C (limit/limit.c, cc -O2) with 8 callers on zen3-ptdma: what event-8 is held against',
  unit: 'events',
  clock: 'cpu',
  shown: 'time',
  warmUps: 0,
  repeats: 1,
  isAlone: true,
  open: async (checkout) => {
    const program = compileLimit(checkout);
    const { loadPlatform } = await checkout.load('platforms');
    const machine = join(checkout.scratch, 'machine.txt');
    writeFileSync(machine, machineNumbers(loadPlatform('zen3-ptdma')).join(' '));
    return () => {
      const { status, stdout } = spawnSync(program, [machine, String(EVENTS)], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`limit ended with ${status}`);
      return { units: EVENTS, cpuSeconds: Number(stdout.split(' ')[0]) };
    };
  },
};
