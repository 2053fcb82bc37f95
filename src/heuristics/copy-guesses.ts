import { z } from 'zod';

/** What a rule that expects copies to take what `policy/copy-time.ts` says still has to guess. */
export const copyTimeSchema = z.strictObject({
  workerNs: z.int().min(0),
  wakeNs: z.int().min(0),
  channelNs: z.int().min(0),
});

/** Only what a measurement leaves open: how long a busy CPU lets a worker wait, and what a channel more takes. */
export const COPY_TIME_CHOICES = {
  workerNs: [1_000],
  wakeNs: [0, 100_000, 300_000, 1_000_000],
  channelNs: [0, 1_000, 4_000],
};
