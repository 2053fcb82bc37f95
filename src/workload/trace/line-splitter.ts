/** Longest line kept [characters]; no trace event comes near it. */
const LONGEST_LINE = 16 * 1024;

/**
 * Cuts a byte stream into lines without their ends (LF or CR LF). What a line holds beyond its longest length is
 * dropped, so a file without line ends does not fill the memory. Bytes that are no UTF-8 become U+FFFD.
 */
export class LineSplitter {
  readonly #decoder = new TextDecoder('utf-8');
  #rest = '';
  /** Inside a line whose beginning was already handed out. */
  #overlong = false;

  /** The lines that these bytes complete. */
  push(bytes: Uint8Array): string[] {
    return this.#cut(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The last line, where the file does not end in a line end. */
  end(): string[] {
    const lines = this.#cut(this.#decoder.decode());
    if (this.#rest !== '' && !this.#overlong) lines.push(this.#rest);
    this.#rest = '';
    return lines;
  }

  #cut(text: string): string[] {
    const pieces = (this.#rest + text).split('\n');
    this.#rest = pieces.pop() ?? '';
    if (this.#overlong && pieces.length > 0) {
      pieces.shift();
      this.#overlong = false;
    }
    const lines = pieces.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
    if (this.#rest.length > LONGEST_LINE) {
      if (!this.#overlong) lines.push(this.#rest.slice(0, LONGEST_LINE));
      this.#overlong = true;
      this.#rest = '';
    }
    return lines;
  }
}
