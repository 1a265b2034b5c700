import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../lab/postgres/wait.js';
import type { Operation } from '../../src/operations/model.js';
import type {
  Actor,
  OperationClick,
  OperationReply,
  OperationRequest,
  OperationService,
} from '../../src/operations/service.js';
import { Stage } from './support/stage.js';

type Name = 'pg1' | 's1' | 's2' | 's3' | 'cold' | 'stored';

let stage: Stage<Name>;
let operations: OperationService;

beforeAll(async () => {
  stage = await Stage.open({
    spec: {
      archive: true,
      nodes: {
        pg1: {},
        s1: { from: 'pg1', slot: true },
        s2: { from: 'pg1', slot: true },
        s3: { from: 's1', slot: true },
        cold: { from: 'pg1', hotStandby: false },
        stored: { from: 'pg1', archiveOnly: true },
      },
    },
    operations: { expires_after: '1min' },
  });
  operations = stage.scene.pgrepl.app.operations;
});

afterAll(() => stage.close());

const actor = (userId: string, groups: readonly string[] = []): Actor => ({
  id: `slack:T0LOCAL/${userId}`,
  userId,
  groups,
});
const requester = actor('U0REQUESTER');
const dba = actor('U0DBA', ['S0DBAONCALL']);
const sre = actor('U0SRE', ['S0DBAONCALL']);
const channel = { id: 'C0ORDERS', shared: false };

const request = (changed: Partial<OperationRequest> = {}): Promise<OperationReply> =>
  operations.request({
    kind: 'switchover',
    cluster: 'orders',
    target: 's1',
    reason: null,
    forced: false,
    typedName: null,
    actor: requester,
    channel,
    ...changed,
  });

const click = (
  operation: Operation,
  changed: Partial<OperationClick> = {},
): Promise<OperationReply> =>
  operations.click({
    operationId: operation.id,
    deed: 'approve',
    planVersion: operation.planVersion,
    typedName: null,
    actor: dba,
    channel,
    ...changed,
  });

async function asked(): Promise<Operation> {
  const reply = await request();
  if (reply.kind !== 'done') throw new Error(reply.kind === 'may-force' ? reply.kind : reply.words);
  return reply.operation;
}

/** Ends what a test left open, so that the next may ask. */
async function rejectOpen(): Promise<void> {
  for (const operation of operations.open()) await click(operation, { deed: 'reject' });
  expect(operations.open()).toEqual([]);
}

async function denials(): Promise<readonly unknown[]> {
  const log = await stage.scene.place.audit();
  return log.filter(({ record }) => record.result === 'denied').map(({ record }) => record.detail);
}

describe('a request that can not be', () => {
  const cases: readonly (readonly [string, Partial<OperationRequest>, RegExp])[] = [
    ['an unknown cluster', { cluster: 'payments' }, /^There is no cluster named payments\./],
    ['an unknown node', { target: 'pg9' }, /orders has no node pg9; it has/],
    ['the primary', { target: 'pg1' }, /pg1 is the primary of orders already\./],
    ['a cascading standby', { target: 's3' }, /s3 is fed by the standby s1/],
    ['a cold standby', { target: 'cold' }, /cold runs with `hot_standby = off`/],
    ['an archive-only standby', { target: 'stored' }, /stored lives on an archive alone/],
  ];
  it.each(cases)('names %s in a sentence of its own, and starts nothing', async (_, of, words) => {
    const reply = await request(of);
    expect(reply).toMatchObject({ kind: 'refused' });
    expect('words' in reply && reply.words).toMatch(words);
    expect(operations.open()).toEqual([]);
  });

  it('comes from somebody who is not listed', async () => {
    expect(await request({ actor: actor('U0GUEST') })).toMatchObject({ kind: 'denied' });
    expect(await request({ actor: actor('U0GUEST', ['S0OTHER']) })).toMatchObject({
      kind: 'denied',
    });
    expect(operations.open()).toEqual([]);
    expect(await denials()).toContainEqual(expect.objectContaining({ reason: 'not-listed' }));
  });

  it('comes from a shared channel', async () => {
    expect(await request({ channel: { id: 'C0X', shared: true } })).toMatchObject({
      kind: 'denied',
    });
    expect(await denials()).toContainEqual(expect.objectContaining({ reason: 'shared-channel' }));
  });
});

describe('an approval', () => {
  it('does not come from whoever asked, from strangers or from a shared channel', async () => {
    const operation = await asked();
    expect(await click(operation, { actor: requester })).toMatchObject({ kind: 'denied' });
    const ofGroups = { ...dba, groups: null };
    expect(await click(operation, { actor: ofGroups })).toMatchObject({ kind: 'denied' });
    expect(await click(operation, { channel: { id: 'C0X', shared: true } })).toMatchObject({
      kind: 'denied',
    });
    expect(operations.operation(operation.id)?.state).toBe('requested');
    const second = await request({ actor: sre });
    expect(second).toMatchObject({ kind: 'refused' });
    expect('words' in second && second.words).toContain('one operation at a time');
    await rejectOpen();
  });

  it('does not count for a plan that has changed, and the difference is shown', async () => {
    const operation = await asked();
    await stage.lab.node('s2').stop();
    await stage.scene.pgrepl.finds('standby-disconnected');
    const reply = await click(operation);
    expect(reply).toMatchObject({ kind: 'refused' });
    expect('words' in reply && reply.words).toMatch(
      /Things have changed since OP-\d+ .* no approval counts\. .*s2/,
    );
    const now = operations.operation(operation.id);
    expect(now).toMatchObject({ state: 'requested', planVersion: 2, approvals: [] });
    expect(now?.planChanges.join('\n')).toContain('s2');
    await stage.cardShows('s2');
    const old = await click(operation);
    expect('words' in old && old.words).toContain('please read it again');
    await stage.lab.node('s2').start();
    await stage.lab.waitStreaming('s2');
    await rejectOpen();
    await stage.scene.pgrepl.well();
  });

  it('does not count once it has expired, by the clock of the store', async () => {
    const operation = await asked();
    await stage.scene.place.sql(
      `UPDATE pgrepl.operations SET expires_at = now() - interval '1 s' WHERE id = '${operation.id}'`,
    );
    const reply = await click(operation);
    expect(reply).toMatchObject({ kind: 'refused' });
    expect('words' in reply && reply.words).toMatch(/expired/);
    await waitUntil('it is over', () => operations.operation(operation.id)?.state === 'ended');
    expect(operations.operation(operation.id)?.outcome?.kind).toBe('expired');
    expect(await stage.lab.node('pg1').isInRecovery()).toBe(false);
  });

  it('of two people in the same instant, and delivered again, begins it once', async () => {
    await stage.scene.pgrepl.well();
    const operation = await asked();
    const replies = await Promise.all([
      click(operation),
      click(operation, { actor: sre }),
      click(operation),
    ]);
    expect(replies.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    for (const reply of replies.filter(({ kind }) => kind !== 'done')) {
      expect(reply.kind).toBe('refused');
      expect('words' in reply && reply.words).toMatch(/under way already|approved .* already|over/);
    }
    const over = await waitUntil(
      'it is over',
      () => {
        const now = operations.operation(operation.id);
        return now?.state === 'ended' && now;
      },
      { timeoutMs: 45_000 },
    );
    expect(over.outcome?.kind, over.outcome?.words).toMatch(/^completed/);
    expect(over.approvals).toHaveLength(1);
    for (const step of ['stop', 'promote']) {
      expect(over.steps.filter((each) => each.step === step)).toHaveLength(1);
    }
    const late = await click(operation);
    expect('words' in late && late.words).toContain('is over');
  });
});
