import { invariant } from '../core/errors.js';
import { planFor } from '../migration/batch-law.js';
import { type CopyPlan, SERIAL_COPY } from '../migration/vocabulary.js';
import type { Episode } from '../workload/episode.js';
import { touch } from './accrue.js';
import { meetFault } from './batch/faults.js';
import { seenFromCaller } from './batch/serial-side.js';
import { beginCopy, serveWaiting, startNextRequest, stepStage } from './batch/stages.js';
import type { Machine } from './machine.js';
import { TenantsAlone } from './sharing/tenant-flows.js';
import { RateSolver } from './solve-rates.js';
import type { Batch } from './state/batch.js';
import { SimState, type SimulatorOptions } from './state/sim-state.js';
import { STAGE, UNASKED } from './state/slots.js';

/*
 * Third layer: many requests in time. A caller handles one batch at a time through the stages of `slots.ts`; copies and
 * tenants share the machine max–min fairly; time jumps to the next completion, arrival, load change or budget spent or
 * refilled, and rates are solved again only then. At equal times: load changes, then refills, faults, arrivals, and slots
 * in their order.
 *
 * Alone on an idle machine a request takes what the plain law says (a test holds them together).
 */
export class Simulator extends SimState {
  readonly #rates: RateSolver;
  readonly #alone: TenantsAlone;
  readonly #due: number[] = [];

  constructor(machine: Machine, episode: Episode, options: SimulatorOptions) {
    super(machine, episode, options);
    this.#rates = new RateSolver(this);
    this.#alone = new TenantsAlone(machine);
  }

  /**
   * Runs until a batch wants a decision; returns its slot, or −1 when everything has been moved. What a sizer leaves to
   * mainline its caller copies meanwhile.
   * @param isOver asked after each event; true ends all, and −1 is returned.
   */
  nextDecision(isOver?: () => boolean): number {
    for (;;) {
      const asked = this.#nextAsked();
      this.solve();
      if (asked) return asked.slot;
      const next = this.#nextTime();
      if (next === Number.POSITIVE_INFINITY) return this.#atEnd();
      this.#passTo(next);
      this.#fail();
      this.#arrive();
      this.#stepDue();
      if (isOver?.()) return -1;
      serveWaiting(this);
    }
  }

  /** The waiting batch of the lowest slot that a policy is asked about; those before it begin to be copied. */
  #nextAsked(): Batch | undefined {
    for (let batch = this.deciding[0]; batch; batch = this.deciding[0]) {
      if (this.#asks(batch)) return batch;
      this.unasked++;
      this.#begin(batch, SERIAL_COPY, UNASKED);
    }
    return undefined;
  }

  /** Solves the rates of what has been touched since they were solved. */
  solve(): void {
    this.#rates.solve(this);
  }

  /** Lets the tenants run until `timeNs` while nothing is migrated: nothing may have arrived, and nothing arrives. */
  passTime(timeNs: number): void {
    this.solve();
    while (this.now < timeNs) {
      const { load } = this.episode;
      const change = load.timeNs[this.nextLoad] ?? Number.POSITIVE_INFINITY;
      this.#passTo(Math.min(timeNs, change, this.accounts?.nextTime(this.now) ?? timeNs));
      this.solve();
    }
  }

  /**
   * Copies the batch waiting in `slot` by `plan`, which must be possible on this machine. Where every channel is held
   * the batch waits for one, or is copied serially if that is what the driver does, or if none is on line.
   */
  decide(slot: number, asked: CopyPlan): void {
    this.#begin(this.batches[slot] as Batch, asked, this.decisions++);
  }

  override copyFrom(other: Simulator): void {
    other.solve();
    super.copyFrom(other);
  }

  /** Whether a batch that waits is a policy's to decide. Mainline as such is asked like everybody. */
  #asks(batch: Batch): boolean {
    return this.options.batching === 'mainline' || batch.mainline !== 1;
  }

  #begin(batch: Batch, asked: CopyPlan, decision: number): void {
    touch(this, batch);
    this.answer(batch);
    const wanted = planFor(asked, batch.folios);
    const isFull = wanted.channels > 0 && this.channels.free === 0;
    const declines = this.machine.whenFull === 'decline' || this.channels.onLine === 0;
    const plan = isFull && declines ? SERIAL_COPY : wanted;
    batch.decision = decision;
    batch.waitStart = this.now;
    batch.plan = seenFromCaller(this, batch, plan);
    if (isFull && plan.channels > 0) batch.stage = STAGE.channels;
    else beginCopy(this, batch);
  }

  /** Puts other arrivals in place of those still to come, e.g. a fresh sample of them. */
  replaceFuture(episode: Episode, nextArrival: number): void {
    this.episode = episode;
    this.nextArrival = nextArrival;
  }

  /** Nothing is to come; whatever still waits would wait for ever, which no valid machine and plan lead to. */
  #atEnd(): -1 {
    const waiting = this.slots.stage.findIndex((stage) => stage !== STAGE.idle);
    invariant(waiting === -1, `the batch in slot ${waiting} can never finish`);
    return -1;
  }

  #nextTime(): number {
    const { arrivals, load, faults } = this.episode;
    let next = Number.POSITIVE_INFINITY;
    if (this.nextArrival < arrivals.count) next = arrivals.timeNs[this.nextArrival] as number;
    const active = next !== Number.POSITIVE_INFINITY || this.running.length > 0;
    next = Math.min(next, this.timetable.earliest);
    if (active && this.nextLoad < load.count) next = Math.min(next, load.timeNs[this.nextLoad] as number);
    if (active && this.accounts) next = Math.min(next, this.accounts.nextTime(this.now));
    if (active && faults) next = Math.min(next, faults.timeNs[this.nextFault] ?? next);
    return next;
  }

  /** Lets time pass until `next`, when the load may change and budgets may be refilled. */
  #passTo(next: number): void {
    this.advance(next - this.now);
    this.now = next;
    // Budgets bind all: with accounts nothing is reckoned apart.
    if (this.accounts) for (const batch of this.running) touch(this, batch);
    this.#changeLoad();
    this.accounts?.refill(next);
  }

  /** Lets `dt` pass for what is not a slot's own [ns]. */
  advance(dt: number): void {
    if (this.running.length > 0) this.settled.busyNs += dt;
    this.tenantsLost += this.lostPerByte * dt;
    this.accounts?.advance(dt, 2 * Number.EPSILON * (this.now + dt));
  }

  #changeLoad(): void {
    const { load } = this.episode;
    for (; this.nextLoad < load.count && (load.timeNs[this.nextLoad] as number) <= this.now; this.nextLoad++) {
      const k = this.nextLoad;
      const node = load.node[k] as number;
      this.tenants.set(node, load.threads[k] as number, load.localDemand[k] as number, load.remoteDemand[k] as number);
      this.#alone.solve(this.tenants);
      this.#rates.markNode(node);
    }
  }

  /** Moves on the slots whose stage ends now. */
  #stepDue(): void {
    this.timetable.due(this.now, this.#due);
    for (const slot of this.#due) {
      const batch = this.batches[slot] as Batch;
      touch(this, batch);
      stepStage(this, batch);
    }
  }

  #fail(): void {
    const { faults } = this.episode;
    if (!faults) return;
    for (; (faults.timeNs[this.nextFault] ?? Number.POSITIVE_INFINITY) <= this.now; this.nextFault++)
      meetFault(this, faults, this.nextFault);
  }

  #arrive(): void {
    const { arrivals } = this.episode;
    for (
      ;
      this.nextArrival < arrivals.count && (arrivals.timeNs[this.nextArrival] as number) <= this.now;
      this.nextArrival++
    ) {
      const r = this.nextArrival;
      const batch = this.batches[arrivals.caller[r] as number] as Batch;
      touch(this, batch);
      batch.holding += (arrivals.delayRate[r] as number) * (arrivals.folios[r] as number);
      if (batch.queueHead === -1) batch.queueHead = r;
      if (batch.stage === STAGE.idle) startNextRequest(this, batch);
    }
  }
}
