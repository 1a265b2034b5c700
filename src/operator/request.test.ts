import { expect, it } from 'vitest';
import type { AuditRecord } from '../incidents/record.js';
import { aPlanInput } from '../operations/testing/plan-inputs.js';
import { testNow } from '../replication/testing/observations.js';
import { aTopology } from '../replication/testing/topologies.js';
import type { ClusterParts } from './cluster-parts.js';
import { OperationMemory } from './memory.js';
import type { OperatorParts } from './parts.js';
import { takeRequest } from './request.js';

it.each([
  // Nobody says what is so there: many checks block.
  ['switchover', 's1', 'refused', /can't be a switchover to s1/, true],
  // The primary answers.
  ['promote', 's1', 'refused', /s1 can't be promoted/, true],
  ['switchover', 'pg1', 'refused', /pg1 is the primary of orders already/, false],
] as const)('puts on record that %s %s was asked for and is not begun', async (...of) => {
  const [kind, target, reply, why, isBlocked] = of;
  const { rules, states } = aPlanInput();
  const authority = { request: [{ kind: 'user', id: 'U0SRE' }], approve: [] } as const;
  const kept: AuditRecord[] = [];
  const cluster = {
    cluster: 'orders',
    rules: { ...rules, authority: { switchover: authority, promote: authority } },
    nodes: new Map(),
    view: {
      refresh: () => Promise.resolve(),
      known: () => ({ topology: aTopology(), states, contract: null, lastPrimary: 'pg1' }),
    },
  } as unknown as ClusterParts;
  const parts = {
    clusters: new Map([['orders', cluster]]),
    watched: new Map([['orders', ['pg1', 's1', 's2', 's3']]]),
    memory: new OperationMemory(),
    clock: { now: () => testNow },
    newId: () => 'id',
    hash: (text: string) => text,
    auditLater: (record: AuditRecord) => kept.push(record),
  } as unknown as OperatorParts;
  const request = {
    ...{ kind, target, cluster: 'orders', reason: null, forced: false, typedName: null },
    actor: { id: 'slack:T0/U0SRE', userId: 'U0SRE', groups: [] },
    channel: { id: 'C0ORDERS', shared: false },
  };
  expect(await takeRequest(request, parts)).toMatchObject({ kind: reply });
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatchObject({
    action: 'operation.refused',
    actor: 'slack:T0/U0SRE',
    cluster: 'orders',
    result: 'failed',
    detail: { attempted: `${kind} ${target}`, why: expect.stringMatching(why) as unknown },
  });
  const { checks } = kept[0]?.detail as { checks: readonly string[] };
  expect(checks.length > 0).toBe(isBlocked);
});
