import pg from 'pg';
import { StoreError } from '../errors.js';
import { lockLease } from '../ownership.js';
import { lockAudit } from '../operations/append-audit.js';

/** A statement that a session prepares once, with its parameters' types. */
export interface Statement {
  /** Of this name there is one text only. */
  readonly name: string;
  readonly types: readonly string[];
  readonly text: string;
}

/** A statement and what it is carried out with, in the form in which the server reads it. */
export interface Execution {
  readonly statement: Statement;
  readonly values: readonly string[];
}

type Rows = readonly object[];

const preparedBy = new WeakMap<pg.ClientBase, Set<string>>();

/**
 * True where the store is still ours, as `$1` says: the part of a statement without which it
 * changes nothing. The lease has been locked by then.
 */
export const ours = `select from pgrepl.leases where name = 'store' and token = $1`;

/**
 * Carries out `change` and then `read` in one transaction and one round trip: they go out together,
 * with the locks before and the commit after them. The first waits for whoever writes before us;
 * each statement sees what was committed until it began. Returns the rows of both.
 *
 * Both get the lease's token as `$1`, and must change nothing where the store is not {@link ours};
 * then this rejects with a `StoreError` `conflict`.
 */
export async function transact(
  client: pg.ClientBase,
  token: string,
  change: Execution,
  read: Execution,
): Promise<readonly [changed: Rows, found: Rows]> {
  const all = [change, read];
  const parts = [
    ...preparations(
      client,
      all.map(({ statement }) => statement),
    ),
    'begin isolation level read committed',
    // A plan for these very values is no better, and making it takes longer than the rest.
    'set local plan_cache_mode = force_generic_plan',
    lockLease,
    lockAudit,
    ...all.map((execution) => execute(token, execution)),
    'commit',
  ];
  // Several statements in one message stop at the first that fails; none is carried out alone.
  const answer: unknown = await client.query(parts.join('; '));
  const [lease, , changed, found, end] = lastResults(answer, 5);
  if (end?.command !== 'COMMIT' || changed === undefined || found === undefined) {
    throw new StoreError('unavailable', 'The store took the change back');
  }
  const [held] = lease?.rows ?? [];
  if (held === undefined || !('token' in held) || held.token !== token) {
    throw new StoreError('conflict', 'The store was taken over by another pgrepl');
  }
  return [changed.rows, found.rows];
}

/** What prepares the statements that the session does not know yet. */
function preparations(client: pg.ClientBase, statements: readonly Statement[]): readonly string[] {
  const known = preparedBy.get(client) ?? new Set();
  preparedBy.set(client, known);
  // A session on which anything fails is thrown away, so that what is noted here is so.
  return statements.flatMap(({ name, types, text }) => {
    if (known.has(name)) return [];
    known.add(name);
    return [`prepare ${name} (${['uuid', ...types].join(', ')}) as ${text}`];
  });
}

function execute(token: string, { statement, values }: Execution): string {
  return `execute ${statement.name} (${[token, ...values].map(literal).join(', ')})`;
}

function literal(value: string): string {
  // It would end the message in the middle.
  if (value.includes('\0')) throw new StoreError('refused', 'A text with U+0000 is not recorded');
  return pg.escapeLiteral(value);
}

interface Result {
  readonly command: unknown;
  readonly rows: Rows;
}

/** The answer to several statements at once is a list of results, which `pg`'s types leave out. */
function lastResults(answer: unknown, count: number): readonly (Result | undefined)[] {
  const results: readonly unknown[] = Array.isArray(answer) ? answer : [];
  return results.slice(-count).map((result) => {
    if (typeof result !== 'object' || result === null) return undefined;
    if (!('rows' in result) || !('command' in result) || !Array.isArray(result.rows)) {
      return undefined;
    }
    return { command: result.command, rows: result.rows as Rows };
  });
}
