import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { randomStream } from '../core/random.js';
import { fixedSizer } from '../migration/batch-sizer.js';
import { closedForm, type RequestSpec } from '../migration/closed-form.js';
import { impossibility } from '../migration/possible.js';
import { type CopyPlan, type MigrationRequest, SERIAL_COPY } from '../migration/vocabulary.js';
import { cpusOf, type Platform } from '../platform/platform.js';
import type { Machine } from '../sim/machine.js';
import { Simulator } from '../sim/simulator.js';
import { DEFAULT_WEIGHTS } from '../sim/state/cost-terms.js';
import type { Batching } from '../sim/state/sim-state.js';
import { arrivalsOf, type LoadChange, tenantLoadOf } from '../workload/episode.js';
import { heatOf } from '../workload/heat.js';
import type { RequestSettings } from './request-settings.js';

/*
 * One request beside tenants, simulated. The tenants of each node with CPUs keep a fraction
 *
 *   busy · (1 + spread · u),   u uniform in [−1, 1]
 *
 * of them busy, drawn anew after exponential times of mean `changeMs`; their traffic follows it. The times are
 * memoryless, so that the request meets the load at a random moment of it; a seed is one course of the load, the same
 * for whatever copies.
 */

/** Part of a tenant thread's progress that waits for memory traffic; as in the shipped scenarios, an assumption. */
const MEMORY_BOUND = 0.5;
const MS = 1e6;
/** The load is drawn for so many times what the request takes alone, and at least for so long [ns]. */
const HORIZON = 10;
const LEAST_HORIZON = 50 * MS;

/** Settings made definite on their platform. */
export interface PreparedRequest {
  readonly settings: RequestSettings;
  readonly spec: RequestSpec;
  readonly plan: CopyPlan;
  readonly callerNode: number;
}

function nodeNamed(platform: Platform, what: string, name: string): number {
  const names = platform.nodes.map((node) => node.name);
  const index = names.indexOf(name);
  if (index !== -1) return index;
  throw new FoliotuneError('usage', `${what}: unknown node "${name}" of ${platform.name}`, {
    hint: nameHint(name, names),
  });
}

function planOf(s: RequestSettings, folios: number): CopyPlan {
  const { migrator, side, stores, placement } = s;
  const workers = { kernel: 1, mtcopy: s.movers ?? s.threads, dcbm: 0, hybrid: s.threads }[migrator];
  const channels = { kernel: 0, mtcopy: 0, dcbm: s.movers ?? s.channels, hybrid: s.channels }[migrator];
  const dmaShare = { kernel: 0, mtcopy: 0, dcbm: 1, hybrid: s.dmaShare }[migrator];
  if (migrator === 'kernel') return SERIAL_COPY;
  return { migrator, workers, channels: Math.min(channels, folios), side, stores, placement, dmaShare };
}

/** @throws FoliotuneError `usage` where the machine cannot do it. */
export function prepareRequest(platform: Platform, settings: RequestSettings): PreparedRequest {
  const { folioSize, total } = settings;
  const folios = settings.folios ?? Math.max(1, Math.round((total ?? folioSize) / folioSize));
  const source = settings.source === undefined ? 0 : nodeNamed(platform, 'source', settings.source);
  const target = settings.target === undefined ? 1 : nodeNamed(platform, 'target', settings.target);
  const cpus = (node: number): number => platform.nodes[node]?.cores ?? 0;
  const callerNode =
    settings.caller === undefined
      ? cpus(target) > 0
        ? target
        : source
      : nodeNamed(platform, 'caller', settings.caller);
  if (cpus(callerNode) === 0) throw new FoliotuneError('usage', 'caller: must be a node with CPUs');
  const plan = planOf(settings, folios);
  const spec = { folioBytes: folioSize, folios, source, target, mmCpus: settings.mmCpus };
  // The serial copy runs where its caller does.
  const checked = plan.migrator === 'kernel' && cpus(target) === 0 ? { ...plan, side: 'push' as const } : plan;
  const found = impossibility(platform, spec, checked);
  if (found) throw new FoliotuneError('usage', `${found.what} ${found.rule}`);
  return { settings, spec, plan, callerNode };
}

/** The tenants of every node from time 0 to `untilNs`. */
function loadOf(platform: Platform, { settings: s, spec }: PreparedRequest, seed: number, untilNs: number) {
  const changes: LoadChange[] = [];
  platform.nodes.forEach((memory, node) => {
    if (memory.cores === 0) {
      if (s.memoryNodeGBps > 0)
        changes.push({ timeNs: 0, node, threads: 0, localDemand: s.memoryNodeGBps, remoteDemand: 0 });
      return;
    }
    const own = node === spec.source ? s.busySource : node === spec.target ? s.busyTarget : undefined;
    const mean = own ?? s.busy;
    if (mean === 0) return;
    const random = randomStream(seed, `study/tenants/${memory.name}`);
    for (let timeNs = 0; timeNs < untilNs; timeNs += random.exponential(s.changeMs * MS)) {
      const busy = mean * (1 + s.spread * (2 * random.uniform() - 1));
      const threads = Math.round(busy * cpusOf(memory));
      changes.push({ timeNs, node, threads, localDemand: s.localGBps * busy, remoteDemand: s.remoteGBps * busy });
    }
  });
  return tenantLoadOf(changes);
}

/** Whether every seed gives the same: nothing is drawn. */
export function isDeterministic({ settings: s }: PreparedRequest): boolean {
  return [s.busy, s.busySource ?? 0, s.busyTarget ?? 0].every((busy) => busy === 0) || s.spread === 0;
}

function batchingOf({ settings: { batchFolios }, plan }: PreparedRequest): Batching {
  if (batchFolios !== undefined) return fixedSizer({ limit: batchFolios, unit: 'folios' });
  return plan.migrator === 'kernel' ? 'mainline' : 'offload';
}

/** Runs the request to its end. Deterministic from (prepared, seed). */
export function runRequest(machine: Machine, prepared: PreparedRequest, seed: number): Simulator {
  const { settings, spec, plan, callerNode } = prepared;
  const { platform } = machine;
  const request: MigrationRequest = {
    timeNs: 0,
    ...spec,
    reason: 'syscall',
    mode: 'sync',
    owner: 0,
    caller: 0,
    callerNode,
    ...heatOf(settings, spec.folioBytes),
  };
  const alone = closedForm(platform, spec, plan).totalNs;
  const load = loadOf(platform, prepared, seed, Math.max(LEAST_HORIZON, HORIZON * alone));
  const sim = new Simulator(
    machine,
    { arrivals: arrivalsOf([request]), load, callers: 1 },
    {
      batching: batchingOf(prepared),
      idleCpu: DEFAULT_WEIGHTS.idleCpu,
      memoryBound: MEMORY_BOUND,
    },
  );
  for (let slot = sim.nextDecision(); slot !== -1; slot = sim.nextDecision()) sim.decide(slot, plan);
  return sim;
}
