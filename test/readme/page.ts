import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../cli/recorded-context.js';

/** What src/README.md says, as its tests read it. */
export const PAGE = readFileSync(join(REPOSITORY, 'src/README.md'), 'utf8');

/** A block of code that names a file: the whole of a new one, or what changes in one that is there. */
export interface Example {
  readonly language: string;
  readonly title: string;
  /** The file that a change starts from; the titled one itself where absent. */
  readonly from?: string;
  readonly code: string;
}

const FENCE = /^```(\w+) title="([^"]+)"(?: from="([^"]+)")?\n([\s\S]*?)^```$/gm;

export function examplesOf(page: string): Example[] {
  return [...page.matchAll(FENCE)].map(([, language = '', title = '', from, code = '']) => {
    return { language, title, ...(from === undefined ? {} : { from }), code };
  });
}

/** One piece of a change: lines as they are, and as they are to be. */
interface Piece {
  readonly before: string;
  readonly after: string;
}

/** Pieces of a diff, parted by lines of "@@": of each line the first character says whether it goes or comes. */
function piecesOf(diff: string): Piece[] {
  return diff.split(/^@@\n/m).map((piece) => {
    const lines = piece.split('\n').slice(0, -1);
    const without = (sign: string): string =>
      lines
        .filter((line) => !line.startsWith(sign))
        .map((line) => `${line.slice(1)}\n`)
        .join('');
    return { before: without('+'), after: without('-') };
  });
}

/** The text with a change made. @throws where it does not have the lines that change, once each. */
export function changed(text: string, { title, code }: Pick<Example, 'title' | 'code'>): string {
  return piecesOf(code).reduce((now, { before, after }) => {
    const parts = now.split(before);
    if (parts.length !== 2) throw new Error(`${title} has these lines ${parts.length - 1} times, not once:\n${before}`);
    return parts.join(after);
  }, text);
}

/** A step of a walk: a file, and what is called in it. */
export interface WalkStep {
  readonly file: string;
  readonly name: string;
}

/** The numbered lists of steps. */
export function walksOf(page: string): WalkStep[][] {
  const walks: WalkStep[][] = [];
  for (const [, number, file = '', name = ''] of page.matchAll(/^(\d+)\. `(src\/[^`]+)`: `([^`]+)`/gm)) {
    if (number === '1') walks.push([]);
    walks.at(-1)?.push({ file, name });
  }
  return walks;
}
