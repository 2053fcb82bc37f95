import { canonicalJson } from '../core/canonical-json.js';
import { type Choices, drawParameters } from '../core/choices.js';
import { at } from '../core/errors.js';
import type { RandomStream } from '../core/random.js';

export type Parameters = Readonly<Record<string, unknown>>;

/*
 * Where to look next. A setting is drawn at random, or it takes each parameter from one of two good ones, or a good one
 * is changed in one parameter, sometimes in two or three: to a neighbour in the order of its choices or to any of them.
 */

/** Probability that two parents are mixed rather than one changed. */
const MIXED = 0.3;

/** Probability that one more parameter is changed. */
const MORE = 0.4;
/** Probability that a changed parameter moves to a neighbour. */
const NEAR = 0.5;
/** Draws that may be repeats before the choices count as used up. */
const REPEATS = 100;

function changed(value: unknown, values: readonly unknown[], random: RandomStream): unknown {
  const place = values.findIndex((one) => canonicalJson(one) === canonicalJson(value));
  if (place === -1 || random.uniform() >= NEAR) return values[random.below(values.length)];
  const up = random.uniform() < 0.5 ? 1 : -1;
  return values[place + up] ?? values[place - up] ?? value;
}

/** A setting near `parent`. */
function neighbour(parent: Parameters, choices: Choices<Parameters>, random: RandomStream): Parameters {
  const open = Object.keys(choices).filter((key) => (choices[key]?.length ?? 0) > 1);
  const setting: Record<string, unknown> = { ...parent };
  do {
    const key = at(open, random.below(open.length));
    setting[key] = changed(setting[key], choices[key] ?? [], random);
  } while (random.uniform() < MORE);
  return setting;
}

/** Each parameter from one of two parents. */
function mixed(one: Parameters, other: Parameters, random: RandomStream): Parameters {
  return Object.fromEntries(Object.entries(one).map(([key, own]) => [key, random.uniform() < 0.5 ? own : other[key]]));
}

/**
 * A setting that is not among `known` (canonical texts): near one of `parents`, better ones first and oftener, or
 * anywhere where there is no parent. `undefined` where the choices seem used up.
 */
export function propose(
  parents: readonly Parameters[],
  defaults: Parameters,
  choices: Choices<Parameters>,
  known: ReadonlySet<string>,
  random: RandomStream,
): Parameters | undefined {
  if (Object.values(choices).every((values) => values.length < 2)) return undefined;
  for (let repeats = 0; repeats < REPEATS; repeats++) {
    // The minimum of two draws prefers the first.
    const parent = parents[Math.min(random.below(parents.length), random.below(parents.length))];
    const other = parents[random.below(parents.length)];
    const alone = random.uniform() >= MIXED;
    const setting =
      !parent || !other
        ? { ...defaults, ...drawParameters(choices, random) }
        : alone
          ? neighbour(parent, choices, random)
          : mixed(parent, other, random);
    if (!known.has(canonicalJson(setting))) return setting;
  }
  return undefined;
}
