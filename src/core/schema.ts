import type { z } from 'zod';
import { FoliotuneError } from './errors.js';
import { nameHint } from './nearest.js';

/** The keys a schema allows at `path`, for the nearest name of a misspelt one. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  const unwrap = (value: unknown): unknown => {
    let inner = value as { def?: { innerType?: unknown; in?: unknown } };
    while (inner?.def?.innerType ?? inner?.def?.in) inner = (inner.def?.innerType ?? inner.def?.in) as typeof inner;
    return inner;
  };
  for (const key of path) {
    const node = unwrap(current) as {
      shape?: Record<string, unknown>;
      element?: unknown;
      def?: { valueType?: unknown };
    };
    current = node.shape?.[String(key)] ?? node.element ?? node.def?.valueType;
  }
  const node = unwrap(current) as { shape?: Record<string, unknown> } | undefined;
  return Object.keys(node?.shape ?? {});
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/**
 * Checks a file's content against its schema.
 * @throws FoliotuneError `file-invalid` naming the file, the path in it, the rule, the value and the nearest name.
 */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // A misspelt key shows up as a missing one too; the misspelling is what helps.
  const { issues } = result.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (!issue) throw new FoliotuneError('file-invalid', 'does not fit its schema', { file });
  const path = issue.path.map(String).join('.');
  const place = path === '' ? { file } : { file, path };
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    throw new FoliotuneError('file-invalid', `unknown key "${key}"`, {
      ...place,
      hint: nameHint(key, keysAt(schema, issue.path)),
    });
  }
  const given = valueAt(value, issue.path);
  const shown = given === undefined ? 'missing' : `got ${JSON.stringify(given)?.slice(0, 80)}`;
  throw new FoliotuneError('file-invalid', `${issue.message}, ${shown}`, place);
}
