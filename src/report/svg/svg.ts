/** Pieces of an SVG document. */

/** Coordinates have one decimal: finer is not seen, and the text is the same on every machine. */
export const round = (value: number): number => Math.round(value * 10) / 10;

/** Text that may stand between tags and in an attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export type Anchor = 'start' | 'middle' | 'end';

/** A line of text at a point. */
export function label(x: number, y: number, text: string, anchor: Anchor = 'start', kind = ''): string {
  const shape = kind === '' ? '' : ` class="${kind}"`;
  return `<text${shape} x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped(text)}</text>`;
}

/**
 * How one curve is drawn, told apart without colour too: each has a dash and a mark of its own.
 */
export interface Stroke {
  readonly colour: string;
  readonly dash: string;
  mark(x: number, y: number): string;
}

/** Outline of a mark of a size [px, half its width] around a point, as path data. */
export type Shape = (r: number) => (x: number, y: number) => string;

export const circle: Shape = (r) => (x, y) =>
  `M${round(x - r)} ${round(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
export const square: Shape = (r) => (x, y) => `M${round(x - r)} ${round(y - r)}h${2 * r}v${2 * r}h${-2 * r}z`;
export const triangle: Shape = (r) => (x, y) => `M${round(x)} ${round(y - r - 1)}l${r + 1} ${2 * r}h${-2 * r - 2}z`;
const diamond: Shape = (r) => (x, y) =>
  `M${round(x)} ${round(y - r - 1)}l${r} ${r + 1}l${-r} ${r + 1}l${-r} ${-r - 1}z`;
const inverted: Shape = (r) => (x, y) => `M${round(x)} ${round(y + r + 1)}l${r + 1} ${-2 * r}h${-2 * r - 2}z`;

/** Okabe and Ito's colours, which the colour-blind tell apart. */
export const OKABE_ITO = {
  black: '#000000',
  blue: '#0072B2',
  vermilion: '#D55E00',
  green: '#009E73',
  purple: '#CC79A7',
  orange: '#E69F00',
  sky: '#56B4E9',
} as const;

/** Half the width of a curve's marks [px]. */
const R = 3.6;

export const STROKES: readonly Stroke[] = [
  { colour: OKABE_ITO.black, dash: '', mark: circle(R) },
  { colour: OKABE_ITO.blue, dash: '', mark: square(R) },
  { colour: OKABE_ITO.vermilion, dash: '7 3', mark: triangle(R) },
  { colour: OKABE_ITO.green, dash: '2 3', mark: diamond(R) },
  { colour: OKABE_ITO.purple, dash: '9 3 2 3', mark: inverted(R) },
  { colour: OKABE_ITO.orange, dash: '4 2', mark: square(R) },
  { colour: OKABE_ITO.sky, dash: '1 2', mark: circle(R) },
  { colour: '#666666', dash: '12 4', mark: diamond(R) },
];
