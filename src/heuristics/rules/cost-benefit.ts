import { z } from 'zod';
import { REASONS } from '../../migration/vocabulary.js';
import type { Action } from '../../policy/action-table.js';
import {
  COPY_TIME_CONSTANTS,
  COPY_TIME_READS,
  channelsGranted,
  copyNs,
  idleFor,
  weighedActions,
} from '../../policy/copy-time.js';
import { featureIndices } from '../../policy/feature-table.js';
import { COPY_TIME_CHOICES, copyTimeSchema } from '../copy-guesses.js';
import type { Heuristic } from '../heuristic.js';
import { leastCost } from '../least-cost.js';

/*
 * A model of the machine: the expected cost of each action in core-ns, and the least of them. With T from policy/copy-time.ts,
 * n folios of the batch, a folio's heat guessed from its reason and its share s of a THP:
 *
 *   stall      S ÷ (1 + S ÷ (mm_cpus · T)),  S = n · (D − (1 − e^(−hD)) ÷ h),  h = s · touch
 *              D = T, and T ÷ 2 where the kernel copies and gives folios back one by one
 *   delay      T · delay · s · (folios of the batch, half of them where they come back one by one, and of the request's rest)
 *   cpu        T · (idlePrice · CPUs that are idle + the others that are used)
 *   bandwidth  bandwidthPrice · KiB copied by CPU while the target's traffic is above busyMBps
 *   channels   T · channelPrice · channels held, which somebody else may want
 */
const heat = { touchPerMs: z.number().positive(), delay: z.number().min(0) };
const schema = copyTimeSchema.extend({
  promotionTouch: heat.touchPerMs,
  promotionDelay: heat.delay,
  demotionTouch: heat.touchPerMs,
  demotionDelay: heat.delay,
  otherTouch: heat.touchPerMs,
  otherDelay: heat.delay,
  idlePrice: z.number().min(0),
  bandwidthPrice: z.number().min(0),
  busyMBps: z.int().min(0),
  channelPrice: z.number().min(0),
  stores: z.enum(['temporal', 'nontemporal']),
});
type Parameters = z.infer<typeof schema>;

const OWN_READS = ['reason', 'nr_folios', 'remaining_kib', 'mm_cpus', 'dst_mbps'] as const;
const [REASON, FOLIOS, REMAINING, MM_CPUS, TARGET_MBPS] = featureIndices(OWN_READS);
const [KIB] = featureIndices(COPY_TIME_READS);
const THP_KIB = 2048;
/** A hot base page is hotter than its share of a hot THP. */
const LEAST_SHARE = 1 / 64;
const PER_MS = 1e-6;

interface Heat {
  readonly touch: number;
  readonly delay: number;
}

/** Guessed heat of a THP [touches/ns, core-ns per ns] by reason code. */
function heatByReason(p: Parameters): readonly Heat[] {
  const other = { touch: p.otherTouch * PER_MS, delay: p.otherDelay };
  const heats: Partial<Record<(typeof REASONS)[number], Heat>> = {
    numa_misplaced: { touch: p.promotionTouch * PER_MS, delay: p.promotionDelay },
    demotion: { touch: p.demotionTouch * PER_MS, delay: p.demotionDelay },
  };
  return REASONS.map((reason) => heats[reason] ?? other);
}

function waiting({ touch, delay }: Heat, serial: boolean, time: number, features: Int32Array): number {
  const folios = features[FOLIOS] ?? 1;
  const folioKib = (features[KIB] ?? 0) / folios;
  const share = Math.max(LEAST_SHARE, folioKib / THP_KIB);
  const hazard = touch * share;
  const blackout = serial ? time / 2 : time;
  const lost = folios * (blackout + Math.expm1(-hazard * blackout) / hazard);
  const stall = lost / (1 + lost / (Math.max(1, features[MM_CPUS] ?? 1) * time));
  const held = folios * (serial ? 0.5 : 1) + (features[REMAINING] ?? 0) / folioKib;
  return stall + time * delay * share * held;
}

function using(action: Action, time: number, features: Int32Array, p: Parameters): number {
  const idle = Math.min(action.workers, idleFor(action, features));
  const cores = p.idlePrice * idle + (action.workers - idle);
  const busy = (features[TARGET_MBPS] ?? 0) > p.busyMBps;
  const traffic = busy ? p.bandwidthPrice * (features[KIB] ?? 0) * (1 - action.dmaShare) : 0;
  return time * (cores + p.channelPrice * channelsGranted(action, features)) + traffic;
}

export const costBenefit: Heuristic<Parameters> = {
  name: 'cost-benefit',
  summary: 'least expected cost in core-ns by a model of the machine and a guess of heat by reason',
  reads: [...COPY_TIME_READS, ...OWN_READS],
  schema,
  defaults: {
    ...COPY_TIME_CONSTANTS,
    promotionTouch: 5,
    promotionDelay: 0.1,
    demotionTouch: 0.01,
    demotionDelay: 0.003,
    otherTouch: 0.01,
    otherDelay: 0.01,
    idlePrice: 0.1,
    bandwidthPrice: 10,
    busyMBps: 100_000,
    channelPrice: 0.03,
    stores: 'temporal',
  },
  choices: {
    ...COPY_TIME_CHOICES,
    promotionTouch: [0.3, 1, 3, 5, 10, 30],
    promotionDelay: [0.01, 0.03, 0.1, 0.3],
    demotionTouch: [0.001, 0.003, 0.01, 0.03, 0.1],
    demotionDelay: [0.001, 0.003, 0.01],
    otherTouch: [0.001, 0.003, 0.01, 0.03, 0.1],
    otherDelay: [0.001, 0.003, 0.01, 0.03, 0.1],
    idlePrice: [0.03, 0.1, 0.3, 1],
    bandwidthPrice: [0, 3, 10, 30, 100],
    busyMBps: [0, 50_000, 100_000, 150_000],
    channelPrice: [0, 0.003, 0.01, 0.03, 0.1, 0.3],
    stores: ['temporal', 'nontemporal'],
  },
  create: (parameters) => {
    const heats = heatByReason(parameters);
    const weighed = weighedActions(parameters.stores);
    return {
      name: 'cost-benefit',
      decide: (features, mask) => {
        const own = heats[features[REASON] ?? 0] ?? { touch: parameters.otherTouch * PER_MS, delay: 0 };
        return leastCost(weighed, mask, (action) => {
          const time = copyNs(action, features, parameters);
          const serial = action.migrator === 'kernel';
          return waiting(own, serial, time, features) + using(action, time, features, parameters);
        });
      },
    };
  },
};
