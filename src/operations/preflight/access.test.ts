import { expect, it } from 'vitest';

import { aWalSender } from '../../replication/testing/observations.js';
import { aDeclaration, aTopology, withNode } from '../../replication/testing/topologies.js';
import type { HbaRule, NodeFacts, PlanInput } from '../facts.js';
import { aCheckContext, said } from '../testing/checks.js';
import { anHbaRule, receiverOf, someFacts, someStates } from '../testing/plan-inputs.js';
import { access } from './access.js';

/** s2 comes from 10.0.0.3, and pg1 is found at 10.0.0.1. */
function having(
  rules: readonly Partial<HbaRule>[] | null,
  changes: Partial<PlanInput> = {},
  conninfo = 'host=pg1 user=repl sslmode=disable',
): Partial<PlanInput> {
  const of = (name: string): Partial<NodeFacts> => ({
    primaryConninfo: name === 'pg1' ? null : conninfo,
    ...(name === 's1'
      ? { replicationHba: rules?.map((rule) => anHbaRule({ line: 91, ...rule })) ?? null }
      : {}),
  });
  return {
    topology: withNode(aTopology(), 's2', {
      senderRow: aWalSender('s2', { clientAddress: '10.0.0.3' }).details,
    }),
    states: someStates({ s1: receiverOf('pg1', { senderHost: '10.0.0.1' }) }),
    facts: new Map(['pg1', 's1', 's2', 's3'].map((name) => [name, someFacts(name, of(name))])),
    ...changes,
  };
}

const s2 = { address: '10.0.0.3', netmask: '255.255.255.255' };
const pg1 = { address: '10.0.0.1', netmask: '255.255.255.255' };

it.each<[string, Partial<PlanInput>, string]>([
  [
    'that everybody is let in',
    having([s2, pg1]),
    'pass: `pg_hba.conf` of s1 lets s2 in by line 91 (scram-sha-256), pg1 in by line 91 (scram-sha-256).',
  ],
  [
    'who is not',
    having([pg1]),
    'pass: `pg_hba.conf` of s1 lets pg1 in by line 91 (scram-sha-256).\nblock: No line of `pg_hba.conf` of s1 lets s2 (role repl, from 10.0.0.3) in for replication.',
  ],
  [
    'who is not, in a promotion',
    having([], { kind: 'promote' }),
    'warn: No line of `pg_hba.conf` of s1 lets s2 (role repl, from 10.0.0.3) in for replication.',
  ],
  [
    'who is rejected',
    having([{ ...s2, method: 'reject' }, {}]),
    'block: Line 91 of `pg_hba.conf` of s1 rejects s2 (role repl, from 10.0.0.3).',
  ],
  [
    'that only the server can tell',
    having([{ address: 'samenet' }]),
    'warn: Whether `pg_hba.conf` of s1 lets s2 (role repl, from 10.0.0.3) in depends on line 91, which only the server can judge.',
  ],
  [
    'that nobody knows who comes, or from where',
    having([{ users: ['repl'] }], {}, ''),
    'warn: Whether `pg_hba.conf` of s1 lets s2 (role unknown, from 10.0.0.3) in depends on line 91',
  ],
  [
    'that it depends on encryption, which is left to the server',
    having([{ type: 'hostssl' }], {}, 'user=repl'),
    'warn: Whether `pg_hba.conf` of s1 lets s2',
  ],
  [
    'that encryption is asked for',
    having([{ type: 'hostssl' }], {}, 'user=repl sslmode=verify-full'),
    'pass: ',
  ],
  [
    'that the rules are not visible',
    having(null),
    "warn: Whether `pg_hba.conf` of s1 lets s2 and pg1 in is not visible to pgrepl's role.",
  ],
  [
    'that nobody comes',
    having([], { kind: 'promote', topology: aTopology({ nodes: aTopology().nodes.slice(0, 2) }) }),
    'pass: Nobody new receives from s1.',
  ],
])('says %s', (_, changes, expected) => {
  expect(said(access(aCheckContext(changes)))).toContain(expected);
});

it('takes the address of a loopback for what it is: good on one machine', () => {
  const loopback = { senderRow: aWalSender('s2', { clientAddress: '127.0.0.1' }).details };
  const away = withNode(aTopology(), 's2', loopback);
  const rules = [{ address: '127.0.0.1', netmask: '255.255.255.255' }];
  expect(said(access(aCheckContext(having(rules, { topology: away }))))).toContain(
    'warn: Whether `pg_hba.conf` of s1 lets s2 (role repl, address unknown) in depends on line 91',
  );
  const here = { declaration: aDeclaration('s2', { host: 's1.example' }), ...loopback };
  const near = withNode(aTopology(), 's2', here);
  expect(said(access(aCheckContext(having(rules, { topology: near }))))).toContain(
    'pass: `pg_hba.conf` of s1 lets s2 in by line 91',
  );
});
