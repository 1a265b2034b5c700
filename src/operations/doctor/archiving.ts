/**
 * What an `archive_command` comes to. Its text may hold passwords in any way a program takes them, so
 * that nothing is kept of it but this.
 */
export type Archiving =
  | { readonly kind: 'no-command' }
  | {
      /** `unjudged`: a program that does not show from outside what it does with a file that is there. */
      readonly kind: 'always-succeeds' | 'overwrites' | 'passes-over' | 'sound' | 'unjudged';
      /** Name of the program that it runs, without its place and arguments; null if that is not sure. */
      readonly program: string | null;
    };

/** What PostgreSQL shows while `archive_mode` is off. */
const disabled = '(disabled)';

/** `true`, `:`, `exit 0`, or something before one of them whose failure is thrown away. */
const alwaysSucceeds =
  /^\s*(?:\/(?:usr\/)?bin\/true|true|:|exit\s+0|cd\s*\.|rem\b.*)\s*$|(?:\|\||;)\s*(?:\/(?:usr\/)?bin\/true|true|:|exit\s+0)\s*['"]?\s*$/i;

/** A copy that takes the place of what is there, unless something keeps it from that. */
const copies = /(?:^|[;&|'"\s/])(cp|mv|scp|copy|install|rsync)\s/i;

/** Output into a file named after the segment, as of `gzip < %p > /archive/%f.gz`. */
const redirects = /(?:^|[^>&\d-])>\|?\s*[^\s>&;|]*%f/;

/** Fails where the file is there: `test ! -f … && cp`, or an `if` with an `else`. */
const fails =
  /(?:\b(?:test|if)\s+!|\[\s*!|!\s*(?:test\b|\[))[^|;]*&&|\bif\b.*\belse\b|dd\s.*excl|--update=none-fail\b|\bset\s+-C\b|\bnoclobber\b/i;

/** Ends well where the file is there: `test -f … || cp`, and an `if` without an `else`. */
const endsWell = /(?:\btest|\[)\s+-[a-z]\s[^|&;]*%f[^|&;]*\|\||\bif\s/i;

/**
 * Options of a copy that leave the file that is there alone, and end well. Of `cp -i` the manual of
 * PostgreSQL says so ("Setting Up WAL Archiving"); of `-n` it depends on the release of GNU's coreutils.
 */
const leavesAlone =
  /\b(?:cp|mv)\s+(?:-[-\w=]+\s+)*-\w*[in]\w*\s|--no-clobber\b|--interactive\b|--update=none(?!-fail)|--ignore-existing\b/i;

/** Judges a command: whether it can fail, and what it does where a file of that name is there already. */
export function archivingOf(command: string): Archiving {
  if (command === '' || command === disabled) return { kind: 'no-command' };
  const copier = copies.exec(command)?.[1]?.toLowerCase() ?? null;
  const program = copier ?? programOf(command);
  if (alwaysSucceeds.test(command)) return { kind: 'always-succeeds', program };
  if (fails.test(command)) return { kind: 'sound', program };
  if (endsWell.test(command)) return { kind: 'passes-over', program };
  if (redirects.test(command)) return { kind: 'overwrites', program };
  if (copier === null) return { kind: 'unjudged', program };
  return { kind: leavesAlone.test(command) ? 'passes-over' : 'overwrites', program };
}

/** What comes first but for plain settings of the environment; null for anything that is quoted or a test. */
function programOf(command: string): string | null {
  const first = /^\s*(?:[A-Za-z_]\w*=[\w./:@%+-]*\s+)*(?:[\w./+-]*\/)?([A-Za-z][\w.+-]*)(?=\s|$)/;
  const program = first.exec(command)?.[1] ?? null;
  return program === null || /^(?:test|if|then|set)$/.test(program) ? null : program;
}
