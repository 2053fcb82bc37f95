import { z } from 'zod';
import { ACTIONS, actionIndex } from '../../policy/action-table.js';
import { featureIndices } from '../../policy/feature-table.js';
import { DECLINE, dmaUpTo } from '../actions.js';
import type { Heuristic } from '../heuristic.js';

/*
 * The adaptive rule of intel/DTO, which intercepts memcpy for DSA. Of each window of `window` descriptors it samples the
 * last `sampled` and counts how often the CPU had to wait for the engine; with the average w of a window
 *
 *   w > above    CPU share + 1 % up to 90 %; where that is reached, least size + 1 KiB up to 64 KiB
 *   w < below    the reverse: least size − 1 KiB down to 6 KiB; where that is reached, CPU share − 1 % down to 0 %
 *
 * What is under the least size stays with the CPU. Read over to a batch of folios: a folio is a descriptor; it waited
 * from the decision to the end of its batch's copy ÷ the batch's folios; one wait (a yield in DTO, whose thresholds are
 * 2.0 and 1.0) is `waitNs`. A CPU share is what the hybrid actions have: the nearest of 0, 25, 50 and 75 %, and `channels`
 * channels at 0. A share steps by `step` %, DTO's 1: the fewer batches there are, the larger.
 */
const schema = z.strictObject({
  window: z.int().min(1),
  sampled: z.int().min(1),
  above: z.number().min(0),
  below: z.number().min(0),
  waitNs: z.int().min(1),
  step: z.int().min(1).max(90),
  channels: z.int().min(1),
  sizeOf: z.enum(['folio', 'batch']),
});
type Parameters = z.infer<typeof schema>;

const READS = ['batch_kib', 'nr_folios'] as const;
const [KIB, FOLIOS] = featureIndices(READS);

const MOST_SHARE = 90;
const LEAST_KIB = 6;
const MOST_KIB = 64;
/** By quarters of CPU share, the nearest: "hybrid-75" leaves a quarter to the CPU. */
const HYBRID = [undefined, 'hybrid-75', 'hybrid-50', 'hybrid-25', 'hybrid-25'] as const;

/** What the rule has learned of the engine: it begins with all by DMA and the least size. */
class Throttle {
  cpuShare = 0;
  leastKiB = LEAST_KIB;
  #seen = 0;
  #waits = 0;
  readonly #p: Parameters;

  constructor(parameters: Parameters) {
    this.#p = parameters;
  }

  /** Descriptors that each waited `waits` times. A batch may end several windows, and its waits count in each. */
  add(descriptors: number, waits: number): void {
    const { window } = this.#p;
    const sampled = Math.min(this.#p.sampled, window);
    for (let left = descriptors; left > 0; ) {
      const taken = Math.min(left, window - this.#seen);
      const from = Math.max(this.#seen, window - sampled);
      this.#seen += taken;
      this.#waits += waits * Math.max(0, this.#seen - from);
      left -= taken;
      if (this.#seen < window) continue;
      this.#adjust(this.#waits / sampled);
      [this.#seen, this.#waits] = [0, 0];
    }
  }

  #adjust(waits: number): void {
    const { above, below, step } = this.#p;
    if (waits > above) {
      if (this.cpuShare < MOST_SHARE) this.cpuShare = Math.min(MOST_SHARE, this.cpuShare + step);
      else this.leastKiB = Math.min(MOST_KIB, this.leastKiB + 1);
    } else if (waits < below) {
      if (this.leastKiB > LEAST_KIB) this.leastKiB--;
      else this.cpuShare = Math.max(0, this.cpuShare - step);
    }
  }
}

export const dtoLike: Heuristic<Parameters> = {
  name: 'dto-like',
  summary: 'adapts CPU share and least size to the waits it observes, as intel/DTO does',
  reads: READS,
  schema,
  defaults: {
    ...{ window: 256, sampled: 16, above: 2, below: 1, waitNs: 200_000, step: 1, channels: 8 },
    sizeOf: 'batch',
  },
  choices: {
    window: [16, 64, 256],
    sampled: [4, 16],
    above: [2, 4],
    below: [0.5, 1],
    waitNs: [20_000, 100_000, 200_000, 500_000, 2_000_000],
    step: [1, 5, 25],
    channels: [1, 2, 4, 8, 16],
    sizeOf: ['folio', 'batch'],
  },
  create: (parameters) => {
    const throttle = new Throttle(parameters);
    const { channels, sizeOf, waitNs } = parameters;
    return {
      name: 'dto-like',
      decide(features, mask) {
        const size = (features[KIB] ?? 0) / (sizeOf === 'folio' ? (features[FOLIOS] ?? 1) : 1);
        if (size < throttle.leastKiB) return DECLINE;
        const hybrid = HYBRID[Math.round(throttle.cpuShare / 25)];
        const shared = hybrid === undefined ? DECLINE : actionIndex(hybrid);
        return shared !== DECLINE && mask[shared] === 1 ? shared : dmaUpTo(channels, mask);
      },
      finished({ action, folios, copyNs }) {
        if ((ACTIONS[action]?.dmaShare ?? 0) > 0) throttle.add(folios, copyNs / folios / waitNs);
      },
    };
  },
};
