import { describe, expect, it } from 'vitest';
import { countLine, secondsText } from '../../../src/report/terminal/progress-text.js';

it.each([
  [0.4, '0 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [185, '3 min 5 s'],
])('%d seconds are %s', (seconds, expected) => {
  expect(secondsText(seconds)).toBe(expected);
});

describe('counted work', () => {
  it('goes on as fast as it went: 34 of 60 in 5.2 s leave 26 × 5.2 ÷ 34 = 4 s', () => {
    expect(countLine('tuning', 34, 60, 5.2)).toBe('tuning: 34 of 60 (57 %), 4 s to go');
  });

  it('that has not begun, or is done, has a line too', () => {
    expect(countLine('x', 0, 4, 1)).toBe('x: 0 of 4 (0 %), 4 s to go');
    expect(countLine('x', 4, 4, 9)).toBe('x: 4 of 4 (100 %), 0 s to go');
  });
});
