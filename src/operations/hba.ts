import type { HbaRule } from './facts.js';
import { isInNetwork, parseIpAddress } from './ip-address.js';

/** A standby's connection over TCP/IP, as its upstream sees it; null for what is not known. */
export interface ReplicationConnection {
  readonly user: string | null;
  /** The address that it comes from. */
  readonly address: string | null;
  /** `either`: encrypted if the server can, else not (`sslmode` `prefer`, the default, and `allow`). */
  readonly encryption: 'ssl' | 'plain' | 'either';
}

export type HbaVerdict =
  /** Let in, if it can give what the method asks for. */
  | { readonly kind: 'yes'; readonly line: number; readonly method: string }
  /** `line`: of the rule that rejects it; null if no rule matches. */
  | { readonly kind: 'no'; readonly line: number | null }
  /** `line`: of the first rule of which nobody can say whether it matches. */
  | { readonly kind: 'unknown'; readonly line: number | null };

type Match = 'yes' | 'no' | 'maybe';

/**
 * What `pg_hba.conf` says to a physical replication connection (hba.c): the first rule that matches
 * decides. Only the keyword `replication` stands for it; `all` does not.
 *
 * @param rules in the order of the file; null if it is not visible
 */
export function hbaVerdict(
  rules: readonly HbaRule[] | null,
  connection: ReplicationConnection,
): HbaVerdict {
  if (rules === null) return { kind: 'unknown', line: null };
  if (connection.encryption !== 'either') {
    return firstMatch(rules, connection, connection.encryption);
  }
  const plain = firstMatch(rules, connection, 'plain');
  const ssl = firstMatch(rules, connection, 'ssl');
  // It tries both, and whether the server offers encryption at all is not known.
  if (plain.kind === 'yes') return plain;
  if (plain.kind === ssl.kind) return plain;
  return { kind: 'unknown', line: ssl.line ?? plain.line };
}

function firstMatch(
  rules: readonly HbaRule[],
  connection: ReplicationConnection,
  encryption: 'ssl' | 'plain',
): HbaVerdict {
  const doubtful: HbaRule[] = [];
  const settle = (last: HbaRule | null): HbaVerdict => {
    const sure = verdictOf(last);
    const differing = doubtful.find((rule) => verdictOf(rule).kind !== sure.kind);
    return differing === undefined ? sure : { kind: 'unknown', line: differing.line };
  };
  for (const rule of rules) {
    const match = matchOf(rule, connection, encryption);
    if (match === 'yes') return settle(rule);
    if (match === 'maybe') doubtful.push(rule);
  }
  return settle(null);
}

function verdictOf(rule: HbaRule | null): HbaVerdict {
  if (rule === null) return { kind: 'no', line: null };
  const { line, method } = rule;
  return method === 'reject' ? { kind: 'no', line } : { kind: 'yes', line, method };
}

function matchOf(
  rule: HbaRule,
  connection: ReplicationConnection,
  encryption: 'ssl' | 'plain',
): Match {
  if (!rule.databases.includes('replication')) return 'no';
  return allOf([
    typeMatch(rule.type, encryption),
    userMatch(rule.users, connection.user),
    addressMatch(rule, connection.address),
  ]);
}

function typeMatch(type: string, encryption: 'ssl' | 'plain'): Match {
  switch (type) {
    case 'host':
    case 'hostnogssenc':
      return 'yes';
    case 'hostssl':
      return encryption === 'ssl' ? 'yes' : 'no';
    case 'hostnossl':
      return encryption === 'plain' ? 'yes' : 'no';
    case 'local':
      return 'no';
    default:
      return 'maybe';
  }
}

/** `+role` stands for its members and `/…` (16+) for a pattern: nobody here knows either. */
function userMatch(users: readonly string[], user: string | null): Match {
  if (users.includes('all')) return 'yes';
  if (user !== null && users.includes(user)) return 'yes';
  return user === null || users.some((each) => /^[+/]/.test(each)) ? 'maybe' : 'no';
}

function addressMatch({ address, netmask }: HbaRule, from: string | null): Match {
  if (address === null || address === 'all') return 'yes';
  // `samehost` and `samenet` are the server's own, and host names are looked up by the server.
  const network = parseIpAddress(address);
  const mask = netmask === null ? null : parseIpAddress(netmask);
  if (network === null || mask === null) return 'maybe';
  const known = from === null ? null : parseIpAddress(from);
  if (known === null) return 'maybe';
  return isInNetwork(known, network, mask) ? 'yes' : 'no';
}

function allOf(matches: readonly Match[]): Match {
  if (matches.includes('no')) return 'no';
  return matches.includes('maybe') ? 'maybe' : 'yes';
}
