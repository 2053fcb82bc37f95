import { beforeAll, describe, expect, it } from 'vitest';
import { contentHash } from '../../src/core/canonical-json.js';
import { randomStream } from '../../src/core/random.js';
import { createMigrationEnvironment } from '../../src/env/migration-environment.js';
import { openScenarios } from '../../src/env/scenario-registry.js';
import { fullInformation } from '../../src/learners/full-information.js';
import { selectBackend } from '../../src/learners/gradient/backend.js';
import { LEARNERS } from '../../src/learners/registry.js';
import { candidatePrices } from '../../src/learners/tree/candidate-prices.js';
import { distil } from '../../src/learners/tree/distil.js';
import { growTree } from '../../src/learners/tree/grow-tree.js';
import type { LabelledState } from '../../src/learners/tree/labelled-state.js';
import { ACTIONS } from '../../src/policy/action-table.js';
import { COPY_TIME_READS } from '../../src/policy/copy-time.js';
import { FEATURES } from '../../src/policy/feature-table.js';
import { createFloatPolicy } from '../../src/policy/float-policy.js';
import type { PolicyModel } from '../../src/policy/model.js';

/*
 * What a small training of each learner comes to, to the last bit. A faster learner keeps these hashes. A law of the
 * simulator that changes, or a learner that learns otherwise, renews them: the failing comparison shows the new ones.
 */
const MODELS: Readonly<Record<string, string>> = {
  bandit: 'b92bda944e2e47bf',
  'lin-ucb': '0758c9e9d4a48cd7',
  thompson: '4065d8b66a5a2fd8',
  'full-information': '61f331f491215f7b',
  ppo: '7a9a7d3d0f7b1a3f',
  dqn: 'f341cbfdf1899ef3',
  'full-information with prices': '0b41d790660b2cf8',
  'full-information without channel prices': 'a12f5877292c27b2',
  'full-information from declining': 'dc4526653ffefea7',
  'full-information by actions alone': '9d102ac566e45399',
  'tree of random states': '796e7ea973264aed',
  'distilled tree': 'c516ba07d55afd2e',
};

const open = await openScenarios(['zen3-ptdma/tiering-churn-v2']);
const FEW = ['reason', 'folio_order', 'nr_folios', 'dst_idle_cpus', 'dma_free'];
const PRICED = [...COPY_TIME_READS, 'reason', 'remaining_kib', 'mm_cpus', 'folio_order'];

const digestOf = (model: PolicyModel): string => contentHash(model).slice(0, 16);

const environment = (features: readonly string[]) => createMigrationEnvironment(open, { lanes: 4, features });

/** A full-information training that differs from the default one in some options. */
async function fullyInformed(options: Partial<typeof fullInformation.defaults>, features = PRICED): Promise<string> {
  const all = { ...fullInformation.defaults, rounds: 3, leastStates: 4, ...options };
  return digestOf(await fullInformation.train(environment(features), all, 3, 3500));
}

/** States with costs drawn at random, many of them equal, a third of the choices not possible. */
function randomStates(count: number, choices: number): LabelledState[] {
  const random = randomStream(5, 'random states');
  return Array.from({ length: count }, () => ({
    features: Int32Array.from(FEATURES, (_, k) => (k % 3 === 0 ? random.below(5) : random.below(100_000))),
    costs: Float64Array.from({ length: choices }, (_, choice) => {
      if (choice > 0 && random.below(3) === 0) return Number.NaN;
      return random.below(4) === 0 ? random.below(8) : random.exponential(5);
    }),
  }));
}

function grown(): string {
  const features = Array.from(FEATURES.keys());
  const prices = candidatePrices(features).slice(0, 20);
  const states = randomStates(1200, ACTIONS.length + prices.length);
  const tree = growTree(states, { leaves: 40, features, leastStates: 10, prices });
  return contentHash([tree.model(40), tree.cost(40), tree.cost(17)]).slice(0, 16);
}

async function distilled(): Promise<string> {
  const model = { kind: 'tree', nodes: [{ ranking: [3, 0] }] } as const;
  const teacher = createFloatPolicy({ name: 'teacher', features: FEW, model });
  const plan = { scenarios: open, teacher, features: PRICED, leaves: 12, rounds: 2, states: 60, seed: 2 };
  const { tree } = await distil(plan);
  return digestOf(tree.model(12));
}

describe('what is learned', () => {
  // The backend that every machine has: bits are the same on one backend only.
  beforeAll(async () => void (await selectBackend('wasm')));

  it('is the committed model, bit for bit', async () => {
    const found: Record<string, string> = {};
    for (const { name, defaults, train } of LEARNERS.all) {
      found[name] = digestOf(await train(environment(FEW), defaults, 3, 1500));
    }
    found['full-information with prices'] = await fullyInformed({});
    found['full-information without channel prices'] = await fullyInformed({ channelPrices: [], portfolio: 2 });
    found['full-information from declining'] = await fullyInformed({ start: 'decline', stride: 1 });
    found['full-information by actions alone'] = await fullyInformed({ prices: 0 }, FEW);
    found['tree of random states'] = grown();
    found['distilled tree'] = await distilled();
    expect(found).toEqual(MODELS);
  });
});
