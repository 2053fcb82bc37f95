import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FoliotuneError } from '../../src/core/errors.js';
import { parseWith } from '../../src/core/schema.js';

const NODE = z.strictObject({ name: z.string(), kind: z.enum(['dram', 'cxl']).default('dram') });
const MACHINE = z.strictObject({
  title: z.string(),
  cores: z.number().int().min(1).optional(),
  nodes: z.array(NODE),
  links: z.record(z.string(), z.strictObject({ rate: z.number() })).optional(),
});

/** The message of the refusal, with its hint. */
function refusal(value: unknown): string {
  try {
    parseWith(MACHINE, value, 'm.json');
    return 'accepted';
  } catch (error) {
    return error instanceof FoliotuneError ? `${error.code}: ${error.line}` : String(error);
  }
}

describe('content and its schema', () => {
  it('what fits is handed back with its defaults', () => {
    expect(parseWith(MACHINE, { title: 'a', nodes: [{ name: 'n' }] }, 'm.json')).toEqual({
      title: 'a',
      nodes: [{ name: 'n', kind: 'dram' }],
    });
  });

  it.each([
    ['a misspelt key', { titel: 'a', nodes: [] }, 'm.json: unknown key "titel" (did you mean "title"?)'],
    [
      'a misspelt key of a list’s element',
      { title: 'a', nodes: [{ nam: 'n' }] },
      'm.json: nodes.0: unknown key "nam" (did you mean "name"?)',
    ],
    [
      'a misspelt key of a record’s member, within what may be absent',
      { title: 'a', nodes: [], links: { x: { rat: 1 } } },
      'm.json: links.x: unknown key "rat" (did you mean "rate"?)',
    ],
    [
      'a key that is like none',
      { title: 'a', nodes: [], frequency: 1 },
      'm.json: unknown key "frequency" (valid: title, cores, nodes, links)',
    ],
  ])('%s is named with the nearest', (_, value, expected) => {
    expect(refusal(value)).toBe(`file-invalid: ${expected}`);
  });

  it.each([
    ['what is missing', { nodes: [] }, /^file-invalid: m\.json: title: .*expected string.*, missing$/],
    ['a wrong type', { title: 7, nodes: [] }, /^file-invalid: m\.json: title: .*expected string.*, got 7$/],
    ['a value out of range', { title: 'a', nodes: [], cores: 0 }, /^file-invalid: m\.json: cores: .*>=1, got 0$/],
    ['another thing than an object', [], /^file-invalid: m\.json: .*expected object.*, got \[\]$/],
  ])('%s is named with its place, the rule and the value', (_, value, expected) => {
    expect(refusal(value)).toMatch(expected);
  });

  it('a long value is cut', () => {
    expect(refusal({ title: ['x'.repeat(500)], nodes: [] }).length).toBeLessThan(200);
  });
});
