import { join } from 'node:path';
import type { Case } from '../case.js';
import { visitedStates } from './environment.js';

type Form = 'decideInteger' | 'decideFloat';

/** A committed policy of the checkout, in the integer form that export writes or in floating point. */
function deciding(form: Form, short: string): Case {
  return {
    name: `decide-${short}`,
    what: `one decision of models/suite/universal-s1.json, ${short} form, on states that random actions visit`,
    unit: 'decisions',
    clock: 'cpu',
    shown: 'rate',
    warmUps: 20,
    repeats: 150,
    open: async (checkout) => {
      const { loadPolicy } = await checkout.load('policies');
      const policy = loadPolicy(join(checkout.root, 'models', 'suite', 'universal-s1.json'))[form];
      const states = await visitedStates(checkout, 100);
      return () => {
        for (const { features, mask } of states) policy.decide(features, mask);
        return { units: states.length };
      };
    },
  };
}

export const POLICIES: readonly Case[] = [deciding('decideInteger', 'integer'), deciding('decideFloat', 'float')];
