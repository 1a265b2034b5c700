import { line, section, type Section } from './sections.js';

/** One subcommand as the help lists it. */
export interface CommandHelp {
  readonly usage: string;
  readonly does: string;
}

/**
 * What can be asked, one line each, and how to read the answers.
 * `prefix` is what is typed before a subcommand (`/pgrepl`, or `pgrepl` in a terminal); `notes` are
 * sentences that hold only where this help is shown.
 */
export function help(
  commands: readonly CommandHelp[],
  prefix: string,
  notes: readonly string[] = [],
): Section[] {
  return [
    section({
      title: 'pgrepl',
      detail: 'watches PostgreSQL streaming replication',
      lines: commands.map(({ usage, does }) => line(`\`${prefix} ${usage}\`: ${does}`)),
    }),
    section({
      lines: [
        ...notes.map((note) => line(note)),
        line('A `?` means that the figure is not known; it never means zero.'),
      ],
    }),
  ];
}
