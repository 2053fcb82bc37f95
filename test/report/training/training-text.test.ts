import { describe, expect, it } from 'vitest';
import { trainingProgress, trainingText } from '../../../src/report/training/training-text.js';

type Trained = Parameters<typeof trainingText>[0];

const policyWith = (more: object): Trained['policy'] => ({
  learner: 'bandit',
  training: { experiment: 'tiny', seed: 3, decisions: 100, ...more },
});
const TRAINED: Trained = {
  runId: 7,
  policy: policyWith({}),
  file: 'models/a.json',
  decisions: 100,
  trialDecisions: 0,
  stopped: false,
  meanCost: null,
};

describe('a training', () => {
  it('says what it spent and where its policy is', () => {
    expect(trainingText(TRAINED)).toBe('bandit: trained (100 decisions, seed 3, run 7)\n  models/a.json');
  });

  it('says what it cost last, how much it tried on copies, and that it was stopped', () => {
    expect(trainingText({ ...TRAINED, trialDecisions: 60, meanCost: 12.34, stopped: true })).toBe(
      'bandit: stopped on request; what it had learned is saved ' +
        '(100 decisions, 60 of them on copies, seed 3, last mean cost 12.3 core-us/MiB, run 7)\n  models/a.json',
    );
  });

  it.each([
    [{ retreat: { worst: 1.01, cuts: 4 } }, 'declines in 4 more parts of its leaves: held to cost at most 1.01'],
    [{ reluctance: { worst: 1.2, margin: 0.05 } }, 'has a margin of 0.05: held to cost at most 1.2'],
  ])('says what keeps it from harm: %j', (more, expected) => {
    const [, line] = trainingText({ ...TRAINED, policy: policyWith(more) }).split('\n');
    expect(line).toBe(`  ${expected} of today's kernel in training`);
  });
});

describe('the progress of a training', () => {
  it('has rate, cost and what is left: 400 of 1000 in 8 s are 50/s, and 12 s to go', () => {
    expect(trainingProgress('tree', 1000, { decisions: 400, meanReward: -31.25, metrics: {} }, 8)).toBe(
      'tree: 400 of 1000 decisions, 50/s, mean cost 31.3 core-us/MiB, 12 s to go',
    );
  });

  it('has no cost before a reward arrived', () => {
    expect(trainingProgress('tree', 10, { decisions: 10, meanReward: Number.NaN, metrics: {} }, 1)).toContain(
      'no cost known yet, 0 s',
    );
  });
});
