import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '../../../src/core/random.js';
import type { MigrationEnvironment } from '../../../src/env/migration-environment.js';
import type { Experiment } from '../../../src/experiment/experiment-file.js';
import type { Case } from '../case.js';
import type { Checkout } from '../checkout.js';

/**
 * The environment of the shipped quickstart. Its scenarios and features are read beside this bench, so that every commit
 * meets the same ones.
 */
export async function openEnvironment(checkout: Checkout, lanes: number): Promise<MigrationEnvironment> {
  const file = join(checkout.bench, '..', '..', 'experiments', 'quickstart.json');
  const { scenarios, features = [] } = JSON.parse(readFileSync(file, 'utf8')) as Experiment;
  const { openScenarios } = await checkout.load('scenarios');
  const { createMigrationEnvironment } = await checkout.load('environment');
  return createMigrationEnvironment(await openScenarios(scenarios), { lanes, features });
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
