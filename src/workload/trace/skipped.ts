/** A line of which nothing was used, and why. */
export interface SkippedLine {
  /** From 1, of the decompressed text. */
  readonly line: number;
  readonly why: string;
}

/** Skipped lines kept by name; the rest are only counted, so that a ruined file does not fill the memory. */
const KEPT = 100;

/** What was left out of a trace: the first lines with their reasons, and how many in all. */
export class SkippedLines {
  readonly #kept: SkippedLine[] = [];
  #total = 0;

  add(line: number, why: string): void {
    this.#total++;
    if (this.#kept.length < KEPT) this.#kept.push({ line, why });
  }

  get kept(): readonly SkippedLine[] {
    return this.#kept;
  }

  get total(): number {
    return this.#total;
  }
}
