import { expect, it } from 'vitest';
import type { AuditRecord } from '../incidents/record.js';
import { deny } from './deny.js';
import type { OperatorParts } from './parts.js';

it('keeps a refusal for the audit log where the store is away', async () => {
  const kept: AuditRecord[] = [];
  const parts = {
    clock: { now: () => 0 },
    newId: () => 'id',
    log: { warn: () => undefined },
    store: { audit: () => Promise.reject(new Error('away')) },
    auditLater: (record: AuditRecord) => kept.push(record),
  } as unknown as OperatorParts;
  const what = { attempted: 'approve OP-7', cluster: 'orders', number: 7, reason: 'not-listed' };
  const actor = { id: 'slack:T0/U0X', userId: 'U0X', groups: [] };
  expect(await deny({ ...what, actor, words: 'No.' }, parts)).toEqual({
    kind: 'denied',
    words: 'No.',
  });
  expect(kept).toMatchObject([{ result: 'denied', actor: actor.id, subject: 'OP-7' }]);
});
