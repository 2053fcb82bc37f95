import { touch } from '../accrue.js';
import type { FlowTable } from '../law/flow-table.js';
import type { FlowUses } from '../law/flow-uses.js';
import type { Machine } from '../machine.js';
import type { Batch } from '../state/batch.js';
import type { SimState } from '../state/sim-state.js';
import { STAGE } from '../state/slots.js';
import { FLOWS_PER_NODE } from '../state/tenants.js';

/** Flows that claim something else than the table says. Struct of arrays; only the first `count` entries hold. */
export class FlowChanges {
  count = 0;
  readonly places: Int32Array;
  readonly weight: Float64Array;
  readonly limit: Float64Array;
  readonly uses: FlowUses[] = [];

  constructor(places: number) {
    this.places = new Int32Array(places);
    this.weight = new Float64Array(places);
    this.limit = new Float64Array(places);
  }

  /** Finds the changes of the batches that were touched, of those whose channels' engines were, and of tenants. */
  find(state: SimState, isDirty: Uint8Array): void {
    this.count = 0;
    if (state.channels.changed) touchCopies(state);
    state.channels.changed = false;
    for (const batch of state.touched) this.#findOf(state, batch);
    for (let node = 0; node < isDirty.length; node++) if (isDirty[node] === 1) this.#findTenants(state, node);
  }

  /** Makes the `k`th change. */
  apply(flows: FlowTable, k: number): void {
    flows.demand(this.places[k] as number, this.weight[k] as number, this.limit[k] as number, this.uses[k] as FlowUses);
  }

  #findOf({ flows, cpu, channels }: SimState, batch: Batch): void {
    const { slot, plan, way } = batch;
    const copies = plan && way && batch.stage === STAGE.copy;
    if (copies && batch.cpuBytes > 0) {
      const pace = Math.min(1, (cpu.pace[slot] as number) * batch.cpuHeadroom);
      this.#propose(flows, 2 * slot, plan.workers, batch.cpuRate * pace, way.cpu[plan.side][plan.stores]);
    } else this.#proposeNothing(flows, 2 * slot);
    if (copies && batch.dmaBytes > 0) {
      const own = channels.rateOf(slot, batch.channelRate) * batch.dmaFactor;
      this.#propose(flows, 2 * slot + 1, Math.max(1, batch.granted), own, way.dma);
    } else this.#proposeNothing(flows, 2 * slot + 1);
  }

  /** Tenants that make only a part of their progress make only that part of their traffic. */
  #findTenants({ machine, tenants, flows, tenantPlace, cpu }: SimState, node: number): void {
    const weight = Math.max(1, tenants.threads[node] as number);
    const uses = machine.tenantUses[node] as Machine['tenantUses'][number];
    for (let flow = 0; flow < FLOWS_PER_NODE; flow++) {
      const index = node * FLOWS_PER_NODE + flow;
      const limit = (tenants.demand[index] as number) * (cpu.tenantPace[node] as number);
      this.#propose(flows, tenantPlace + index, weight, limit, uses[flow] as FlowUses);
    }
  }

  #proposeNothing(flows: FlowTable, place: number): void {
    if (flows.isOpen(place)) this.#add(place, 0, 0, flows.uses[place] as FlowUses);
  }

  #propose(flows: FlowTable, place: number, weight: number, limit: number, uses: FlowUses): void {
    if (flows.weight[place] === weight && flows.limit[place] === limit && flows.uses[place] === uses) return;
    this.#add(place, weight, limit, uses);
  }

  #add(place: number, weight: number, limit: number, uses: FlowUses): void {
    this.places[this.count] = place;
    this.weight[this.count] = weight;
    this.limit[this.count] = limit;
    this.uses[this.count++] = uses;
  }
}

/** Touches what copies by DMA: channels of one engine slow each other. */
function touchCopies(state: SimState): void {
  for (const batch of state.running) if (batch.stage === STAGE.copy && batch.dmaBytes > 0) touch(state, batch);
}
