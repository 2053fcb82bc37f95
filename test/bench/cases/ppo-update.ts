import { createContextualBandit } from '../../environments/contextual-bandit.js';
import type { Case } from '../case.js';

const LANES = 32;
const STEPS = 128;
const EPOCHS = 4;
const UPDATES = 2;

/** A problem that costs next to nothing, with as many features and actions as ours: what is left is the update. */
export const PPO_UPDATE: Case = {
  name: 'ppo-update',
  what: `PPO on contexts that cost next to nothing: rows of its minibatches, ${EPOCHS} epochs over ${LANES} x ${STEPS} steps`,
  unit: 'rows',
  clock: 'cpu',
  shown: 'rate',
  warmUps: 1,
  repeats: 1,
  open: async (checkout) => {
    const { LEARNERS } = await checkout.load('learners');
    const { FEATURES } = await checkout.load('features');
    const { ACTIONS } = await checkout.load('actions');
    const ppo = LEARNERS.get('ppo');
    const good = FEATURES.map((_, context) => context % ACTIONS.length);
    const env = createContextualBandit({ lanes: LANES, good, actions: ACTIONS.length, delay: 0 });
    const options = ppo.schema.parse({ rolloutSteps: STEPS, epochs: EPOCHS });
    const decisions = UPDATES * STEPS * LANES;
    return async () => {
      await ppo.train(env, options, 1, decisions);
      return { units: decisions * EPOCHS };
    };
  },
};
