import { expect, it } from 'vitest';
import { trainingJson } from '../../../src/report/training/training-json.js';

it.each([
  [true, 'stopped'],
  [false, 'finished'],
])('a training for a program names its policy, which is in its file (stopped: %s)', (stopped, status) => {
  const rest = { runId: 7, file: 'a.json', decisions: 10, trialDecisions: 0, stopped, meanCost: null };
  const policy = { learner: 'bandit', name: 'quick', training: { experiment: 'tiny', seed: 3, decisions: 10 } };
  expect(trainingJson({ ...rest, policy })).toEqual({
    ...rest,
    name: 'bandit:quick',
    learner: 'bandit',
    seed: 3,
    status,
  });
});
