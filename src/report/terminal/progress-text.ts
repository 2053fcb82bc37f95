/** "42 s", "3 min 5 s". */
export function secondsText(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * Where a counted piece of work stands: "tuning the rules: 34 of 60 (57 %), 4 s to go".
 * @param seconds since it began; what is left is taken to go as fast.
 */
export function countLine(what: string, done: number, total: number, seconds: number): string {
  const left = (seconds / Math.max(done, 1)) * (total - done);
  return `${what}: ${done} of ${total} (${Math.round((100 * done) / total)} %), ${secondsText(left)} to go`;
}
