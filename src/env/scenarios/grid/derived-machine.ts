import { at, FoliotuneError } from '../../../core/errors.js';
import { closedForm } from '../../../migration/closed-form.js';
import { SERIAL_COPY } from '../../../migration/vocabulary.js';
import { cpusOf, type Platform } from '../../../platform/platform.js';
import { routeBetween } from '../../../platform/route.js';
import { FAST, slowNode, THP } from '../../../workload/tiers.js';
import type { GridMachine, SerialTimes } from './machines.js';

/*
 * The grid's figures of any machine, from its platform by the plain law (migration/closed-form.ts), T(s, t, f, n) being
 * the time of a call of n folios of f bytes from node s to node t, copied by today's serial kernel on an idle machine:
 *
 *   one more folio    (T(s, t, f, 1024) − T(s, t, f, 512)) ÷ 512, within node 0, from node 0 to 1, from 0 to the slow one
 *   a call            T(0, 1, base page, 1) − one more base page
 *   memory, link      reads of node 0; the first link on the way from node 0 to node 1, in that direction
 *
 * Nothing is rounded here: what is written into a scenario is (load.ts). So another fit of the platform makes other
 * episodes of the same name; a policy file holds the platform's hash and tells.
 */
const [LONG, SHORT] = [1024, 512];
/** CPUs that have run the process: about the mean of what the generators draw, where there are so many. */
const MM_CPUS = 16;
const NS_PER_US = 1000;

/** Serial time of a call [us]. */
function callUs(platform: Platform, target: number, folioBytes: number, folios: number): number {
  const cpus = platform.nodes.reduce((sum, node) => sum + cpusOf(node), 0);
  const request = { folioBytes, folios, source: FAST, target, mmCpus: Math.min(MM_CPUS, cpus) };
  return closedForm(platform, request, SERIAL_COPY).totalNs / NS_PER_US;
}

function oneMoreUs(platform: Platform, target: number, folioBytes: number): number {
  return (callUs(platform, target, folioBytes, LONG) - callUs(platform, target, folioBytes, SHORT)) / (LONG - SHORT);
}

function serialTimes(platform: Platform, target: number): SerialTimes {
  return { page: oneMoreUs(platform, target, platform.basePage.value), thp: oneMoreUs(platform, target, THP) };
}

/** Of the first link on the way from node 0 to node 1 [GB/s]. */
function linkGBps(platform: Platform): number {
  const { link, forward } = at(routeBetween(platform, FAST, FAST + 1).hops, 0);
  const { forward: there, backward: back } = at(platform.links, link);
  return forward ? there.value : back.value;
}

/** @throws FoliotuneError `file-invalid` for a machine whose first node has no CPU: nobody runs there who migrates. */
function checkFirstNode({ nodes }: Platform, file: string): void {
  const { name, cores } = at(nodes, FAST);
  if (cores > 0) return;
  const rule = `the first node must have cores, "${name}" has none: list a socket first`;
  throw new FoliotuneError('file-invalid', rule, { file, path: `nodes.${FAST}.cores` });
}

/**
 * @param reference how scenarios name the platform: a name of `list platforms`, or a file.
 * @throws FoliotuneError `file-invalid` for a machine whose first node has no CPU.
 */
export function derivedMachine(platform: Platform, reference: string): GridMachine {
  checkFirstNode(platform, reference);
  const { basePage, pmdSize, nodes, title } = platform;
  const next = serialTimes(platform, FAST + 1);
  const pmdUs = (): number => oneMoreUs(platform, FAST + 1, pmdSize.value);
  return {
    platform: reference,
    title,
    cores: at(nodes, FAST).cores,
    basePageKiB: basePage.value / 1024,
    ...(pmdSize.value === THP ? {} : { pmd: { mib: pmdSize.value / 2 ** 20, us: pmdUs() } }),
    memoryGBps: at(nodes, FAST).readBandwidth.value,
    linkGBps: linkGBps(platform),
    callUs: callUs(platform, FAST + 1, basePage.value, 1) - next.page,
    within: serialTimes(platform, FAST),
    next,
    slow: serialTimes(platform, slowNode(platform)),
  };
}
