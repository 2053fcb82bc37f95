/** Writes a platform's JSON with one quantity a line, so that a change of one number is a change of one line. */
export function formatPlatform(json: unknown): string {
  const isQuantity = (value: unknown): boolean =>
    value !== null && typeof value === 'object' && 'kind' in value && 'source' in value;
  const inline = (value: unknown): string => JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
  const write = (value: unknown, indent: string): string => {
    if (value === null || typeof value !== 'object') return JSON.stringify(value);
    const inner = `${indent}  `;
    if (Array.isArray(value)) {
      if (value.every((item) => typeof item === 'number')) return `[${value.join(', ')}]`;
      return value.length === 0
        ? '[]'
        : `[\n${value.map((item) => inner + write(item, inner)).join(',\n')}\n${indent}]`;
    }
    if (isQuantity(value)) return inline(value);
    const members = Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${write(item, inner)}`);
    return `{\n${members.join(',\n')}\n${indent}}`;
  };
  return `${write(json, '')}\n`;
}
