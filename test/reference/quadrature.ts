/** Nodes and weights of Gauss–Legendre quadrature with five points on [−1, 1]. */
const POINTS: readonly (readonly [node: number, weight: number])[] = [
  [0, 128 / 225],
  [Math.sqrt(5 - 2 * Math.sqrt(10 / 7)) / 3, (322 + 13 * Math.sqrt(70)) / 900],
  [-Math.sqrt(5 - 2 * Math.sqrt(10 / 7)) / 3, (322 + 13 * Math.sqrt(70)) / 900],
  [Math.sqrt(5 + 2 * Math.sqrt(10 / 7)) / 3, (322 - 13 * Math.sqrt(70)) / 900],
  [-Math.sqrt(5 + 2 * Math.sqrt(10 / 7)) / 3, (322 - 13 * Math.sqrt(70)) / 900],
];

function panel(f: (t: number) => number, from: number, to: number): number {
  const half = (to - from) / 2;
  return half * POINTS.reduce((sum, [node, weight]) => sum + weight * f(from + half * (1 + node)), 0);
}

/** ∫ f from `from` to `to`, in panels no wider than `width` up to forty of them, then one panel for the rest. */
export function integral(f: (t: number) => number, from: number, to: number, width: number): number {
  const panels = Math.min(40, Math.ceil((to - from) / width));
  const fine = Math.min(to, from + panels * width);
  let sum = fine < to ? panel(f, fine, to) : 0;
  for (let k = 0; k < panels; k++) {
    sum += panel(f, from + ((fine - from) * k) / panels, from + ((fine - from) * (k + 1)) / panels);
  }
  return sum;
}
