import { resolve } from 'node:path';
import { openStore, type Store } from '../store/store.js';
import type { Context } from './command.js';

/** Works with the store that `--db` names, which is closed whatever becomes of the work. */
export async function withStore<T>(
  { cwd }: Pick<Context, 'cwd'>,
  { db }: { readonly db: string },
  work: (store: Store) => T | Promise<T>,
): Promise<T> {
  const store = openStore(resolve(cwd, db));
  try {
    return await work(store);
  } finally {
    store.close();
  }
}
