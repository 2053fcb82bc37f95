import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameHint, nearestName } from '../../src/core/nearest.js';

const NAMES = ['kernel', 'mtcopy', 'dcbm', 'hybrid'];

describe('the nearest name', () => {
  it.each([
    ['kernal', 'kernel'],
    ['MTCOPY', 'mtcopy'],
    ['dcm', 'dcbm'],
    ['mtcpoy', 'mtcopy'],
  ])('to %s is %s', (name, expected) => {
    expect(nearestName(name, NAMES)).toBe(expected);
  });

  it('is none where more than half of the letters differ, and two are too many for a short name', () => {
    expect(nearestName('graphics', NAMES)).toBeUndefined();
    expect(nearestName('x', ['abcd'])).toBeUndefined();
    expect(nearestName('kernel', [])).toBeUndefined();
  });

  it('to a name of the list is itself', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 }), (names) => {
        for (const name of names) expect(nearestName(name, names)).toBe(name);
      }),
    );
  });

  it('to a name with one letter less is no farther than one letter', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{3,10}$/), fc.nat(9), (name, place) => {
        const cut = name.slice(0, place % name.length) + name.slice((place % name.length) + 1);
        expect(nearestName(cut, [name])).toBe(name);
      }),
    );
  });
});

it('a hint names the nearest, or all where none is near', () => {
  expect(nameHint('kernal', NAMES)).toBe('did you mean "kernel"?');
  expect(nameHint('graphics', new Set(NAMES))).toBe('valid: kernel, mtcopy, dcbm, hybrid');
});
