import { describe, expect, it } from 'vitest';
import { Registry } from '../../src/core/registry.js';

const ENGINES = new Registry('engine', [
  { name: 'ptdma', channels: 16 },
  { name: 'ioat', channels: 8 },
]);

describe('a registry', () => {
  it('keeps the order in which things were registered', () => {
    expect(ENGINES.names).toEqual(['ptdma', 'ioat']);
    expect(ENGINES.all.map(({ channels }) => channels)).toEqual([16, 8]);
  });

  it('finds by name', () => {
    expect(ENGINES.get('ioat').channels).toBe(8);
    expect([ENGINES.has('ioat'), ENGINES.has('idxd')]).toEqual([true, false]);
  });

  it('names the nearest where there is none of that name, and all where none is near', () => {
    const refused = (name: string) => expect(() => ENGINES.get(name));
    refused('iota').toThrow(expect.objectContaining({ line: 'unknown engine "iota" (did you mean "ioat"?)' }));
    refused('a-gpu-engine').toThrow(
      expect.objectContaining({ code: 'name-unknown', line: 'unknown engine "a-gpu-engine" (valid: ptdma, ioat)' }),
    );
  });

  it('refuses two things of one name', () => {
    expect(() => new Registry('engine', [{ name: 'a' }, { name: 'a' }])).toThrow(
      'two entries of registry engine share a name',
    );
  });
});
