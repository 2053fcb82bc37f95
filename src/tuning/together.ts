import type { EpisodeHooks } from '../episodes/episode-threads.js';

export type StopHook = Pick<EpisodeHooks, 'shouldStop'>;

/**
 * Runs jobs at once, and ends when all of them have ended: none is left at work on what the caller then closes.
 * @param jobs each polls the hook that it is given, which ends the others when one has failed.
 * @throws what the first that failed threw.
 */
export async function runTogether<T>(
  jobs: readonly ((hooks: StopHook) => Promise<T>)[],
  { shouldStop }: StopHook,
): Promise<T[]> {
  const failures: unknown[] = [];
  const hooks = { shouldStop: () => failures.length > 0 || (shouldStop?.() ?? false) };
  const outcomes = await Promise.all(
    jobs.map(async (job) => {
      try {
        return [await job(hooks)];
      } catch (error) {
        failures.push(error);
        return [];
      }
    }),
  );
  if (failures.length > 0) throw failures[0];
  return outcomes.flat();
}
