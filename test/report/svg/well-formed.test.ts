import { expect, it } from 'vitest';
import { defectOf } from './well-formed.js';

it('a well-formed document has no defect, and others are seen', () => {
  expect(defectOf('<svg x="1"><g><path d="M1 2"/></g><text>a &#60; b</text></svg>')).toBeUndefined();
  expect(defectOf('<svg><g></svg>')).toBe('not closed: svg g /svg');
  expect(defectOf('<svg><text>a < b</text></svg>')).toBe('"<" in its text');
  expect(defectOf('<svg><text>a & b</text></svg>')).toBe('"&" in its text');
  expect(defectOf('<svg><path d="MNaN 2"/></svg>')).toBe('"NaN" in it');
});
