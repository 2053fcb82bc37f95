import { describe, expect, it } from 'vitest';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import { Lane } from '../../src/env/lane.js';
import { TRAINING_SEEDS } from '../../src/env/lane-set.js';
import { createMigrationEnvironment } from '../../src/env/migration-environment.js';
import { openScenario, openScenarios, SCENARIOS } from '../../src/env/scenario-registry.js';
import { ACTIONS, writeMask } from '../../src/policy/action-table.js';
import { FEATURES } from '../../src/policy/feature-table.js';
import type { Episode } from '../../src/workload/episode.js';

/** A possible action, all equally likely. */
function anyAction(mask: Uint8Array, draw: (n: number) => number): number {
  const possible = [...mask.keys()].filter((action) => mask[action] === 1);
  return at(possible, draw(possible.length));
}

function bytesOf({ arrivals }: Episode): number {
  return arrivals.folios.reduce((sum, folios, r) => sum + folios * at(arrivals.folioBytes, r), 0);
}

function same(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, k) => Object.is(value, other[k]));
}

/** Runs an episode by random possible actions; `visit` sees every state. */
async function walk(name: string, seed: number, visit: (lane: Lane) => void): Promise<Lane> {
  const open = await openScenario(name);
  const lane = new Lane(open, open.episode(seed));
  const random = randomStream(seed, 'walk');
  while (!lane.done) {
    visit(lane);
    lane.step(anyAction(lane.mask, random.below));
  }
  return lane;
}

describe.each(SCENARIOS.names)('scenario %s', (name) => {
  it('is named platform/what-it-is-vN', () => {
    expect(name).toMatch(new RegExp(`^${SCENARIOS.get(name).platform}/[a-z0-9-]+-v\\d+$`));
  });

  it('keeps every feature within its range and offers what the action table allows, decline always', async () => {
    const mask = new Uint8Array(ACTIONS.length);
    const wrong: string[] = [];
    let states = 0;
    await walk(name, 5, (lane) => {
      states++;
      lane.features.forEach((value, index) => {
        const { name: feature, min, max } = at(FEATURES, index);
        if (!(value >= min && value <= max)) wrong.push(`${feature} is ${value}`);
      });
      writeMask(lane.features, mask);
      if (!mask.every((one, action) => one === lane.mask[action])) wrong.push(`mask of state ${states}`);
      if (lane.mask[0] !== 1) wrong.push(`decline in state ${states}`);
    });
    expect(wrong).toEqual([]);
    expect(states).toBeGreaterThan(50);
  });

  it('moves every folio, whatever is decided, and settles every decision once', async () => {
    const settled: number[] = [];
    const drain = ({ sim }: Lane): void => {
      settled.push(...sim.settled.decision.subarray(0, sim.settled.count));
      sim.settled.clear();
    };
    const lane = await walk(name, 6, drain);
    drain(lane);
    expect(lane.sim.settled.bytes).toBe(bytesOf(lane.sim.episode));
    expect(settled.sort((a, b) => a - b)).toEqual(Array.from({ length: lane.sim.decisions }, (_, k) => k));
  });

  it('repeats itself from its seed, and differs with another', async () => {
    const trace = async (seed: number): Promise<number[]> => {
      const seen: number[] = [];
      const { sim } = await walk(name, seed, (lane) => seen.push(...lane.features));
      return [...seen, ...sim.settled.total];
    };
    const first = await trace(7);
    expect(same(await trace(7), first)).toBe(true);
    expect(same(await trace(8), first)).toBe(false);
  });

  it('refuses an impossible action', async () => {
    const open = await openScenario(name);
    const lane = new Lane(open, open.episode(1));
    expect(() => lane.step(ACTIONS.length)).toThrow(/not possible/);
  });
});

describe('the vector environment', () => {
  const options = { lanes: 3, features: ['nr_folios', 'batch_kib', 'dma_free'] };

  async function rewardsOf(seed: number, steps: number) {
    const env = createMigrationEnvironment(await openScenarios(SCENARIOS.names.slice(0, 2)), options);
    env.reset(seed);
    const credited = new Map<string, number>();
    let ends = 0;
    for (let step = 0; step < steps; step++) {
      const actions = Int32Array.from({ length: env.lanes }, () => 0);
      const { credits, terminated } = env.step(actions);
      for (let k = 0; k < credits.count; k++) {
        const key = `${credits.lane[k]}/${credits.step[k]}`;
        expect(credited.has(key), `${key} is credited once`).toBe(false);
        expect(credits.step[k]).toBeLessThanOrEqual(step);
        credited.set(key, at(credits.reward, k));
      }
      ends += terminated.reduce((sum, ended) => sum + ended, 0);
    }
    return { credited, ends, env };
  }

  it('credits every decision of an ended episode exactly once, and never before it was taken', async () => {
    const { credited, ends, env } = await rewardsOf(3, 300);
    expect(ends).toBe(3);
    expect(env.decisions).toBe(900);
    // What is not credited yet belongs to the episodes that still run.
    expect(credited.size).toBeGreaterThan(880);
    expect([...credited.values()].every((reward) => reward <= 0)).toBe(true);
  });

  it('is the same from the same seed, and trains on no seed of tuning or evaluation', async () => {
    expect((await rewardsOf(3, 40)).credited).toEqual((await rewardsOf(3, 40)).credited);
    const scenarios = await openScenarios(SCENARIOS.names.slice(0, 1));
    const seeds: number[] = [];
    const spied = scenarios.map((open) => ({
      ...open,
      episode: (seed: number) => {
        seeds.push(seed);
        return open.episode(seed);
      },
    }));
    const env = createMigrationEnvironment(spied, { ...options, lanes: 40 });
    env.reset(12345);
    expect(seeds).toHaveLength(41);
    expect(seeds.every((seed) => seed >= 0 && seed < TRAINING_SEEDS)).toBe(true);
  });

  it('masks what an experiment does not open, and leaves decline where that is everything', async () => {
    const scenarios = await openScenarios(SCENARIOS.names.slice(0, 1));
    const env = createMigrationEnvironment(scenarios, { ...options, actions: ['dcbm-16'] });
    env.reset(1);
    for (let lane = 0; lane < env.lanes; lane++) {
      const mask = env.masks.subarray(lane * env.actionCount, (lane + 1) * env.actionCount);
      const open = [...mask.keys()].filter((action) => mask[action] === 1).map((action) => at(ACTIONS, action).name);
      expect([['dcbm-16'], ['decline']]).toContainEqual(open);
    }
  });
});
