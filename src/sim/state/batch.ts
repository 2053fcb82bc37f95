import type { CopyPlan } from '../../migration/vocabulary.js';
import type { MachineRoute } from '../machine.js';
import type { Slots } from './slots.js';

/**
 * One slot's row of the columns (slots.ts says what each is), so that a law reads like a law:
 * `batch.delay += batch.holding * dt`. As fast as the columns themselves.
 */
export class Batch {
  readonly slot: number;
  /** How it is being copied; undefined before the slot's first decision. */
  plan: CopyPlan | undefined = undefined;
  /** The way of the running request; undefined before the slot's first one. */
  way: MachineRoute | undefined = undefined;
  /** Whether something has happened to it since the rates were solved (accrue.ts). */
  isTouched = false;
  /** Its place among the slots that run; −1 where it is idle. */
  place = -1;
  readonly #columns: Slots;

  constructor(columns: Slots, slot: number) {
    this.#columns = columns;
    this.slot = slot;
  }

  get work(): number {
    return this.#columns.work[this.slot] as number;
  }
  set work(value: number) {
    this.#columns.work[this.slot] = value;
  }

  get latency(): number {
    return this.#columns.latency[this.slot] as number;
  }
  set latency(value: number) {
    this.#columns.latency[this.slot] = value;
  }

  get cpuBytes(): number {
    return this.#columns.cpuBytes[this.slot] as number;
  }
  set cpuBytes(value: number) {
    this.#columns.cpuBytes[this.slot] = value;
  }

  get dmaBytes(): number {
    return this.#columns.dmaBytes[this.slot] as number;
  }
  set dmaBytes(value: number) {
    this.#columns.dmaBytes[this.slot] = value;
  }

  get cpuRate(): number {
    return this.#columns.cpuRate[this.slot] as number;
  }
  set cpuRate(value: number) {
    this.#columns.cpuRate[this.slot] = value;
  }

  get cpuHeadroom(): number {
    return this.#columns.cpuHeadroom[this.slot] as number;
  }
  set cpuHeadroom(value: number) {
    this.#columns.cpuHeadroom[this.slot] = value;
  }

  get channelRate(): number {
    return this.#columns.channelRate[this.slot] as number;
  }
  set channelRate(value: number) {
    this.#columns.channelRate[this.slot] = value;
  }

  get dmaFactor(): number {
    return this.#columns.dmaFactor[this.slot] as number;
  }
  set dmaFactor(value: number) {
    this.#columns.dmaFactor[this.slot] = value;
  }

  get remapNs(): number {
    return this.#columns.remapNs[this.slot] as number;
  }
  set remapNs(value: number) {
    this.#columns.remapNs[this.slot] = value;
  }

  get unmapStart(): number {
    return this.#columns.unmapStart[this.slot] as number;
  }
  set unmapStart(value: number) {
    this.#columns.unmapStart[this.slot] = value;
  }

  get unmapEnd(): number {
    return this.#columns.unmapEnd[this.slot] as number;
  }
  set unmapEnd(value: number) {
    this.#columns.unmapEnd[this.slot] = value;
  }

  get remapStart(): number {
    return this.#columns.remapStart[this.slot] as number;
  }
  set remapStart(value: number) {
    this.#columns.remapStart[this.slot] = value;
  }

  get waitStart(): number {
    return this.#columns.waitStart[this.slot] as number;
  }
  set waitStart(value: number) {
    this.#columns.waitStart[this.slot] = value;
  }

  get noticeAt(): number {
    return this.#columns.noticeAt[this.slot] as number;
  }
  set noticeAt(value: number) {
    this.#columns.noticeAt[this.slot] = value;
  }

  get begun(): number {
    return this.#columns.begun[this.slot] as number;
  }
  set begun(value: number) {
    this.#columns.begun[this.slot] = value;
  }

  get holding(): number {
    return this.#columns.holding[this.slot] as number;
  }
  set holding(value: number) {
    this.#columns.holding[this.slot] = value;
  }

  get since(): number {
    return this.#columns.since[this.slot] as number;
  }
  set since(value: number) {
    this.#columns.since[this.slot] = value;
  }

  get lossSeen(): number {
    return this.#columns.lossSeen[this.slot] as number;
  }
  set lossSeen(value: number) {
    this.#columns.lossSeen[this.slot] = value;
  }

  get delay(): number {
    return this.#columns.delay[this.slot] as number;
  }
  set delay(value: number) {
    this.#columns.delay[this.slot] = value;
  }

  get cpu(): number {
    return this.#columns.cpu[this.slot] as number;
  }
  set cpu(value: number) {
    this.#columns.cpu[this.slot] = value;
  }

  get bandwidth(): number {
    return this.#columns.bandwidth[this.slot] as number;
  }
  set bandwidth(value: number) {
    this.#columns.bandwidth[this.slot] = value;
  }

  get fairness(): number {
    return this.#columns.fairness[this.slot] as number;
  }
  set fairness(value: number) {
    this.#columns.fairness[this.slot] = value;
  }

  get externality(): number {
    return this.#columns.externality[this.slot] as number;
  }
  set externality(value: number) {
    this.#columns.externality[this.slot] = value;
  }

  get stage(): number {
    return this.#columns.stage[this.slot] as number;
  }
  set stage(value: number) {
    this.#columns.stage[this.slot] = value;
  }

  get request(): number {
    return this.#columns.request[this.slot] as number;
  }
  set request(value: number) {
    this.#columns.request[this.slot] = value;
  }

  get foliosLeft(): number {
    return this.#columns.foliosLeft[this.slot] as number;
  }
  set foliosLeft(value: number) {
    this.#columns.foliosLeft[this.slot] = value;
  }

  get folios(): number {
    return this.#columns.folios[this.slot] as number;
  }
  set folios(value: number) {
    this.#columns.folios[this.slot] = value;
  }

  get granted(): number {
    return this.#columns.granted[this.slot] as number;
  }
  set granted(value: number) {
    this.#columns.granted[this.slot] = value;
  }

  get cpuFolios(): number {
    return this.#columns.cpuFolios[this.slot] as number;
  }
  set cpuFolios(value: number) {
    this.#columns.cpuFolios[this.slot] = value;
  }

  get dmaFolios(): number {
    return this.#columns.dmaFolios[this.slot] as number;
  }
  set dmaFolios(value: number) {
    this.#columns.dmaFolios[this.slot] = value;
  }

  get rescued(): number {
    return this.#columns.rescued[this.slot] as number;
  }
  set rescued(value: number) {
    this.#columns.rescued[this.slot] = value;
  }

  get failed(): number {
    return this.#columns.failed[this.slot] as number;
  }
  set failed(value: number) {
    this.#columns.failed[this.slot] = value;
  }

  get recopied(): number {
    return this.#columns.recopied[this.slot] as number;
  }
  set recopied(value: number) {
    this.#columns.recopied[this.slot] = value;
  }

  get decision(): number {
    return this.#columns.decision[this.slot] as number;
  }
  set decision(value: number) {
    this.#columns.decision[this.slot] = value;
  }

  get mainline(): number {
    return this.#columns.mainline[this.slot] as number;
  }
  set mainline(value: number) {
    this.#columns.mainline[this.slot] = value;
  }

  get queueHead(): number {
    return this.#columns.queueHead[this.slot] as number;
  }
  set queueHead(value: number) {
    this.#columns.queueHead[this.slot] = value;
  }
}
