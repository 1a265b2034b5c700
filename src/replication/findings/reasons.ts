import type { UnreachableReason } from '../observation.js';

interface ReasonWords {
  /** Completes "s1 …". */
  readonly what: string;
  /** Completes "Next, …": what to do about it, a whole sentence about the node `it`. */
  readonly next: string;
  /** True if a server that gives this reason is running. */
  readonly alive: boolean;
}

/** What each reason means for the person on call. */
export const reasonWords: Readonly<Record<UnreachableReason, ReasonWords>> = {
  refused: {
    what: 'refuses connections: nothing listens on its port',
    next: 'Start PostgreSQL there; its log says why it stopped.',
    alive: false,
  },
  'timed-out': {
    what: 'does not answer within the deadline',
    next: 'Look whether the machine is up, frozen or overloaded, and whether a firewall drops packets.',
    alive: false,
  },
  unreachable: {
    what: 'is on no reachable network',
    next: 'Look at the machine and at the network between it and pgrepl.',
    alive: false,
  },
  dns: {
    what: 'has a host name that does not resolve',
    next: 'Correct its host name in the configuration, or its entry in DNS.',
    alive: false,
  },
  tls: {
    what: 'answers, but no encrypted connection could be agreed on',
    next: "Compare its certificate and `ssl` settings with the node's `sslmode` in the configuration.",
    alive: true,
  },
  authentication: {
    what: "answers, but rejects pgrepl's role",
    next: "Correct the role's password, or let it in through `pg_hba.conf` there.",
    alive: true,
  },
  'starting-up': {
    what: 'is starting up and accepts no connections yet',
    next: 'Wait until its recovery has reached a consistent state; its log shows how far it is.',
    alive: true,
  },
  'hot-standby-off': {
    what: 'runs with `hot_standby = off` and cannot be queried',
    next: 'Set `hot_standby = on` and restart it, if it is meant to be queried.',
    alive: true,
  },
  'shutting-down': {
    what: 'is shutting down',
    next: 'Find out who stopped it, and start it again if that was not meant.',
    alive: false,
  },
  'too-many-connections': {
    what: 'answers, but has no connection left',
    next: 'Find what holds its connections, or raise `max_connections`.',
    alive: true,
  },
  'connection-lost': {
    what: 'dropped the connection in the middle of an answer',
    next: 'Look into its log: it may have crashed or been stopped.',
    alive: false,
  },
  permission: {
    what: "answers, but pgrepl's role may not read the replication views",
    next: 'Grant `pg_monitor` to the role there.',
    alive: true,
  },
  protocol: {
    what: 'answers, but not as a PostgreSQL that pgrepl can read',
    next: 'Check that host and port in the configuration are those of PostgreSQL itself.',
    alive: true,
  },
};
