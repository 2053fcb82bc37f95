import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/errors.js';
import { Channels } from '../../../src/sim/state/channels.js';
import { Arena } from '../../../src/sim/state/columns.js';
import { LITTLE } from '../literal-state.js';

/** Four channels, 0 and 1 on one engine of 3 bytes/ns, 2 and 3 on another. */
const little = (): Channels => new Channels(at(LITTLE.dma, 0));

describe('DMA channels', () => {
  it('are given to one slot at a time, the lowest free ones, as many as there are', () => {
    const channels = little();
    expect([channels.total, channels.free, channels.onLine]).toEqual([4, 4, 4]);
    expect([channels.grant(7, 3), channels.grant(8, 3), channels.grant(9, 1)]).toEqual([3, 1, 0]);
    expect([channels.free, channels.changed]).toEqual([0, true]);
    channels.release(7);
    expect(channels.free).toBe(3);
    // Slot 8 holds channel 3 still.
    expect([channels.lose(3), channels.lose(0)]).toEqual([8, -1]);
  });

  it('share an engine among those that are held', () => {
    const channels = little();
    channels.grant(0, 1);
    // Alone: its own 2; with another on the engine half of 3.
    expect(channels.rateOf(0, 2)).toBe(2);
    channels.grant(1, 2);
    expect([channels.rateOf(0, 2), channels.rateOf(1, 2)]).toEqual([1.5, 1.5 + 2]);
    expect(channels.rateOf(0, 1)).toBe(1);
    expect(channels.rateOf(5, 2)).toBe(0);
  });

  it('that are lost slow nobody, and come back free', () => {
    const channels = little();
    channels.grant(0, 1);
    channels.grant(1, 1);
    expect(channels.lose(1)).toBe(1);
    expect([channels.rateOf(0, 2), channels.free, channels.onLine]).toEqual([2, 2, 3]);
    expect(channels.lose(1)).toBe(-1);
    expect(channels.onLine).toBe(3);
    channels.restore(1);
    channels.restore(1);
    expect([channels.free, channels.onLine]).toEqual([3, 4]);
  });

  it('do not come back alone while the device is unplugged', () => {
    const channels = little();
    channels.lose(2);
    channels.plug(false);
    channels.restore(2);
    expect(channels.onLine).toBe(3);
    channels.plug(true);
    channels.restore(2);
    expect(channels.onLine).toBe(4);
  });

  it('are none without a device', () => {
    const none = new Channels(undefined);
    expect([none.total, none.free, none.grant(0, 2), none.rateOf(0, 2)]).toEqual([0, 0, 0, 0]);
  });

  it('stand as those of another after it is copied', () => {
    const [from, to] = [1, 2].map(() => Arena.of((source) => new Channels(at(LITTLE.dma, 0), source)));
    if (!from || !to) throw new Error('two were made');
    from.columns.grant(3, 2);
    from.columns.lose(3);
    from.columns.plug(false);
    to.arena.copyFrom(from.arena);
    to.columns.copyFrom(from.columns);
    to.columns.restore(3);
    expect([to.columns.free, to.columns.onLine, to.columns.changed, to.columns.lose(0)]).toEqual([1, 3, true, 3]);
    expect(from.columns.onLine).toBe(3);
  });
});
