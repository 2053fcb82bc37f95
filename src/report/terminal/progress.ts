/** Where progress goes. */
export interface ProgressTarget {
  write(text: string): void;
  /** Whether lines can be redrawn in place. */
  readonly live: boolean;
  /** Width in characters. */
  readonly columns: number;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
}

export interface Progress {
  /** Shows where the work stands; called as often as one likes. */
  update(line: string): void;
  /** Ends the line with what came of it. */
  done(line: string): void;
}

/** How often a live line is redrawn, and how often a plain one is written [ms]. */
const LIVE_INTERVAL = 100;
const PLAIN_INTERVAL = 5000;

const CLEAR_LINE = '\r\u001b[2K';

/** A progress line: redrawn in place on a terminal, else one plain line now and then. */
export function createProgress(target: ProgressTarget): Progress {
  const interval = target.live ? LIVE_INTERVAL : PLAIN_INTERVAL;
  let last = Number.NEGATIVE_INFINITY;
  return {
    update(line: string): void {
      if (target.now() - last < interval) return;
      last = target.now();
      target.write(target.live ? `${CLEAR_LINE}${line.slice(0, target.columns - 1)}` : `${line}\n`);
    },
    done(line: string): void {
      target.write(target.live ? `${CLEAR_LINE}${line}\n` : `${line}\n`);
    },
  };
}
