import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { selectBackend } from '../../src/learners/gradient/backend.js';
import { tidyNumbers } from '../../src/learners/gradient/tidy-numbers.js';

beforeAll(async () => {
  await selectBackend();
});

it('hands numbers through and leaves no tensor behind', () => {
  const before = tf.memory().numTensors;
  const squares = tidyNumbers(() => tf.square(tf.tensor1d([1, 2, 3])).dataSync<'float32'>());
  expect([...squares]).toEqual([1, 4, 9]);
  expect(tf.memory().numTensors).toBe(before);
});
