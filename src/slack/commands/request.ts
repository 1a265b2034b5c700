/** What somebody typed behind the command, taken apart. */
export interface Request {
  /** The first word in lower case; empty if nothing was typed. */
  readonly word: string;
  /** Everything behind it, as typed. */
  readonly rest: string;
}

/** Slack escapes these three in what people type. */
const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** Longer requests are cut: no command or name is that long. */
const maxLength = 300;

/** Takes a command's text apart; marks that people put around names are left out. */
export function parseRequest(text: string): Request {
  const typed = text
    .slice(0, maxLength)
    .replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .trim();
  const [first = ''] = typed.split(' ', 1);
  return { word: bare(first).toLowerCase(), rest: bare(typed.slice(first.length).trim()) };
}

/** Without the quotation marks, backticks or asterisks around it. */
function bare(text: string): string {
  return text.replace(/^["'`*“”‘’]+|["'`*“”‘’]+$/g, '');
}
