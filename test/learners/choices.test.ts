import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import { candidatePrices } from '../../src/learners/tree/candidate-prices.js';
import { LeafChoices } from '../../src/learners/tree/choices.js';
import { growTree } from '../../src/learners/tree/grow-tree.js';
import type { LabelledState } from '../../src/learners/tree/labelled-state.js';
import { STORES } from '../../src/migration/vocabulary.js';
import { ACTIONS, actionIndex, writeMask } from '../../src/policy/action-table.js';
import { COPY_TIME_CONSTANTS, COPY_TIME_READS, channelsGranted, copyNs, idleFor } from '../../src/policy/copy-time.js';
import { FEATURES, featureIndex } from '../../src/policy/feature-table.js';
import { createFloatPolicy } from '../../src/policy/float-policy.js';
import { cheapestAt, readsOf } from '../../src/policy/prices.js';
import { roomyFeatures } from '../policy/sample-policies.js';

const RATES = COPY_TIME_READS.map(featureIndex);
const HEAT = readsOf({ touch: 1, delay: 1 }).map(featureIndex);
const ALL = FEATURES.map((_, index) => index);
const DECLINE = actionIndex('decline');

describe('candidate prices', () => {
  it('are none for a tree that does not see all of the machine’s rates', () => {
    expect(candidatePrices([])).toEqual([]);
    expect(candidatePrices([featureIndex('nr_folios')])).toEqual([]);
    for (const missing of RATES) expect(candidatePrices(ALL.filter((own) => own !== missing))).toEqual([]);
  });

  it('are by the wait of a batch where the rates are seen, but not all that heat needs', () => {
    for (const observed of [RATES, ...HEAT.slice(RATES.length).map((own) => ALL.filter((other) => other !== own))]) {
      const prices = candidatePrices(observed);
      expect(prices.length).toBeGreaterThan(0);
      expect(prices.every(({ touch, delay, wait }) => touch === 0 && delay === 0 && wait > 0)).toBe(true);
    }
  });

  it('are by heat where all of it is seen, each once, with either kind of stores', () => {
    const prices = candidatePrices(HEAT);
    expect(prices.some(({ touch, delay }) => touch > 0 && delay > 0)).toBe(true);
    expect(new Set(prices.map((own) => JSON.stringify(own))).size).toBe(prices.length);
    expect(new Set(prices.map(({ stores }) => stores))).toEqual(new Set(STORES));
  });
});

describe('choices', () => {
  /** A THP on an idle machine, on which every action but dcbm is possible for a single folio. */
  const features = roomyFeatures({
    ...{ nr_folios: 1, batch_kib: 2048, src_idle_cpus: 64, dst_idle_cpus: 64, dma_free: 16, dma_setup_us: 36 },
    ...{ worker_mbps: 10_000, workers_mbps: 40_000, channel_mbps: 10_000, two_channels_mbps: 20_000 },
    ...{ channels_mbps: 80_000, dma_waits: 1 },
  });
  const possible = new Uint8Array(ACTIONS.length);
  writeMask(features, possible);

  /** Costs by these choices, and which actions were tried for them: an action costs its place in the table, and one. */
  function tried(choices: LeafChoices): { readonly costs: Float64Array; readonly among: Uint8Array } {
    let among = new Uint8Array();
    const costs = choices.costs(features, possible, (asked) => {
      among = asked.slice();
      return ACTIONS.map((_, action) => (asked[action] === 1 && possible[action] === 1 ? 1 + action : Number.NaN));
    });
    return { costs, among };
  }

  it('are all looked at to begin with: prices cost what the action costs that they come to', () => {
    const choices = new LeafChoices(RATES);
    const { costs, among } = tried(choices);
    expect(costs).toHaveLength(ACTIONS.length + choices.prices.length);
    expect([...among]).toEqual(ACTIONS.map(() => 1));
    ACTIONS.forEach((_, action) => {
      expect(at(costs, action)).toBe(possible[action] === 1 ? 1 + action : Number.NaN);
    });
    choices.prices.forEach((own, k) => {
      expect(at(costs, ACTIONS.length + k)).toBe(1 + cheapestAt(own, features, possible));
    });
  });

  it('have no prices where the rates are not seen', () => {
    expect(new LeafChoices([featureIndex('nr_folios')]).prices).toEqual([]);
    expect(tried(new LeafChoices([featureIndex('nr_folios')])).costs).toHaveLength(ACTIONS.length);
  });

  /** Choices of which declining is left, and the prices at `k`, for nothing is cheaper in any state. */
  function narrowedTo(k: number): LeafChoices {
    const choices = new LeafChoices(RATES);
    const costs = Float64Array.from({ length: ACTIONS.length + choices.prices.length }, (_, choice) =>
      choice === ACTIONS.length + k ? 1 : choice === DECLINE ? 2 : 3,
    );
    choices.narrow([{ features, costs }], 1, 2);
    return choices;
  }

  /** Prices at which something else than declining is cheapest. */
  const FAST = new LeafChoices(RATES).prices.findIndex((own) => cheapestAt(own, features, possible) !== DECLINE);

  it('try an action that only prices lead to, which is no choice of its own', () => {
    const choices = narrowedTo(FAST);
    const action = cheapestAt(at(choices.prices, FAST), features, possible);
    const { costs, among } = tried(choices);
    expect([...among.keys()].filter((own) => among[own] === 1)).toEqual([DECLINE, action]);
    expect(at(costs, action)).toBeNaN();
    expect(at(costs, ACTIONS.length + FAST)).toBe(1 + action);
  });

  it('keep declining, and leave all else unknown', () => {
    const { costs } = tried(narrowedTo(FAST));
    expect(at(costs, DECLINE)).toBe(1);
    expect([...costs.keys()].filter((choice) => !Number.isNaN(at(costs, choice)))).toEqual([
      DECLINE,
      ACTIONS.length + FAST,
    ]);
  });

  it('keep declining alone where no prices are wanted', () => {
    const choices = new LeafChoices(RATES);
    const all = new Float64Array(ACTIONS.length + choices.prices.length).fill(1).with(DECLINE, 2);
    choices.narrow([{ features, costs: all }], 1, 0);
    expect([...tried(choices).among.keys()].filter((own) => tried(choices).among[own] === 1)).toEqual([DECLINE]);
  });
});

/*
 * Batches of many sizes on machines of which each has its own best width: what an action costs is its time, at 3 cores
 * for the wait, a core for a CPU (a tenth of it where it is idle) and 0.03 for a channel.
 */
describe('a tree that may choose prices', () => {
  type Machine = Readonly<Record<string, number>>;
  const machine = (worker: number, workers: number, channels: readonly [number, number, number], us: number) => ({
    ...{ src_idle_cpus: 64, dst_idle_cpus: 64, dma_free: 16, dma_waits: 1, dma_setup_us: us },
    ...{ worker_mbps: worker, workers_mbps: workers },
    ...{ channel_mbps: channels[0], two_channels_mbps: channels[1], channels_mbps: channels[2] },
  });
  /** Engines beat workers from a size on; workers beat engines; and neither is like the third. */
  const SEEN = [machine(10_000, 40_000, [12_000, 16_000, 100_000], 40), machine(9000, 120_000, [2000, 3000, 9000], 20)];
  const UNSEEN = machine(4000, 16_000, [6000, 12_000, 30_000], 400);

  function costsOf(features: Int32Array): Float64Array {
    const mask = new Uint8Array(ACTIONS.length);
    writeMask(features, mask);
    return Float64Array.from(ACTIONS, (action, index) => {
      if (mask[index] !== 1) return Number.NaN;
      const idle = Math.min(action.workers, idleFor(action, features));
      const cores = (action.migrator === 'kernel' ? 1.5 : 3) + (action.workers - idle) + 0.1 * idle;
      return copyNs(action, features, COPY_TIME_CONSTANTS) * (cores + 0.03 * channelsGranted(action, features));
    });
  }

  function statesOn(machines: readonly Machine[], count: number, seed: number, choices: LeafChoices): LabelledState[] {
    const random = randomStream(seed, 'test/priced-tree');
    return Array.from({ length: count }, () => {
      const folios = Math.floor(2 ** (12 * random.uniform()));
      const own = at(machines, random.below(machines.length));
      const features = roomyFeatures({ ...own, nr_folios: folios, batch_kib: 64 * folios });
      const mask = new Uint8Array(ACTIONS.length);
      writeMask(features, mask);
      return { features, costs: choices.costs(features, mask, () => costsOf(features)) };
    });
  }

  const SPLITS = ['batch_kib', 'worker_mbps', 'channels_mbps'];
  const OPTIONS = { leaves: 12, features: SPLITS.map(featureIndex), leastStates: 5 };

  /** Mean of what its decisions cost above the least, on the machine that nothing was learned on. */
  function lostOn(machines: readonly Machine[], observed: readonly number[]): number {
    const choices = new LeafChoices(observed);
    const grown = growTree(statesOn(SEEN, 600, 1, choices), { ...OPTIONS, prices: choices.prices });
    const policy = createFloatPolicy({ name: 't', features: SPLITS, model: grown.model(12) });
    const fresh = statesOn(machines, 300, 2, new LeafChoices([]));
    const lost = fresh.map(({ features, costs }) => {
      const mask = Uint8Array.from(costs, (cost) => (Number.isNaN(cost) ? 0 : 1));
      const least = Math.min(...costs.filter((cost) => !Number.isNaN(cost)));
      return at(costs, policy.decide(features, mask)) / least - 1;
    });
    return lost.reduce((sum, one) => sum + one, 0) / lost.length;
  }

  it('names some in its leaves, and keeps those only', () => {
    const choices = new LeafChoices(RATES);
    const model = growTree(statesOn(SEEN, 600, 1, choices), { ...OPTIONS, prices: choices.prices }).model(12);
    const named = new Set(model.nodes.flatMap((node) => ('ranking' in node ? node.ranking : [])));
    expect(model.prices?.length).toBeGreaterThan(0);
    model.prices?.forEach((_, k) => {
      expect(named.has(ACTIONS.length + k)).toBe(true);
    });
    expect(Math.max(...named)).toBe(ACTIONS.length + (model.prices?.length ?? 0) - 1);
  });

  it('decides on a machine it never saw like the cheapest action', () => {
    expect(lostOn([UNSEEN], RATES)).toBeLessThan(0.01);
  });

  it('does better there than one of actions alone, which is as good on machines it saw', () => {
    expect(lostOn(SEEN, [])).toBeLessThan(0.03);
    expect(lostOn([UNSEEN], [])).toBeGreaterThan(0.2);
  });
});
