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
  const typed = oneLined(text.slice(0, maxLength));
  const [first = ''] = typed.split(' ', 1);
  return { word: bare(first).toLowerCase(), rest: bare(typed.slice(first.length).trim()) };
}

/** A command that names something and ends in somebody's own words. */
export interface WordsTyped {
  /** The first ones behind the subcommand, without the marks around them; `''` where there is none. */
  readonly names: readonly [string, string];
  /** What follows the first, and what follows both: whole, and as typed. */
  readonly behindFirst: string;
  readonly behindBoth: string;
}

export function parseWords(text: string): WordsTyped {
  const behindCommand = behindWord(oneLined(text));
  const behindFirst = behindWord(behindCommand);
  return {
    names: [firstWord(behindCommand), firstWord(behindFirst)],
    behindFirst,
    behindBoth: behindWord(behindFirst),
  };
}

function oneLined(text: string): string {
  return text
    .replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .trim();
}

function firstWord(text: string): string {
  return bare(text.split(' ', 1)[0] ?? '');
}

function behindWord(text: string): string {
  const blank = text.indexOf(' ');
  return blank === -1 ? '' : text.slice(blank + 1);
}

/** Without the quotation marks, backticks or asterisks around it. */
function bare(text: string): string {
  return text.replace(/^["'`*“”‘’]+|["'`*“”‘’]+$/g, '');
}
