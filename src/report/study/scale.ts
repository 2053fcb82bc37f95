/** A position on an axis: values to pixels, and the values that get a tick. */
export interface Scale {
  at(value: number): number;
  readonly ticks: readonly number[];
  /** From the lowest to the highest value shown. */
  readonly range: readonly [number, number];
}

/** Steps of 1, 2 or 5 times a power of ten that cut a range into about `count` parts. */
function stepOf(range: number, count: number): number {
  const rough = range / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? power;
}

/** From 0, or a round number below the least value where that is negative, to a round number above the greatest. */
export function linearScale(lowest: number, highest: number, from: number, to: number): Scale {
  const span = highest - lowest > 0 ? highest - lowest : 1;
  const step = stepOf(span, 5);
  const below = Math.floor(lowest / step + 1e-9);
  const above = Math.max(below + 1, Math.ceil(highest / step - 1e-9));
  const ticks = Array.from({ length: above - below + 1 }, (_, k) => Number(((below + k) * step).toPrecision(12)));
  const [low, high] = [below * step, above * step];
  return { at: (value) => from + ((to - from) * (value - low)) / (high - low), ticks, range: [low, high] };
}

/** Over the decades that hold the values; ticks at powers of ten, and at 2 and 5 times them where decades are few. */
export function logScale(lowest: number, highest: number, from: number, to: number): Scale {
  const [low, high] = [lowest / 1.15, highest * 1.15];
  const first = Math.floor(Math.log10(low));
  const decades = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, k) => first + k);
  const steps = decades.length > 4 ? [1] : [1, 2, 5];
  const ticks = decades.flatMap((decade) => steps.map((step) => Number(`${step}e${decade}`)));
  return {
    at: (value) => from + ((to - from) * Math.log(Math.max(value, low) / low)) / Math.log(high / low),
    ticks: ticks.filter((tick) => tick >= low && tick <= high),
    range: [low, high],
  };
}
