import pg from 'pg';
import type { UnreachableReason } from '../replication/observation.js';
import type { NodeConnectionOptions } from './connection-options.js';

type Place = Pick<NodeConnectionOptions, 'host' | 'port' | 'user' | 'database' | 'sslMode'>;

/** A name as it must be written in SQL: quoted only where PostgreSQL needs it. */
export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : pg.escapeIdentifier(name);
}

/** What to do about a server that cannot be asked. */
export function connectionRemedy(reason: UnreachableReason, place: Place): string {
  const server = `${place.host}:${place.port}`;
  const role = identifier(place.user);
  switch (reason) {
    case 'refused':
      return `Start PostgreSQL there, or correct host and port. Its listen_addresses must include the address that pgrepl connects to.`;
    case 'timed-out':
      return `Let the firewalls between pgrepl and ${server} pass its connections; if they do, look at whether the server is frozen or overloaded.`;
    case 'unreachable':
      return `Correct the host, or the route from pgrepl's machine to it.`;
    case 'dns':
      return `Correct the host name, or write an address.`;
    case 'tls':
      return `Set ssl = on with a certificate on the server, name the file of its signer as sslrootcert, or choose another sslmode (it is ${place.sslMode}).`;
    case 'authentication':
      return `Check the password of ${role}. pg_hba.conf on the server needs a line for it, for example "host ${identifier(place.database)} ${role} <pgrepl's address>/32 scram-sha-256" (hostssl where TLS is required), and then a reload.`;
    case 'starting-up':
      return `Wait until the server is up. A standby up to PostgreSQL 13 says the same while hot_standby is off.`;
    case 'hot-standby-off':
      return `Nothing, if it is meant so: pgrepl judges the node from its upstream. Otherwise set hot_standby = on and restart it.`;
    case 'shutting-down':
      return `Start the server again when it has stopped.`;
    case 'too-many-connections':
      return `Free connections, or raise max_connections on the server or the role's limit: ALTER ROLE ${role} CONNECTION LIMIT -1;`;
    case 'connection-lost':
      return `Read the server's log for the reason. A proxy in between must let long connections live; best connect to the server itself.`;
    case 'permission':
      return `The database must exist and the role be let into it: GRANT CONNECT ON DATABASE ${identifier(place.database)} TO ${role};`;
    case 'protocol':
      return `Point host and port at the PostgreSQL server itself; a pooler such as PgBouncer cannot stand in for it.`;
  }
}

/** How to create the role that pgrepl needs, on 10 and newer. */
export const monitorRoleStatements = (role: string): string =>
  `CREATE ROLE ${role} LOGIN PASSWORD '…'; GRANT pg_monitor TO ${role};`;

/** How to let a role see the statistics views in full. */
export function visibilityRemedy(name: string, major: number, isMember: boolean): string {
  const role = identifier(name);
  if (major < 10) {
    return `PostgreSQL 9.6 has no predefined roles: only a superuser sees these views in full (ALTER ROLE ${role} SUPERUSER; then let it in from pgrepl's address alone by pg_hba.conf). SECURITY DEFINER functions around the views do not help, because pgrepl reads the views themselves.`;
  }
  // Since 16 inheritance belongs to the grant, before it belonged to the role.
  if (isMember && major >= 16) return `GRANT pg_monitor TO ${role} WITH INHERIT TRUE;`;
  if (isMember) return `ALTER ROLE ${role} INHERIT;`;
  return `On the primary: GRANT pg_monitor TO ${role};`;
}
