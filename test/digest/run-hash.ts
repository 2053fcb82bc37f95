import { createHash, type Hash } from 'node:crypto';
import { at } from '../../src/core/errors.js';
import { randomStream } from '../../src/core/random.js';
import { Lane } from '../../src/env/lane.js';
import { createMigrationEnvironment } from '../../src/env/migration-environment.js';
import { type OpenScenario, openScenario } from '../../src/env/scenario-registry.js';
import { greedy } from '../../src/heuristics/references/greedy.js';
import { lookahead } from '../../src/heuristics/references/lookahead.js';
import { HEURISTICS } from '../../src/heuristics/registry.js';
import { actionIndex } from '../../src/policy/action-table.js';
import { FEATURES } from '../../src/policy/feature-table.js';
import { CREDIT_WIDTH } from '../../src/sim/state/cost-terms.js';
import type { Batching } from '../../src/sim/state/sim-state.js';

/** Who decides in a run: a fixed action, chance, a rule with its defaults, or a reference. */
export type Decider = 'decline' | 'random' | 'dma' | 'cost-benefit' | 'queue-aware' | 'greedy' | 'lookahead';

/** One run that is hashed. */
export interface Run {
  /** A registered scenario, or one varied by its name. */
  readonly scenario: string;
  readonly decider: Decider;
  readonly seed: number;
  /** The run ends after so many decisions. */
  readonly decisions: number;
  readonly batching?: Batching;
}

const HORIZON = { kind: 'resampled', horizonMs: 10, width: 2, samples: 1, arrivals: 20 } as const;

function add(hash: Hash, ...arrays: readonly ArrayBufferView[]): void {
  for (const { buffer, byteOffset, byteLength } of arrays) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
}

function ruleNamed(name: string) {
  const rule = HEURISTICS.get(name);
  return rule.create(rule.defaults);
}

/** What the decider does at the lane's waiting batch. */
function choiceOf({ decider, seed }: Run, lane: Lane, open: OpenScenario): () => number {
  const random = randomStream(seed, 'digest');
  const dma = actionIndex('dcbm-4');
  switch (decider) {
    case 'decline':
      return () => 0;
    case 'dma':
      return () => (lane.mask[dma] === 1 ? dma : 0);
    case 'random':
      return () => {
        for (;;) {
          const action = random.below(lane.mask.length);
          if (lane.mask[action] === 1) return action;
        }
      };
    case 'greedy': {
      const reference = greedy(lane.sim, ruleNamed('cost-benefit'), lane.weights);
      return () => reference(lane.sim, lane.slot, lane.mask);
    }
    case 'lookahead': {
      const base = ruleNamed('cost-benefit');
      const reference = lookahead(lane.sim, base, lane.weights, open.episode, seed, HORIZON);
      return () => reference(lane.sim, lane.slot, lane.mask);
    }
    default: {
      const rule = ruleNamed(decider);
      return () => rule.decide(lane.features, lane.mask);
    }
  }
}

function addEnd(hash: Hash, { sim }: Lane): void {
  const s = sim.settled;
  const blackouts = [s.blackouts.mean(), s.blackouts.quantile(0.99)];
  add(hash, s.total, s.latencyNs, s.firstFolioNs);
  add(hash, Float64Array.of(s.cpuNs, s.dmaNs, s.busyNs, s.bytes, ...blackouts, sim.decisions, sim.unasked));
  const a = sim.accounts;
  if (a) add(hash, a.budget, a.debt, a.tenantNs, a.progressNs, a.chargedNs, a.throttledNs, a.paidNs);
}

/**
 * Adds a run to a hash, to the last bit: at each decision the features, the mask, the action, what has settled, the rates
 * of all flows, the use of all resources and the time; at the end the totals, every request's latency, and the accounts.
 * @returns decisions taken.
 */
export async function addRun(hash: Hash, run: Run): Promise<number> {
  const open = await openScenario(run.scenario);
  const lane = new Lane(open, open.episode(run.seed), run.batching);
  const choose = choiceOf(run, lane, open);
  let decisions = 0;
  for (; !lane.done && decisions < run.decisions; decisions++) {
    const action = choose();
    const s = lane.sim.settled;
    hash.update(`${lane.slot};${action};`);
    add(hash, lane.features, lane.mask);
    add(hash, s.terms.subarray(0, s.count * CREDIT_WIDTH), s.decision.subarray(0, s.count));
    add(hash, s.copyNs.subarray(0, s.count));
    s.clear();
    lane.step(action);
    add(hash, lane.sim.flows.rate, lane.sim.used, Float64Array.of(lane.sim.now));
  }
  addEnd(hash, lane);
  return decisions;
}

/** Hash of what eight lanes of an environment over some scenarios observe and are credited, with actions tried at times. */
export async function environmentHash(scenarios: readonly string[], steps: number): Promise<string> {
  const hash = createHash('sha256');
  const opened = await Promise.all(scenarios.map(openScenario));
  const env = createMigrationEnvironment(opened, { lanes: 8, features: FEATURES.map(({ name }) => name) });
  const random = randomStream(3, 'digest/environment');
  const actions = new Int32Array(env.lanes);
  const [rewards, channelTime] = [new Float64Array(env.actionCount), new Float64Array(env.actionCount)];
  const all = new Uint8Array(env.actionCount).fill(1);
  const drawn = (lane: number): number => {
    for (;;) {
      const action = random.below(env.actionCount);
      if (env.masks[lane * env.actionCount + action] === 1) return action;
    }
  };
  env.reset(3);
  for (let step = 0; step < steps; step++) {
    add(hash, env.observations, env.masks, env.features);
    for (let lane = 0; lane < env.lanes; lane++) actions[lane] = drawn(lane);
    if (step % 20 === 0) {
      env.counterfactuals.tryActions(at([0, 3, 5, 7], (step / 20) % 4), all, rewards, channelTime);
      add(hash, rewards, channelTime);
    }
    const { credits, terminated } = env.step(actions);
    add(hash, credits.reward.subarray(0, credits.count), credits.step.subarray(0, credits.count), terminated);
  }
  return hash.digest('hex').slice(0, 16);
}
