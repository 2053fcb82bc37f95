import { hashSeed } from '../core/random.js';
import { TRAINING_SEEDS } from '../env/lane-set.js';

/*
 * Episodes are named by seeds in ranges that never meet: training below TRAINING_SEEDS, tuning and evaluation above,
 * each in a range of its own; the lookahead reference draws its futures above them all (2^31 and up), and whether a
 * scenario gives a score is found on episodes above those (2^31 + 2^24 and up), the same in every comparison, as are
 * those on which it is found whether a reference is wrong (2^31 + 2^25 and up).
 */
const TUNING = TRAINING_SEEDS;
const EVALUATION = TRAINING_SEEDS * 1.5;
const RANGE = TRAINING_SEEDS / 2;
const SCALE = 2 ** 31 + 2 ** 24;
const FRESH = 2 ** 31 + 2 ** 25;

/** Seeds of `count` tuning episodes of a run. */
export function tuningSeeds(seed: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => TUNING + (hashSeed(seed, `tuning/${k}`) % RANGE));
}

/** Seeds of `count` held-back episodes; the same for everybody, whatever was trained. */
export function evaluationSeeds(seed: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => EVALUATION + (hashSeed(seed, `evaluation/${k}`) % RANGE));
}

/** Seeds of the episodes on which it is measured what there is to win on a scenario: from `from` on, `count` of them. */
export function scaleSeeds(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => SCALE + from + k);
}

/** Seeds of `count` episodes on which a reference that seems to be beaten is looked at again. */
export function freshSeeds(count: number): number[] {
  return Array.from({ length: count }, (_, k) => FRESH + k);
}
