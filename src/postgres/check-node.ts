import type { Clock } from '../clock.js';
import type { NodeState } from '../replication/observation.js';
import { factItems, unreachableItem, type CheckItem } from './check-items.js';
import type { NodeConnectionOptions } from './connection-options.js';
import type { Failure } from './failure.js';
import { Opening } from './open-session.js';
import { readObservation } from './rows.js';
import type { Session } from './session.js';
import { checkFacts, checkSql } from './sql/check-sql.js';
import { observationSql } from './sql/observation-sql.js';

export interface CheckNodeOptions {
  readonly connection: NodeConnectionOptions;
  readonly applicationName: string;
  /** For each of the three steps: connecting, reading the role, observing, ms. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

export interface NodeCheck {
  /** In the order of the steps; the first that fails ends the check. */
  readonly items: readonly CheckItem[];
  /** What an observation returned; null if none could be made. */
  readonly state: NodeState | null;
  /** How long it took to connect, and to observe, ms; null where it did not come to that. */
  readonly connectMs: number | null;
  readonly observeMs: number | null;
}

/** Tries everything that watching a node needs, and says what to do about what does not work. */
export async function checkNode(options: CheckNodeOptions): Promise<NodeCheck> {
  const { connection, clock } = options;
  const startedAt = clock.now();
  const opened = await new Opening({
    connection,
    applicationName: options.applicationName,
    purpose: 'watch',
    statementTimeoutMs: options.timeoutMs,
    connectTimeoutMs: options.timeoutMs,
    encryptionThatWorked: null,
  }).result;
  if (!opened.ok) return ended([unreachableItem(opened.failure, connection)]);
  const connectMs = clock.now() - startedAt;
  const { session } = opened;
  const timer = setTimeout(() => {
    session.destroy();
  }, 2 * options.timeoutMs);
  try {
    return await checkSession(session, options, connectMs);
  } finally {
    clearTimeout(timer);
    session.close();
  }
}

async function checkSession(
  session: Session,
  { connection, clock }: CheckNodeOptions,
  connectMs: number,
): Promise<NodeCheck> {
  const { major } = session.version;
  const answer = await session.query('pgrepl_check', checkSql(major), 'facts');
  if (!answer.ok) return ended([unreachableItem(answer.failure, connection)], connectMs);
  const facts = checkFacts.safeParse(answer.value);
  if (!facts.success) {
    return ended([unreachableItem(unreadable('role'), connection)], connectMs);
  }
  const items = factItems(facts.data, session.version.text);

  const askedAt = clock.now();
  const observed = await session.query('pgrepl_observation', observationSql(major), 'observation');
  const observeMs = clock.now() - askedAt;
  if (!observed.ok) {
    return ended([...items, unreachableItem(observed.failure, connection)], connectMs);
  }
  const read = readObservation(observed.value);
  if (read.kind === 'mismatch') {
    const failure: Failure = { reason: 'protocol', detail: read.message, code: null };
    return ended([...items, unreachableItem(failure, connection)], connectMs);
  }
  return { items, state: read.state, connectMs, observeMs };
}

function ended(items: readonly CheckItem[], connectMs: number | null = null): NodeCheck {
  return { items, state: null, connectMs, observeMs: null };
}

function unreadable(what: string): Failure {
  return {
    reason: 'protocol',
    detail: `The server's answer about the ${what} could not be read.`,
    code: null,
  };
}
