/** Plain numbers as a reader sees them; quantities with a unit are written in `units.ts`. */

/** The typographic minus, as long as the plus: figures with a sign stand under each other. */
const MINUS = '−';

/** A share: 0.1234 → "12.3 %". */
export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** A difference, with its sign whatever it is: "+0.006", "−0.012". */
export function signed(value: number, digits = 3): string {
  return `${value < 0 ? MINUS : '+'}${Math.abs(value).toFixed(digits)}`;
}

/** A relative difference: 0.143 → "+14.3 %". */
export function signedPercent(share: number, digits = 1): string {
  return `${signed(100 * share, digits)} %`;
}

/** As many significant digits as said, without zeros at the end: 12.30 → "12.3". */
export function significant(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}

/** "1 batch", "4 batches". @param several the plural where it does not just end in s. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}

/** "0.962 to 0.973" in the words of `text`; "-" where there is no interval: a bound is missing or no number. */
export function rangeText(low: number | null, high: number | null, text: (value: number) => string): string {
  const isKnown = low !== null && high !== null && Number.isFinite(low) && Number.isFinite(high);
  return isKnown ? `${text(low)} to ${text(high)}` : '-';
}
