import { FoliotuneError } from './errors.js';
import { nameHint } from './nearest.js';

/** A named thing that a folder's registry holds. */
export interface Registered {
  readonly name: string;
}

/** The registered things of one kind, in their order; looked up by name with a helpful refusal. */
export class Registry<T extends Registered> {
  readonly kind: string;
  readonly #items: ReadonlyMap<string, T>;

  constructor(kind: string, items: readonly T[]) {
    this.kind = kind;
    this.#items = new Map(items.map((item) => [item.name, item]));
    if (this.#items.size !== items.length) throw new Error(`two entries of registry ${kind} share a name`);
  }

  get names(): readonly string[] {
    return [...this.#items.keys()];
  }

  get all(): readonly T[] {
    return [...this.#items.values()];
  }

  has(name: string): boolean {
    return this.#items.has(name);
  }

  /** @throws FoliotuneError `name-unknown` with the nearest valid name. */
  get(name: string): T {
    const item = this.#items.get(name);
    if (!item) {
      throw new FoliotuneError('name-unknown', `unknown ${this.kind} "${name}"`, { hint: nameHint(name, this.names) });
    }
    return item;
  }
}
