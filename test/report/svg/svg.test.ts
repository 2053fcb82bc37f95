import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { circle, escaped, label, round, STROKES, square, triangle } from '../../../src/report/svg/svg.js';

describe('text in a drawing', () => {
  it('keeps signs of markup from being read as such', () => {
    expect(escaped('a < b & "c" > d')).toBe('a &#60; b &#38; &#34;c&#34; &#62; d');
    expect(label(1, 2.04, '<&>"', 'end', 'tick')).toBe(
      '<text class="tick" x="1" y="2" text-anchor="end">&#60;&#38;&#62;&#34;</text>',
    );
  });

  it('can be read back, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const safe = escaped(text);
        expect(safe).not.toMatch(/[<>"]|&(?!#)/);
        expect(safe.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))).toBe(text);
      }),
    );
  });
});

it('coordinates have one decimal', () => {
  expect([round(1.24), round(1.25), round(-0.04), round(7)]).toEqual([1.2, 1.3, -0, 7]);
});

describe('marks', () => {
  it('stand around their point', () => {
    expect(square(4)(10, 20)).toBe('M6 16h8v8h-8z');
    expect(triangle(4)(10, 20)).toBe('M10 15l5 8h-10z');
    expect(circle(4)(10, 20)).toBe('M6 20a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z');
  });

  it('differ from stroke to stroke in colour, and in dash and mark together', () => {
    expect(new Set(STROKES.map(({ colour }) => colour)).size).toBe(STROKES.length);
    expect(new Set(STROKES.map(({ dash, mark }) => `${dash} ${mark(0, 0)}`)).size).toBe(STROKES.length);
  });
});
