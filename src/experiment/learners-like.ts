import { FoliotuneError } from '../core/errors.js';
import { nameHint } from '../core/nearest.js';

/*
 * A learner's entry may say which other entry it is like, and then only what differs:
 *
 *     { "as": "provider", "like": "universal", "policy": "…", "features": […] }
 *
 * has every key of "universal" that it does not give itself. Whole keys are taken over, `options` too, and from an entry
 * that says everything itself: a reader looks in two places, never in three.
 */
type Entry = Readonly<Record<string, unknown>>;

const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function entryLike(entry: Entry, index: number, entries: readonly unknown[], file: string): Entry {
  const { like, ...own } = entry;
  const place = { file, path: `learners.${index}.like` };
  const complete = entries.filter(isEntry).filter((one) => typeof one.as === 'string' && !('like' in one));
  const other = complete.find((one) => one.as === like);
  if (!other) {
    const names = complete.map((one) => String(one.as));
    const rule = `no entry that says everything itself is called "${like}"`;
    throw new FoliotuneError('file-invalid', rule, {
      ...place,
      ...(names.length > 0 && { hint: nameHint(String(like), names) }),
    });
  }
  return { ...other, ...own };
}

/**
 * An experiment's JSON with every learner's entry complete; what is not shaped like one is left for the schema to refuse.
 * @throws FoliotuneError `file-invalid` where the other entry is not there, or is itself like another.
 */
export function withWholeLearners(json: unknown, file: string): unknown {
  if (!isEntry(json) || !Array.isArray(json.learners)) return json;
  const entries: readonly unknown[] = json.learners;
  const learners = entries.map((entry, index) =>
    isEntry(entry) && 'like' in entry ? entryLike(entry, index, entries, file) : entry,
  );
  return { ...json, learners };
}
