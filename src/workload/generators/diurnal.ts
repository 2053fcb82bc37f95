import { z } from 'zod';
import { randomStream } from '../../core/random.js';
import { type Day, dayLevel } from '../load-shape.js';
import { type Stream, streamEpisode } from '../streams.js';
import { tieringFields, tieringStreams } from '../tiering-streams.js';
import type { Workload } from '../workload.js';

/*
 * Memory tiering through a day: the tenants' load and the rate of every stream of tiering-streams.ts are multiplied by
 * the same level, 1 + swing · sin(2π·t ÷ period + phase). An episode begins at a time of day drawn uniformly. Days are
 * as short as `periodMs`, so that an episode sees much of one; steps of the tenants' load must be shorter still.
 *
 * The streams are Poisson processes; thinning them keeps them so at the day's rate (Lewis and Shedler 1979).
 */
const schema = z.strictObject({
  ...tieringFields,
  day: z.strictObject({ periodMs: z.number().positive(), swing: z.number().min(0).max(0.95) }),
});

const MS = 1e6;

/** A Poisson stream at the day's rate: candidates come at the day's highest rate, some are dropped. */
export function throughDay(stream: Stream, day: Day): Stream {
  const highest = 1 + day.swing;
  return {
    ...stream,
    gap: (random) => stream.gap(random) / highest,
    make: (random, timeNs) => (random.uniform() * highest < dayLevel(day, timeNs) ? stream.make(random, timeNs) : []),
  };
}

export const diurnal: Workload<z.infer<typeof schema>> = {
  name: 'diurnal',
  summary: 'memory tiering whose traffic and tenants rise and fall with a short day',
  schema,
  open: async (platform, parameters) => {
    const steady = tieringStreams(platform, parameters);
    const { events, tenants, day } = parameters;
    return (seed) => {
      const phase = 2 * Math.PI * randomStream(seed, 'workload/diurnal/phase').uniform();
      const today: Day = { periodNs: day.periodMs * MS, swing: day.swing, phase };
      const streams = steady.map((stream) => throughDay(stream, today));
      const shape = { kind: 'sinusoid', day: today } as const;
      return streamEpisode(platform, { workload: 'diurnal', seed, streams, events, tenants, shape });
    };
  },
};
