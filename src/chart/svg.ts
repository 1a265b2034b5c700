/** Attributes of an element; `undefined` is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of SVG. Whatever stands in it as text has been escaped by {@link text}. */
export function element(
  name: string,
  attributes: Attributes,
  ...content: readonly string[]
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(
      ([key, value]) =>
        ` ${key}="${escaped(typeof value === 'number' ? rounded(value) : (value ?? ''))}"`,
    )
    .join('');
  return content.length === 0
    ? `<${name}${written}/>`
    : `<${name}${written}>${content.join('')}</${name}>`;
}

/** A piece of text at its place. */
export function text(words: string, attributes: Attributes): string {
  return element('text', attributes, escaped(words));
}

export function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  attributes: Attributes,
): string {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Names come from databases: nothing in them may end an attribute or begin an element. */
function escaped(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[^\P{Cc}]/gu, '\uFFFD');
}

/** How wide a text is, roughly: enough to keep two from lying on each other. */
export function widthOf(words: string, size: number): number {
  return Array.from(words).length * size * 0.57;
}
