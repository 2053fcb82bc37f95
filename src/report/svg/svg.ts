/** Pieces of an SVG document. */

/** Coordinates have one decimal: finer is not seen, and the text is the same on every machine. */
export const round = (value: number): number => Math.round(value * 10) / 10;

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
 * How one curve is drawn, told apart without colour too: Okabe and Ito's colours, which the colour-blind tell apart,
 * each with a dash and a mark of its own.
 */
export interface Stroke {
  readonly colour: string;
  readonly dash: string;
  mark(x: number, y: number): string;
}

const R = 3.6;

const circle = (x: number, y: number): string =>
  `M${round(x - R)} ${round(y)}a${R} ${R} 0 1 0 ${2 * R} 0a${R} ${R} 0 1 0 ${-2 * R} 0z`;
const square = (x: number, y: number): string => `M${round(x - R)} ${round(y - R)}h${2 * R}v${2 * R}h${-2 * R}z`;
const triangle = (x: number, y: number): string => `M${round(x)} ${round(y - R - 1)}l${R + 1} ${2 * R}h${-2 * R - 2}z`;
const diamond = (x: number, y: number): string =>
  `M${round(x)} ${round(y - R - 1)}l${R} ${R + 1}l${-R} ${R + 1}l${-R} ${-R - 1}z`;
const inverted = (x: number, y: number): string => `M${round(x)} ${round(y + R + 1)}l${R + 1} ${-2 * R}h${-2 * R - 2}z`;

export const STROKES: readonly Stroke[] = [
  { colour: '#000000', dash: '', mark: circle },
  { colour: '#0072B2', dash: '', mark: square },
  { colour: '#D55E00', dash: '7 3', mark: triangle },
  { colour: '#009E73', dash: '2 3', mark: diamond },
  { colour: '#CC79A7', dash: '9 3 2 3', mark: inverted },
  { colour: '#E69F00', dash: '4 2', mark: square },
  { colour: '#56B4E9', dash: '1 2', mark: circle },
  { colour: '#666666', dash: '12 4', mark: diamond },
];
