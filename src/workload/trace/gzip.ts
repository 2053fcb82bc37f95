import { constants, createGunzip } from 'node:zlib';

/**
 * Decompresses a gzip stream as far as it goes. A stream that is cut or damaged sets `failure` and hands out everything
 * decoded before that point: a piped decompressor would throw its buffered output away together with the error.
 * Driven from the input side, one compressed chunk at a time, so that memory stays flat.
 */
export class GzipReader {
  readonly #gunzip = createGunzip({ flush: constants.Z_SYNC_FLUSH });
  readonly #closed: Promise<void>;
  #decoded: Buffer[] = [];
  #failure: string | null = null;
  /** Ends the wait for the chunk being decoded; a stream that breaks inside a chunk never calls its writer back. */
  #resume: () => void = () => {};

  constructor() {
    this.#gunzip.on('data', (chunk: Buffer) => this.#decoded.push(chunk));
    this.#gunzip.on('error', (error) => {
      this.#failure = error.message;
    });
    this.#closed = new Promise((resolve) => this.#gunzip.once('close', resolve));
    void this.#closed.then(() => this.#resume());
  }

  /** Why the stream could not be decoded to its end, if so. */
  get failure(): string | null {
    return this.#failure;
  }

  /** The bytes that one more compressed chunk yields. */
  async feed(chunk: Buffer): Promise<Buffer[]> {
    if (this.#failure !== null) return [];
    await new Promise<void>((resolve) => {
      this.#resume = resolve;
      this.#gunzip.write(chunk, () => resolve());
    });
    return this.#take();
  }

  /** The last bytes; a stream that should go on is a failure. */
  async finish(): Promise<Buffer[]> {
    if (this.#failure === null) this.#gunzip.end();
    await this.#closed;
    return this.#take();
  }

  close(): void {
    this.#gunzip.destroy();
  }

  #take(): Buffer[] {
    const decoded = this.#decoded;
    this.#decoded = [];
    return decoded;
  }
}
