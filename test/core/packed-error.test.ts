import { describe, expect, it } from 'vitest';
import { FoliotuneError } from '../../src/core/errors.js';
import { packError, unpackError } from '../../src/core/packed-error.js';

/** An error as it arrives in another thread. */
const sent = (error: unknown): Error => unpackError(structuredClone(packError(error)));

describe('an error between threads', () => {
  it.each([
    new FoliotuneError('name-unknown', 'no such rule', { file: 'a.json', path: 'rules.0', hint: 'did you mean b?' }),
    new FoliotuneError('check-failed', 'stopped: nothing is reported'),
  ])('keeps its class, code and line: $message', (error) => {
    const arrived = sent(error);
    expect(arrived).toBeInstanceOf(FoliotuneError);
    expect(arrived).toMatchObject({ message: error.message, line: error.line, code: error.code, place: error.place });
    expect(arrived).toMatchObject({ exitCode: error.exitCode, stack: error.stack });
  });

  it('is a plain one where it was, and a message where it was none', () => {
    expect(sent(new RangeError('too long'))).toMatchObject({ message: 'too long' });
    expect(sent('words').message).toBe('words');
  });
});
