/**
 * Seeded random streams. One seed names a whole run; a label derives an independent stream from it, so that adding a
 * consumer never shifts the numbers another one sees. Generator: sfc32 (Doty-Humphrey, PractRand), seeded by
 * hashing (seed, label) with MurmurHash3's finaliser.
 */
export interface RandomStream {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform integer in [0, n). */
  below(n: number): number;
  /** Standard normal (Box–Muller). */
  normal(): number;
  /** Exponential with the given mean. */
  exponential(mean: number): number;
}

function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** 32-bit hash of a seed and a label; the same on every machine. */
export function hashSeed(seed: number, label: string): number {
  let h = mix((seed >>> 0) ^ 0x9e3779b9);
  h = mix(h ^ Math.floor(seed / 2 ** 32));
  for (let i = 0; i < label.length; i++) h = mix(Math.imul(h, 31) + label.charCodeAt(i));
  return h;
}

/** A stream of its own for `label` under `seed`. */
export function randomStream(seed: number, label: string): RandomStream {
  const root = hashSeed(seed, label);
  let a = mix(root ^ 0xa5a5a5a5) | 0;
  let b = mix(root + 0x6d2b79f5) | 0;
  let c = mix(Math.imul(root, 0x2545f491) + 1) | 0;
  let counter = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  // 53 random bits: 27 high, 26 low.
  const uniform = (): number => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) * 2 ** -53;
  return {
    uniform,
    below: (n) => Math.floor(uniform() * n),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    exponential: (mean) => -mean * Math.log(1 - uniform()),
  };
}
