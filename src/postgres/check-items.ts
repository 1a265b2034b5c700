import {
  connectionRemedy,
  identifier,
  monitorRoleStatements,
  visibilityRemedy,
} from './check-remedies.js';
import type { NodeConnectionOptions } from './connection-options.js';
import type { Failure } from './failure.js';
import { testedMajors } from './server-version.js';
import type { CheckFacts } from './sql/check-sql.js';

type CheckSubject = 'connection' | 'version' | 'encryption' | 'role' | 'privileges' | 'settings';

/** One thing that `pgrepl check` looked at. */
export interface CheckItem {
  readonly subject: CheckSubject;
  /** `fail`: pgrepl cannot watch the node; `warn`: it can, but something is missing or unwise. */
  readonly level: 'pass' | 'warn' | 'fail';
  readonly message: string;
  /** What to do about it; null where there is nothing to do. */
  readonly remedy: string | null;
}

/** A node that could not be asked, or whose answer could not be used. */
export function unreachableItem(failure: Failure, connection: NodeConnectionOptions): CheckItem {
  return {
    subject: failure.reason === 'permission' ? 'privileges' : 'connection',
    // A cold standby is a set-up of its own: it cannot be asked, and nothing is wrong with it.
    level: failure.reason === 'hot-standby-off' ? 'warn' : 'fail',
    message: `${failure.reason}: ${failure.detail}`,
    remedy: connectionRemedy(failure.reason, connection),
  };
}

export function factItems(facts: CheckFacts, versionText: string): readonly CheckItem[] {
  return [
    version(facts, versionText),
    encryption(facts),
    role(facts),
    visibility(facts),
    ...revoked(facts),
    ...hiddenLevel(facts),
  ];
}

function pass(subject: CheckSubject, message: string): CheckItem {
  return { subject, level: 'pass', message, remedy: null };
}

function version(facts: CheckFacts, text: string): CheckItem {
  const major = Math.floor(facts.versionNum / 10_000);
  const range = `${testedMajors.from} to ${testedMajors.to}`;
  if (major >= testedMajors.from && major <= testedMajors.to) {
    return pass('version', `PostgreSQL ${text}.`);
  }
  return {
    subject: 'version',
    level: 'warn',
    message: `PostgreSQL ${text}: pgrepl is tested on ${range} and does what it can on this one.`,
    remedy: major > testedMajors.to ? 'Look for a newer pgrepl.' : 'Plan an upgrade.',
  };
}

function encryption(facts: CheckFacts): CheckItem {
  return pass(
    'encryption',
    facts.encryption === null
      ? 'The connection is not encrypted.'
      : `The connection is encrypted (${facts.encryption}).`,
  );
}

function role(facts: CheckFacts): CheckItem {
  const name = identifier(facts.role);
  if (facts.isSuperuser) {
    const major = Math.floor(facts.versionNum / 10_000);
    return {
      subject: 'role',
      level: major < 10 ? 'pass' : 'warn',
      message: `${name} is a superuser, which ${major < 10 ? 'PostgreSQL 9.6 asks for' : 'pgrepl does not need'}.`,
      remedy: major < 10 ? null : `Use a role of its own: ${monitorRoleStatements('pgrepl')}`,
    };
  }
  if (facts.connectionLimit !== null && facts.connectionLimit >= 0 && facts.connectionLimit < 2) {
    return {
      subject: 'role',
      level: 'warn',
      message: `${name} may have ${facts.connectionLimit} connections; pgrepl keeps one and now and then needs a second.`,
      remedy: `ALTER ROLE ${name} CONNECTION LIMIT 5;`,
    };
  }
  return pass('role', `${name} is no superuser.`);
}

function visibility(facts: CheckFacts): CheckItem {
  const name = identifier(facts.role);
  if (facts.isSuperuser || facts.inheritsStatistics) {
    return pass('privileges', `${name} sees the replication views in full.`);
  }
  const major = Math.floor(facts.versionNum / 10_000);
  return {
    subject: 'privileges',
    level: 'warn',
    message: `${name} sees only the outline of the replication views: no states, positions or lag of standbys, no details of the WAL receiver, no sessions that wait for a synchronous standby.`,
    remedy: visibilityRemedy(facts.role, major, facts.isMember),
  };
}

function revoked(facts: CheckFacts): readonly CheckItem[] {
  if (facts.revoked === null) return [];
  const name = identifier(facts.role);
  return [
    {
      subject: 'privileges',
      level: 'fail',
      message: `${name} may not execute ${facts.revoked.join(', ')}.`,
      remedy: `On the primary, in the database ${identifier(facts.database)}: ${facts.revoked
        .map((signature) => `GRANT EXECUTE ON FUNCTION pg_catalog.${signature} TO ${name};`)
        .join(' ')}`,
    },
  ];
}

const sessionSources = new Set(['database', 'user', 'database user', 'client', 'session']);

function hiddenLevel(facts: CheckFacts): readonly CheckItem[] {
  if (facts.levelSource === null || !sessionSources.has(facts.levelSource)) return [];
  const name = identifier(facts.role);
  const database = identifier(facts.database);
  return [
    {
      subject: 'settings',
      level: 'warn',
      message: `A synchronous_commit set for ${name} or for the database ${database} hides the server-wide value from pgrepl.`,
      remedy: `ALTER ROLE ${name} RESET synchronous_commit; ALTER ROLE ${name} IN DATABASE ${database} RESET synchronous_commit; or let pgrepl connect to a database that has no such setting.`,
    },
  ];
}
