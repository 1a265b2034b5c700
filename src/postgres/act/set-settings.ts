import { z } from 'zod';
import { secretsInConninfo } from '../../replication/conninfo.js';
import type { Deed } from '../../operations/deed.js';
import { alterSystem } from './alter-system.js';
import { carryOutAgain, done, failed, type ActingContext } from './carry-out.js';
import { StatementError, type Conversation } from './conversation.js';
import { reloadConfiguration } from './reload.js';

export type SettingValues = Readonly<Record<string, string | null>>;

const notRead: Deed = {
  kind: 'unknown',
  detail:
    'The settings are written, but the server has not read its configuration again: an error in its configuration files keeps it from that.',
};

/** Places that win over what ALTER SYSTEM writes, for the whole server. */
const winningSources: ReadonlySet<string> = new Set(['command line', 'environment variable']);

/** Places that only hide it from this session: nothing is wrong with the server's own value. */
const hidingSources: ReadonlySet<string> = new Set([
  'client',
  'database',
  'database user',
  'session',
  'user',
]);

const settingRow = z.object({
  name: z.string(),
  value: z.string().nullable(),
  kind: z.string(),
  source: z.string(),
  pending: z.boolean(),
});

/**
 * Writes settings (`ALTER SYSTEM`), has the server read them, and looks until this session has read
 * them: the server tells all its processes at the same time. A setting that takes effect with the
 * next start only (`primary_conninfo` in 12) counts as done when the server says so.
 */
export async function setSettings(
  context: ActingContext,
  settings: SettingValues,
  withinMs: number,
): Promise<Deed> {
  const entries = Object.entries(settings);
  if (entries.length === 0) return done(undefined);
  const statements = entries.map(([name, value]) => alterSystem(name, value));
  for (const statement of statements) if (!statement.ok) return failed(statement.why);
  const secrets = secretsOf(settings);
  return carryOutAgain(context, withinMs, async (conversation) => {
    const written: string[] = [];
    try {
      for (const [index, statement] of statements.entries()) {
        if (!statement.ok) continue;
        await conversation.ask({ text: statement.text }, secrets);
        written.push(entries[index]?.[0] ?? '');
      }
      if (!(await reloadConfiguration(conversation))) return notRead;
    } catch (error) {
      if (error instanceof StatementError && !error.lost && written.length > 0) {
        const { detail, code } = error.failure;
        const left = `${written.join(', ')} ${written.length === 1 ? 'is' : 'are'} written already and would take effect with the next reload`;
        return failed(`${detail} (${left})`, code);
      }
      throw error;
    }
    return verdict(await readSettings(conversation, entries), settings);
  });
}

type SettingRow = z.output<typeof settingRow>;

async function readSettings(
  conversation: Conversation,
  entries: readonly (readonly [string, string | null])[],
): Promise<readonly SettingRow[]> {
  return conversation.askFor(settingRow, {
    text: `select name, setting as value, vartype as kind, source, pending_restart as pending
      from pg_settings where lower(name) = any ($1)`,
    values: [entries.map(([name]) => name.toLowerCase())],
  });
}

/** A setting that this role may not see is not among the rows; it was taken without an error. */
function verdict(rows: readonly SettingRow[], settings: SettingValues): Deed {
  for (const row of rows) {
    const wanted = Object.entries(settings).find(
      ([name]) => name.toLowerCase() === row.name.toLowerCase(),
    )?.[1];
    if (row.pending || wanted === undefined || wanted === null) continue;
    if (winningSources.has(row.source)) {
      return failed(
        `${row.name} is written, but does not take effect: it is also set on the server's ${row.source === 'command line' ? 'command line' : 'environment'}, which wins.`,
      );
    }
    if (row.kind === 'string' && row.value !== wanted && !hidingSources.has(row.source)) {
      return failed(
        `${row.name} is written, but the server has another value after it read its configuration: look for an error in its log.`,
      );
    }
  }
  return done(undefined);
}

/** Passwords in connection strings, and the strings themselves. */
function secretsOf(settings: SettingValues): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) =>
    value !== null && name.toLowerCase() === 'primary_conninfo'
      ? [value, ...secretsInConninfo(value)]
      : [],
  );
}
