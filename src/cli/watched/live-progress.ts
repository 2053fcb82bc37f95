import { createProgress, type Progress } from '../../report/terminal/progress.js';
import { countLine } from '../../report/terminal/progress-text.js';
import type { Context } from '../command.js';

/** Progress on stderr, redrawn in place where a person watches. */
export function liveProgress(context: Context): Progress {
  const { stderr: live, columns } = context.terminal;
  return createProgress({ write: (text) => context.stderr(text), live, columns, now: () => performance.now() });
}

/** A clock that starts now. @returns seconds since then. */
export function stopwatch(): () => number {
  const began = performance.now();
  return () => (performance.now() - began) / 1e3;
}

/** The progress line of counted work, and the hooks by which the work moves it and learns that it is to stop. */
export interface CountedProgress {
  readonly hooks: { onProgress(done: number, total: number): void; shouldStop(): boolean };
  /** A line for another part of the work, counted by itself. */
  count(what: string, done: number, total: number): void;
  /** Ends the line with what came of the work. */
  done(line: string): void;
}

/** @param what the work is called; another part that `count` names began when the last report of any part came. */
export function countedProgress(context: Context, what: string): CountedProgress {
  const progress = liveProgress(context);
  let lastReport = stopwatch();
  const clocks = new Map([[what, lastReport]]);
  const count = (part: string, done: number, total: number): void => {
    const seconds = clocks.get(part) ?? lastReport;
    clocks.set(part, seconds);
    lastReport = stopwatch();
    progress.update(countLine(part, done, total, seconds()));
  };
  return {
    hooks: { onProgress: (done, total) => count(what, done, total), shouldStop: context.isInterrupted },
    count,
    done: (line) => progress.done(line),
  };
}
