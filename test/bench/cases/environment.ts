import { randomStream } from '../../../src/core/random.js';
import type { MigrationEnvironment } from '../../../src/env/migration-environment.js';
import type { Case } from '../case.js';
import type { Checkout } from '../checkout.js';

/** The shipped quickstart's scenarios. */
const SCENARIOS = [
  'zen3-ptdma/bulk-light-v2',
  'zen3-ptdma/bulk-heavy-v2',
  'zen3-ptdma/tiering-base-v2',
  'zen3-ptdma/tiering-churn-v2',
  'zen3-ptdma/tiering-flood-v2',
  'zen3-ptdma/replay-tier-thp-v2',
];

/** The quickstart's environment with every feature. */
export async function openEnvironment(checkout: Checkout, lanes: number): Promise<MigrationEnvironment> {
  const { openScenarios } = await checkout.load('scenarios');
  const { FEATURES } = await checkout.load('features');
  const { createMigrationEnvironment } = await checkout.load('environment');
  return createMigrationEnvironment(await openScenarios(SCENARIOS), {
    lanes,
    features: FEATURES.map(({ name }) => name),
  });
}

/** A possible action for every lane, drawn evenly. */
function drawActions({ lanes, actionCount, masks }: MigrationEnvironment, draw: (below: number) => number): Int32Array {
  const actions = new Int32Array(lanes);
  for (let lane = 0; lane < lanes; lane++) {
    const mask = masks.subarray(lane * actionCount, (lane + 1) * actionCount);
    let place = draw(mask.reduce((sum, may) => sum + may, 0));
    actions[lane] = mask.findIndex((may) => may === 1 && place-- === 0);
  }
  return actions;
}

function stepping(lanes: number): Case {
  const steps = 4800 / lanes;
  return {
    name: `environment-${lanes}`,
    what: `steps of the environment of the quickstart's six scenarios with ${lanes} lanes, random actions`,
    unit: 'decisions',
    clock: 'cpu',
    shown: 'rate',
    warmUps: 1,
    repeats: 3,
    open: async (checkout) => {
      const env = await openEnvironment(checkout, lanes);
      const random = randomStream(3, 'bench environment');
      env.reset(1);
      return () => {
        for (let k = 0; k < steps; k++) env.step(drawActions(env, random.below));
        return { units: steps * lanes };
      };
    },
  };
}

export const ENVIRONMENTS: readonly Case[] = [1, 8, 64].map(stepping);

/** Features and masks of some decisions, for a policy to decide. */
export async function visitedStates(checkout: Checkout, steps: number) {
  const env = await openEnvironment(checkout, 8);
  const random = randomStream(5, 'bench states');
  const states: { readonly features: Int32Array; readonly mask: Uint8Array }[] = [];
  env.reset(2);
  const width = env.features.length / env.lanes;
  for (let k = 0; k < steps; k++) {
    for (let lane = 0; lane < env.lanes; lane++) {
      const features = env.features.slice(lane * width, (lane + 1) * width);
      const mask = env.masks.slice(lane * env.actionCount, (lane + 1) * env.actionCount);
      states.push({ features, mask });
    }
    env.step(drawActions(env, random.below));
  }
  return states;
}
