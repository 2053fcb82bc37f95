import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';
import { randomStream } from '../core/random.js';
import { ATTRIBUTIONS } from '../migration/vocabulary.js';
import type { Platform } from '../platform/platform.js';
import { quantitiesOf } from '../platform/quantities.js';
import type { Episode } from '../workload/episode.js';
import { FAULT_KINDS, type Fault, faultsOf } from '../workload/faults.js';
import type { Scenario } from './scenario.js';

/*
 * Scenarios made from registered ones by their name: `base?key=value&key=value`. Episodes are those of the base with
 * the same seed, changed by these laws:
 *
 *   rate=f           requests come f times as fast: every arrival at t comes at t ÷ f; tenants and faults stay
 *   busy=f           tenants are f times as busy: runnable threads (rounded) and memory traffic × f
 *   touch=f          pages are touched f times as often while unmapped
 *   delay=f          a folio that waits for its promotion costs f times as much
 *   lost-channels=n  DMA channels 0 … n − 1 are lost at time 0, known at once; the scenario's own faults go on, and may
 *                    bring one back
 *   memoryBound=f    part of tenants' progress that waits for memory × f, at most 1
 *   idleCpu=f        price of idle core time × f
 *   attribution=a    whose CPU account pays for a copy: caller, owner or system (sim/state/cpu-accounts.ts); nothing changes
 *                    where the workload has no accounts
 *   shake=s          every number of the platform that is assumed, fitted or measured is multiplied by a factor of its
 *                    own, uniform in [0.75, 1.25], drawn from seed s; specified ones stay
 *   PATH=f           the numbers of the platform at PATH, list indices left out, × f: `links.forward=0.75`
 *
 * Shares (kernelPath.unmapShare) stay at 1 at most. A variation of a versioned scenario is as reproducible as it is.
 */
export type Variation = ReadonlyMap<string, number>;

/** By how much `shake` moves a number at most. */
const SHAKE = 0.25;

const KEYS = [
  'rate',
  'busy',
  'touch',
  'delay',
  'lost-channels',
  'memoryBound',
  'idleCpu',
  'attribution',
  'shake',
] as const;
const WHOLE: readonly string[] = ['lost-channels', 'shake'];

/** "dma.0.channelRate" → "dma.channelRate". */
export function withoutIndices(path: string): string {
  return path.replace(/\.\d+(?=\.|$)/g, '');
}

export function splitName(name: string): { readonly base: string; readonly query: string } {
  const [base = '', ...rest] = name.split('?');
  return { base, query: rest.join('?') };
}

/** The code of an attribution. */
function checkAttribution(text: string): number {
  const code = (ATTRIBUTIONS as readonly string[]).indexOf(text);
  if (code !== -1) return code;
  throw new FoliotuneError('usage', `attribution must be ${ATTRIBUTIONS.join(', ')}, got "${text}"`);
}

function checkValue(key: string, text: string): number {
  if (key === 'attribution') return checkAttribution(text);
  const value = Number(text);
  const whole = WHOLE.includes(key);
  const valid = text !== '' && Number.isFinite(value) && (whole ? Number.isInteger(value) && value >= 0 : value > 0);
  if (valid) return value;
  const rule = `${key} must be ${whole ? 'a whole number from 0 on' : 'a factor above 0'}, got "${text}"`;
  throw new FoliotuneError('usage', rule);
}

/** The changes that a name's part after "?" asks for. @throws FoliotuneError `usage` for a key or value that is none. */
export function parseVariation(query: string, platform: Platform): Variation {
  const variation = new Map<string, number>();
  if (query === '') return variation;
  const paths = new Set(quantitiesOf(platform).map(({ path }) => withoutIndices(path)));
  const known = [...KEYS, ...paths];
  for (const change of query.split('&')) {
    const [key = '', text = ''] = change.split('=');
    if (!known.includes(key)) {
      throw new FoliotuneError('usage', `unknown variation "${key}"`, { hint: nameHint(key, known) });
    }
    if (variation.has(key)) throw new FoliotuneError('usage', `variation "${key}" is there twice`);
    variation.set(key, checkValue(key, text));
  }
  return variation;
}

/** The platform with its numbers changed; the same object where nothing changes. */
export function variedPlatform(platform: Platform, variation: Variation): Platform {
  const seed = variation.get('shake');
  const changed = structuredClone(platform);
  let changes = 0;
  for (const { path, quantity } of quantitiesOf(changed)) {
    const own = variation.get(withoutIndices(path)) ?? 1;
    const shaken =
      seed === undefined || quantity.kind === 'specified'
        ? 1
        : 1 - SHAKE + 2 * SHAKE * randomStream(seed, `variation/${path}`).uniform();
    if (own * shaken === 1) continue;
    const most = path === 'kernelPath.unmapShare' ? 1 : Number.POSITIVE_INFINITY;
    quantity.value = Math.min(most, quantity.value * own * shaken);
    changes++;
  }
  return changes === 0 ? platform : changed;
}

/** The scenario under its full name, with its own prices and assumptions changed. */
export function variedScenario(scenario: Scenario, name: string, variation: Variation): Scenario {
  const factor = (key: string): number => variation.get(key) ?? 1;
  const { weights, memoryBound } = scenario;
  const attribution = ATTRIBUTIONS[variation.get('attribution') ?? -1];
  return {
    ...scenario,
    name,
    memoryBound: Math.min(1, memoryBound * factor('memoryBound')),
    weights: { ...weights, idleCpu: weights.idleCpu * factor('idleCpu') },
    ...(attribution && { attribution }),
  };
}

/** Faults with so many channels lost from the beginning. */
function withLost(faults: Episode['faults'], lost: number): NonNullable<Episode['faults']> {
  const own = Array.from(
    { length: faults?.count ?? 0 },
    (_, k): Fault => ({
      timeNs: faults?.timeNs[k] ?? 0,
      kind: FAULT_KINDS[faults?.kind[k] ?? 0] ?? 'channel-lost',
      channel: faults?.channel[k] ?? 0,
    }),
  );
  const gone = Array.from({ length: lost }, (_, channel): Fault => ({ timeNs: 0, kind: 'channel-lost', channel }));
  return faultsOf([...gone, ...own], faults ?? { noticeNs: 0, listErrorRate: 0, seed: 0 });
}

/** @param channels of the platform's device; no more than these can be lost. */
export function variedEpisode(episode: Episode, variation: Variation, channels: number): Episode {
  const factor = (key: string): number => variation.get(key) ?? 1;
  const [rate, busy, touch, delay] = ['rate', 'busy', 'touch', 'delay'].map(factor);
  const times = (values: Float64Array, by = 1): Float64Array => (by === 1 ? values : values.map((x) => x * by));
  const { arrivals, load, faults } = episode;
  const lost = Math.min(channels, variation.get('lost-channels') ?? 0);
  return {
    ...episode,
    arrivals: {
      ...arrivals,
      timeNs: times(arrivals.timeNs, 1 / (rate ?? 1)),
      touchRate: times(arrivals.touchRate, touch),
      delayRate: times(arrivals.delayRate, delay),
    },
    load: {
      ...load,
      threads: busy === 1 ? load.threads : times(load.threads, busy).map(Math.round),
      localDemand: times(load.localDemand, busy),
      remoteDemand: times(load.remoteDemand, busy),
    },
    ...(lost > 0 ? { faults: withLost(faults, lost) } : {}),
  };
}
