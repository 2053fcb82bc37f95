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

/** From 0 to a round number above the greatest value. */
export function linearScale(highest: number, from: number, to: number): Scale {
  const step = stepOf(highest > 0 ? highest : 1, 5);
  const top = Math.ceil((highest > 0 ? highest : 1) / step - 1e-9) * step;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, k) => Number((k * step).toPrecision(12)));
  return { at: (value) => from + ((to - from) * value) / top, ticks, range: [0, top] };
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
