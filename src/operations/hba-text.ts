/** One item of a field of `pg_hba.conf`. */
export interface HbaToken {
  readonly text: string;
  /** It begins with a quote: then no word of it is a keyword. */
  readonly quoted: boolean;
}

/**
 * All items of a file, as PostgreSQL reads it (`next_token` in hba.c): divided by blanks and commas
 * outside of quotes, a doubled quote within quotes for one, comments left out.
 */
export function hbaTokens(file: string): readonly HbaToken[] {
  const joined = file.replaceAll(/\\\r?\n/g, ' ');
  return joined.split('\n').flatMap(tokensOfLine);
}

function tokensOfLine(line: string): readonly HbaToken[] {
  const tokens: HbaToken[] = [];
  const item = /"(?:[^"]|"")*"?|[^\s,"#]+|[\s,]+|#.*/g;
  let open: { text: string; quoted: boolean } | null = null;
  for (const [part] of line.matchAll(item)) {
    if (part.startsWith('#')) break;
    if (/^[\s,]/.test(part)) {
      if (open !== null) tokens.push(open);
      open = null;
      continue;
    }
    const quoted = part.startsWith('"');
    open ??= { text: '', quoted };
    open.text += quoted ? part.slice(1).replace(/"$/, '').replaceAll('""', '"') : part;
  }
  return open === null ? tokens : [...tokens, open];
}

/** Words that mean something else without quotes. */
const keywords: ReadonlySet<string> = new Set([
  'all',
  'replication',
  'samegroup',
  'samehost',
  'samenet',
  'samerole',
  'sameuser',
]);

export function isHbaKeyword(word: string): boolean {
  return keywords.has(word);
}

/** Options that `pg_hba_file_rules` does not show (`get_hba_options` in hbafuncs.c). */
const hiddenOptions = /^(clientname|compat_realm|ldapscheme|pam_use_hostname|upn_username)=/;

/**
 * What of a file `pg_hba_file_rules` does not tell, so that its rules can't be written anew from what
 * the view shows; a name for it, or null if it shows all that counts.
 */
export function hiddenInHba(file: string): string | null {
  for (const { text, quoted } of hbaTokens(file)) {
    if (quoted && (isHbaKeyword(text) || text.startsWith('+'))) return `"${text}" in quotes`;
    if (!quoted && text.startsWith('@')) return `a list in another file (${text})`;
    const option = hiddenOptions.exec(text);
    if (option !== null) return `the option ${option[1] ?? ''}`;
  }
  return null;
}

/** Whether an option of it is a password. */
export function holdsSecrets(file: string): boolean {
  return hbaTokens(file).some(({ text }) => /^(ldapbindpasswd|radiussecrets)=/.test(text));
}

/** A name that stands for itself whatever it is. */
export function quotedToken(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** An item of the column for roles, as `pg_hba_file_rules` shows it. */
export function roleToken(shown: string): string {
  if (shown === 'all') return shown;
  return shown.startsWith('+') ? `+${quotedToken(shown.slice(1))}` : quotedToken(shown);
}
