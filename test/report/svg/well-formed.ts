/**
 * What keeps an XML document from being well-formed, if anything does: tags that do not match, a sign of markup in text
 * or in an attribute, a number that is none. Enough for the drawings here, which have neither comments nor CDATA.
 */
export function defectOf(document: string): string | undefined {
  const bad = /NaN|undefined|Infinity/.exec(document);
  if (bad) return `"${bad[0]}" in it`;
  const open: string[] = [];
  const rest = document.replace(
    /<(\/?)([a-z]+)((?:\s[a-zA-Z:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_, end, name, _attributes, empty) => {
      if (end === '/' && open.at(-1) === name) open.pop();
      else if (end === '/') open.push(`/${name}`);
      else if (empty === '') open.push(String(name));
      return '';
    },
  );
  if (open.length > 0) return `not closed: ${open.join(' ')}`;
  const sign = /[<>]|&(?!#\d+;|amp;|lt;|gt;|quot;)/.exec(rest);
  return sign ? `"${sign[0]}" in its text` : undefined;
}
