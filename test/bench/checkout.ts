import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LIBRARY, type ModuleName, type Modules } from './modules.js';

/** A built checkout, as a case sees it: never by an import of its own, which would be of the checkout that runs the bench. */
export interface Checkout {
  /** Folder with the checkout's package.json, data, experiments, models and built code. */
  readonly root: string;
  /** The folder of this bench. */
  readonly bench: string;
  /** An empty folder that is removed afterwards. */
  readonly scratch: string;
  load<K extends ModuleName>(name: K): Promise<Modules[K]>;
}

export function openCheckout(root: string, bench: string, scratch: string): Checkout {
  return { root, bench, scratch, load: (name) => import(pathToFileURL(join(root, LIBRARY, `${name}.js`)).href) };
}
