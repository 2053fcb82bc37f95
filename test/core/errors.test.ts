import { describe, expect, it } from 'vitest';
import { at, FoliotuneError, invariant } from '../../src/core/errors.js';

describe('an error at the border', () => {
  it('says file, path in it and rule, and the hint in brackets behind', () => {
    const place = { file: 'a.json', path: 'nodes.0', hint: 'did you mean "dram"?' };
    const error = new FoliotuneError('file-invalid', 'must be a node, got "dran"', place);
    expect(error.message).toBe('a.json: nodes.0: must be a node, got "dran"');
    expect(error.line).toBe('a.json: nodes.0: must be a node, got "dran" (did you mean "dram"?)');
    expect(error).toMatchObject({ code: 'file-invalid', place, name: 'FoliotuneError' });
  });

  it('needs no place', () => {
    const error = new FoliotuneError('usage', 'name a rule');
    expect([error.message, error.line]).toEqual(['name a rule', 'name a rule']);
  });

  it('ends the program with 1 where a check failed, with 2 for wrong use and bad input', () => {
    expect(new FoliotuneError('check-failed', 'x').exitCode).toBe(1);
    for (const code of ['usage', 'file-invalid', 'hash-mismatch', 'tool-missing'] as const)
      expect(new FoliotuneError(code, 'x').exitCode).toBe(2);
  });

  it('keeps what caused it', () => {
    const cause = new Error('EACCES');
    expect(new FoliotuneError('file-unreadable', 'x', {}, { cause }).cause).toBe(cause);
  });
});

describe('an invariant', () => {
  it('is silent while it holds, and no user error where it does not', () => {
    expect(() => invariant(1 < 2, 'order')).not.toThrow();
    expect(() => invariant(0, 'order')).toThrow(new Error('invariant broken: order'));
  });

  it('an index within the items gives the item, of a typed array too', () => {
    expect([at(['a', 'b'], 1), at(new Float64Array([2.5, 0]), 1)]).toEqual(['b', 0]);
  });

  it.each([2, -1, 0.5])('index %d of two is a defect', (index) => {
    expect(() => at(['a', 'b'], index)).toThrow(`invariant broken: index ${index} of 2`);
  });
});
