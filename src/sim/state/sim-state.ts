import type { BatchSizer } from '../../migration/batch-sizer.js';
import type { Attribution } from '../../migration/vocabulary.js';
import type { Episode } from '../../workload/episode.js';
import { FlowTable } from '../law/flow-table.js';
import { createResourceSet } from '../law/resource-set.js';
import type { Machine } from '../machine.js';
import { Batch } from './batch.js';
import { Channels } from './channels.js';
import { Arena, type ColumnSource } from './columns.js';
import { CostRates } from './cost-rates.js';
import { CpuAccounts } from './cpu-accounts.js';
import { CpuShares } from './cpu-shares.js';
import { Settled } from './settled.js';
import { createSlots, type Slots } from './slots.js';
import { FLOWS_PER_NODE, Tenants } from './tenants.js';
import { Timetable } from './timetable.js';

/**
 * What a batch may hold: mainline's cap (no offload provider registered), the offload series' cap, or what a sizer
 * decides before unmap, which needs a kernel change.
 */
export type Batching = 'mainline' | 'offload' | BatchSizer;

export interface SimulatorOptions {
  readonly batching: Batching;
  /** Price of a core-ns that no tenant wanted. */
  readonly idleCpu: number;
  /** Part of a tenant thread's progress that waits for memory traffic. */
  readonly memoryBound: number;
  /** Whose account pays for the copy, where there are accounts; `system` where absent. */
  readonly attribution?: Attribution;
}

/** Everything that changes while an episode runs, and what it runs on. Columns only: the laws are systems beside it. */
export class SimState {
  readonly machine: Machine;
  readonly options: SimulatorOptions;
  episode: Episode;
  readonly slots: Slots;
  /** The slots one by one. */
  readonly batches: readonly Batch[];
  /** Those that are not idle, in no order. */
  readonly running: Batch[] = [];
  /** Those that wait for a decision, in the order of their slots. */
  readonly deciding: Batch[] = [];
  /** Those to which something has happened since the rates were solved (accrue.ts). */
  readonly touched: Batch[] = [];
  readonly timetable: Timetable;
  readonly cpu: CpuShares;
  readonly costs: CostRates;
  readonly tenants: Tenants;
  readonly channels: Channels;
  readonly flows: FlowTable;
  /** First place of the tenants' flows; slot s has places 2s (CPU) and 2s + 1 (DMA). */
  readonly tenantPlace: number;
  /** What flows use of each resource [bytes/ns]. [resources] */
  readonly used: Float64Array;
  /** The resources that have nothing left, as a set (law/resource-set.ts). */
  readonly full: Int32Array;
  /** What tenants lose for each byte that migration moves [core-ns/byte], and its sum since the beginning. */
  lostPerByte = 0;
  tenantsLost = 0;
  /** CPU accounts, where the episode has any. */
  readonly accounts: CpuAccounts | undefined;
  /** What became known since the owner last cleared it. */
  readonly settled: Settled;
  now = 0;
  /** Decisions taken so far, and batches that a sizer left to mainline, about which nobody was asked. */
  decisions = 0;
  unasked = 0;
  /** Index of the first arrival, load change and fault that has not happened yet. */
  nextArrival = 0;
  nextLoad = 0;
  nextFault = 0;
  readonly #arena: Arena;

  constructor(machine: Machine, episode: Episode, options: SimulatorOptions) {
    this.machine = machine;
    this.options = options;
    this.episode = episode;
    const { arena, columns } = Arena.of((source) => columnsOf(machine, episode, options, source));
    this.#arena = arena;
    this.slots = columns.slots;
    this.batches = Array.from({ length: episode.callers }, (_, slot) => new Batch(columns.slots, slot));
    this.cpu = columns.cpu;
    this.costs = columns.costs;
    this.tenants = columns.tenants;
    this.channels = columns.channels;
    this.flows = columns.flows;
    this.tenantPlace = 2 * episode.callers;
    this.used = columns.used;
    this.full = columns.full;
    this.timetable = columns.timetable;
    this.accounts = columns.accounts;
    this.settled = new Settled(episode.arrivals.count);
  }

  /** Takes over where `other` stands. What has settled is not copied: a clone counts only what it settles itself. */
  copyFrom(other: SimState): void {
    this.#arena.copyFrom(other.#arena);
    this.channels.copyFrom(other.channels);
    this.flows.copyFrom(other.flows);
    if (this.accounts && other.accounts) this.accounts.copyFrom(other.accounts);
    this.settled.clear();
    this.settled.blackouts.clear();
    for (let slot = 0; slot < this.batches.length; slot++) {
      const to = this.batches[slot] as Batch;
      const from = other.batches[slot] as Batch;
      to.plan = from.plan;
      to.way = from.way;
      to.place = from.place;
      to.isTouched = from.isTouched;
    }
    this.#listAs(this.running, other.running);
    this.#listAs(this.deciding, other.deciding);
    this.#listAs(this.touched, other.touched);
    this.episode = other.episode;
    this.now = other.now;
    this.decisions = other.decisions;
    this.unasked = other.unasked;
    this.nextArrival = other.nextArrival;
    this.nextLoad = other.nextLoad;
    this.nextFault = other.nextFault;
    this.lostPerByte = other.lostPerByte;
    this.tenantsLost = other.tenantsLost;
  }

  #listAs(list: Batch[], other: readonly Batch[]): void {
    list.length = 0;
    for (const { slot } of other) list.push(this.batches[slot] as Batch);
  }

  /** A slot is idle no more. */
  enter(batch: Batch): void {
    if (batch.place !== -1) return;
    batch.place = this.running.length;
    this.running.push(batch);
  }

  /** A slot is idle; the last one that runs takes its place. */
  leave(batch: Batch): void {
    if (batch.place === -1) return;
    const last = this.running.pop() as Batch;
    if (last !== batch) {
      last.place = batch.place;
      this.running[batch.place] = last;
    }
    batch.place = -1;
  }

  /** A slot waits for a decision. */
  ask(batch: Batch): void {
    const { deciding } = this;
    let k = deciding.length;
    for (; k > 0 && (deciding[k - 1] as Batch).slot > batch.slot; k--) deciding[k] = deciding[k - 1] as Batch;
    deciding[k] = batch;
  }

  /** A slot has its decision. */
  answer(batch: Batch): void {
    const { deciding } = this;
    let k = deciding.indexOf(batch);
    for (; k + 1 < deciding.length; k++) deciding[k] = deciding[k + 1] as Batch;
    deciding.pop();
  }
}

function columnsOf(machine: Machine, { callers, accounts }: Episode, options: SimulatorOptions, source: ColumnSource) {
  const { nodes } = machine;
  const { attribution = 'system' } = options;
  const resources = machine.resources.capacity.length;
  const places = 2 * callers + nodes * FLOWS_PER_NODE;
  return {
    slots: createSlots(callers, source),
    cpu: new CpuShares(callers, nodes, source),
    costs: new CostRates(callers, nodes, source),
    tenants: new Tenants(nodes, source),
    channels: new Channels(machine.device, source),
    flows: new FlowTable(places, source),
    used: source.float(resources),
    full: source.integer(createResourceSet(resources).length),
    timetable: new Timetable(callers, source),
    accounts: accounts ? new CpuAccounts(accounts, attribution, nodes, source) : undefined,
  };
}
