import { createReadStream } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { FoliotuneError } from '../../core/errors.js';
import { GzipReader } from './gzip.js';

/** Compressed bytes decoded at a time: bounds what one chunk can expand to. */
const CHUNK_BYTES = 16 * 1024;

function systemReason(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  return (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? message;
}

/** @throws FoliotuneError `file-unreadable` */
async function* fileChunks(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw new FoliotuneError('file-unreadable', `cannot read: ${systemReason(error)}`, { file }, { cause: error });
  }
}

function isGzip(chunk: Buffer): boolean {
  return chunk[0] === 0x1f && chunk[1] === 0x8b;
}

async function* inflate(chunks: AsyncIterable<Buffer>, onDamage: (why: string) => void): AsyncGenerator<Buffer> {
  const gzip = new GzipReader();
  try {
    for await (const chunk of chunks) {
      yield* await gzip.feed(chunk);
      if (gzip.failure !== null) break;
    }
    yield* await gzip.finish();
    if (gzip.failure !== null) onDamage(gzip.failure);
  } finally {
    gzip.close();
  }
}

/**
 * The bytes of a trace file, decompressed where its first two bytes are gzip's, whatever its name.
 * @param onDamage told why a gzip stream ends before its end; the bytes before that have been handed out.
 * @throws FoliotuneError `file-unreadable`
 */
export async function* traceBytes(file: string, onDamage: (why: string) => void): AsyncGenerator<Buffer> {
  const chunks = fileChunks(file);
  const first = await chunks.next();
  if (first.done) return;
  const all = async function* (): AsyncGenerator<Buffer> {
    yield first.value;
    yield* chunks;
  };
  if (isGzip(first.value)) yield* inflate(all(), onDamage);
  else yield* all();
}
