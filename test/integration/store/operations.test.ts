import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../../lab/postgres/wait.js';
import type { ApproveResult } from '../../../src/operations/record.js';
import { audit } from './support/changes.js';
import { operationsAt, own, places } from './support/operations-at.js';
import { approval, me, outcome, plan, planFor, request } from './support/operations.js';

const hash = (digit: string): string => digit.repeat(64);

describe.each(places)('requests and approvals in a store that is %s', (kind) => {
  const at = operationsAt(kind);

  it('gives back what was requested, with a number and times of its own', async () => {
    const asked = request({ cluster: own() });
    const record = audit();
    const before = await at.time();
    const created = await at.operations.create(asked, [record]);
    const after = await at.time();
    const { expiresAfterMs, ...kept } = asked;
    const { operation } = created;
    expect(created).toEqual({
      kind: 'created',
      operation: {
        ...kept,
        number: operation.number,
        state: 'requested',
        requestedAt: operation.requestedAt,
        expiresAt: operation.requestedAt + expiresAfterMs,
        approvals: [],
        steps: [],
        claimedBy: null,
        startedAt: null,
        endedAt: null,
        outcome: null,
        interruption: null,
        changedAt: operation.requestedAt,
      },
    });
    expect(operation.requestedAt).toBeGreaterThanOrEqual(before);
    expect(operation.requestedAt).toBeLessThanOrEqual(after);
    expect(await at.isAudited(record.id)).toBe(true);
    expect(await at.operations.find({ id: asked.id })).toEqual(operation);
    expect(await at.operations.find({ number: operation.number })).toEqual(operation);
    // Its answer was lost, and it is said again.
    expect(await at.operations.create(asked, [record])).toEqual(created);
    const next = await at.operations.create(request({ cluster: own() }), []);
    expect(next.operation.number).toBe(operation.number + 1);
  });

  it('answers with the open operation where there is one, and records nothing', async () => {
    const cluster = own();
    const first = await at.operations.create(request({ cluster }), []);
    const record = audit();
    const second = await at.operations.create(request({ cluster }), [record]);
    expect(second).toEqual({ kind: 'busy', operation: first.operation });
    expect(await at.isAudited(record.id)).toBe(false);
    await at.make(first.operation.id, { kind: 'ended', outcome: outcome({ kind: 'rejected' }) });
    expect(await at.operations.create(request({ cluster }), [])).toMatchObject({ kind: 'created' });
  });

  it('lets one of two requests of the same instant in', async () => {
    const cluster = own();
    const results = await Promise.all([
      at.operations.create(request({ cluster }), []),
      at.operations.create(request({ cluster }), []),
      at.operations.create(request({ cluster }), []),
    ]);
    expect(results.map((result) => result.kind).sort()).toEqual(['busy', 'busy', 'created']);
    expect(new Set(results.map(({ operation }) => operation.id)).size).toBe(1);
  });

  it('counts approvals until the last one claims', async () => {
    const asked = request({ cluster: own(), plan: planFor(2) });
    await at.operations.create(asked, []);
    const records = [audit(), audit(), audit(), audit()] as const;
    const approve = (user: string, index: 0 | 1 | 2 | 3): Promise<ApproveResult> =>
      at.operations.approve(asked.id, approval(user), me, [records[index]]);

    expect(await approve('U2', 0)).toMatchObject({
      kind: 'counted',
      operation: { state: 'requested', claimedBy: null, approvals: [approval('U2')] },
    });
    expect(await approve('U2', 1)).toMatchObject({ kind: 'already' });
    const before = await at.time();
    const claimed = await approve('U3', 2);
    expect(claimed).toMatchObject({
      kind: 'claimed',
      operation: { state: 'running', claimedBy: me, approvals: [approval('U2'), approval('U3')] },
    });
    expect(claimed.operation.startedAt).toBeGreaterThanOrEqual(before);
    expect(claimed.operation.approvals[1]?.at).toBe(claimed.operation.startedAt);
    expect(await approve('U4', 3)).toEqual({ kind: 'not-open', operation: claimed.operation });
    expect(await Promise.all(records.map(({ id }) => at.isAudited(id)))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('rejects an approval of what is not there, whatever the id', async () => {
    for (const id of [randomUUID(), 'OP-7', "'; drop table x; --", '\0']) {
      const failure: unknown = await at.operations
        .approve(id, approval('U2'), me, [])
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'refused' });
      expect(at.operations.isUnavailable(failure)).toBe(false);
      expect(await at.operations.find({ id })).toBeNull();
    }
    expect(await at.operations.find({ number: 999_999 })).toBeNull();
    expect(await at.operations.find({ number: 1.5 })).toBeNull();
  });

  it('is claimed once by two people of the same instant, every time', async () => {
    for (let round = 0; round < 20; round += 1) {
      const asked = request({ cluster: own() });
      await at.operations.create(asked, []);
      const [a, b] = await Promise.all([
        at.operations.approve(asked.id, approval('U2'), `${me} a`, [audit()]),
        at.operations.approve(asked.id, approval('U3'), `${me} b`, [audit()]),
      ]);
      expect([a.kind, b.kind].sort()).toEqual(['claimed', 'not-open']);
      const winner = a.kind === 'claimed' ? 'a' : 'b';
      const found = await at.operations.find({ id: asked.id });
      expect(found).toMatchObject({ claimedBy: `${me} ${winner}`, state: 'running' });
      expect(found?.approvals).toHaveLength(1);
    }
  });

  it('is claimed once by two who come to it together on sessions of their own', async () => {
    const asked = request({ cluster: own(), plan: planFor(2) });
    await at.operations.create(asked, []);
    const users = ['U2', 'U3', 'U3'];
    const door = await at.place.session();
    await door.query('begin; select from pgrepl.leases for update');
    const approved = Promise.all(
      users.map((user) => at.operations.approve(asked.id, approval(user), me, [audit()])),
    );
    await waitUntil('all wait for the lease', async () => {
      const rows = await at.place.sql(
        `select from pg_stat_activity where wait_event_type = 'Lock'
            and datname = current_database() and application_name = 'pgrepl'`,
      );
      return rows.length === users.length;
    });
    await door.query('commit');
    await door.end();
    // One person twice and another: whoever comes third is late, or is there already.
    const kinds = (await approved).map((result) => result.kind);
    expect(kinds).toContain('claimed');
    expect(kinds).toContain('counted');
    expect(kinds.filter((each) => each === 'already' || each === 'not-open')).toHaveLength(1);
  });

  it('voids approvals with a new plan, and counts none of another plan', async () => {
    const asked = request({ cluster: own(), plan: planFor(2) });
    await at.operations.create(asked, []);
    await at.operations.approve(asked.id, approval('U2'), me, []);
    const other = plan({ target: 's2', needs: planFor(2).needs });
    const change = {
      kind: 'plan',
      plan: other,
      planHash: hash('b'),
      planVersion: 2,
      planChanges: ['The target is s2 instead of s1.'],
    } as const;
    const written = await at.make(asked.id, change);
    expect(written).toMatchObject({
      state: 'requested',
      target: 's2',
      plan: other,
      planHash: hash('b'),
      planVersion: 2,
      planChanges: change.planChanges,
      approvals: [],
    });
    // Two who checked again at the same time made the same second plan: one of them is late.
    expect(await at.make(asked.id, change)).toBeNull();
    expect(await at.operations.approve(asked.id, approval('U3'), me, [])).toEqual({
      kind: 'plan-changed',
      operation: written,
    });
    const second = (user: string): Promise<ApproveResult> =>
      at.operations.approve(asked.id, approval(user, hash('b')), me, []);
    expect(await second('U2')).toMatchObject({ kind: 'counted' });
    expect(await second('U3')).toMatchObject({
      kind: 'claimed',
      operation: { approvals: [approval('U2', hash('b')), approval('U3', hash('b'))] },
    });
    expect(await at.make(asked.id, { ...change, planVersion: 3 })).toBeNull();
  });

  it('expires by its own clock, and takes no approval after that', async () => {
    const asked = request({ cluster: own(), expiresAfterMs: 1 });
    const waiting = request({ cluster: own() });
    await at.operations.create(asked, []);
    await at.operations.create(waiting, []);
    const over = (await at.operations.find({ id: asked.id }))?.expiresAt ?? Number.NaN;
    await waitUntil('its time is over', async () => (await at.time()) > over);
    const record = audit();
    expect(await at.operations.approve(asked.id, approval('U2'), me, [record])).toMatchObject({
      kind: 'expired',
      operation: { state: 'requested', approvals: [] },
    });
    expect(await at.isAudited(record.id)).toBe(false);
    const expired = outcome({ kind: 'expired', downtimeMs: null, totalMs: null });
    expect(await at.make(waiting.id, { kind: 'ended', outcome: expired })).toBeNull();
    const [first, ...others] = await at.operations.expire(() => ({
      outcome: expired,
      audit: [record],
    }));
    expect(first).toMatchObject({ id: asked.id, state: 'ended', outcome: expired });
    expect(first?.endedAt).toBeGreaterThan(over);
    expect(others).toEqual([]);
    expect(await at.isAudited(record.id)).toBe(true);
    expect(await at.operations.expire(() => ({ outcome: expired, audit: [] }))).toEqual([]);
    expect(await at.operations.approve(asked.id, approval('U2'), me, [])).toMatchObject({
      kind: 'not-open',
    });
  });
});
