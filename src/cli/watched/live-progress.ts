import { createProgress, type Progress } from '../../report/terminal/progress.js';
import type { Context } from '../command.js';

/** Progress on stderr, redrawn in place where a person watches. */
export function liveProgress(context: Context): Progress {
  const { stderr: live, columns } = context.terminal;
  return createProgress({ write: (text) => context.stderr(text), live, columns, now: () => performance.now() });
}

/** "42 s", "3 min 5 s". */
export function secondsText(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Where a counted piece of work stands: "34 of 60 (57 %), 4 s to go". */
export function countLine(what: string, done: number, total: number, beganMs: number): string {
  const left = ((performance.now() - beganMs) / 1e3 / Math.max(done, 1)) * (total - done);
  return `${what}: ${done} of ${total} (${Math.round((100 * done) / total)} %), ${secondsText(left)} to go`;
}
