import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Interruption, StepRecord } from '../../../src/operations/model.js';
import type { OperationChange } from '../../../src/operations/record.js';
import { audit, t0 } from './support/changes.js';
import { operationsAt, own, places } from './support/operations-at.js';
import {
  approval,
  ended,
  me,
  outcome,
  plan,
  request,
  running,
  step,
} from './support/operations.js';

const interruption: Interruption = {
  at: t0 + 99,
  found: ['s1 is a primary on timeline 4.', 'pg1 does not answer.'],
  pastNoReturn: true,
  goOn: 'bring pg1 back',
  other: 'leave everything as it is',
};

describe.each(places)('what is done in a store that is %s', (kind) => {
  const at = operationsAt(kind);

  it('goes from state to state, and nowhere from where the change makes no sense', async () => {
    const { id, startedAt } = await running(at.store);
    const interrupt: OperationChange = { kind: 'interrupted', interruption };
    const resume: OperationChange = { kind: 'resumed', claimedBy: 'another' };
    const close: OperationChange = { kind: 'ended', outcome: outcome({ kind: 'closed' }) };

    expect(await at.make(id, resume)).toBeNull();
    expect(await at.make(id, interrupt, [], ['requested', 'interrupted'])).toBeNull();
    expect(await at.make(id, interrupt)).toMatchObject({ state: 'interrupted', interruption });
    expect(await at.make(id, interrupt)).toBeNull();
    expect(await at.make(id, { kind: 'steps-intended', steps: [step()] })).toBeNull();
    expect(await at.make(id, resume)).toMatchObject({
      state: 'running',
      claimedBy: 'another',
      interruption: null,
      startedAt,
    });
    await at.make(id, interrupt);
    const over = await at.make(id, close);
    expect(over).toMatchObject({ state: 'ended', outcome: { kind: 'closed' }, interruption });
    for (const change of [close, resume, interrupt]) expect(await at.make(id, change)).toBeNull();
    expect(await at.operations.find({ id })).toEqual(over);
    expect(await at.make('OP-7', close)).toBeNull();
    expect(await at.make(randomUUID(), close)).toBeNull();
  });

  it('keeps steps: intended before, ended after, the next one in the same commit', async () => {
    const { id } = await running(at.store);
    const records = [audit({ result: 'intended' }), audit()] as const;
    const stop = step();
    const promote = step({ position: 1, step: 'promote', node: 's1', exact: ['select 1'] });
    const intended = await at.make(id, { kind: 'steps-intended', steps: [stop] }, [records[0]]);
    expect(intended?.steps).toEqual([stop]);
    const moved = await at.make(
      id,
      { kind: 'steps-ended', steps: [ended(stop)], next: [promote] },
      [records[1]],
    );
    expect(moved?.steps).toEqual([ended(stop), promote]);
    expect(moved?.changedAt).toBeGreaterThanOrEqual(intended?.changedAt ?? Number.NaN);
    const log = await at.store.listAudit({ limit: 2 });
    expect(log.map(({ record }) => record.id)).toEqual([records[1].id, records[0].id]);
  });

  it('takes the same steps twice, and no others in their place', async () => {
    const { id } = await running(at.store);
    const first = step();
    const over = ended(first, { state: 'unknown', result: 'The connection broke.' });
    const refused = audit();
    const expectRefused = async (
      change: 'steps-intended' | 'steps-ended',
      one: StepRecord,
    ): Promise<void> => {
      const trial = at.make(id, { kind: change, steps: [one] }, [refused]);
      await expect(trial).rejects.toMatchObject({ code: 'refused' });
    };
    await at.make(id, { kind: 'steps-intended', steps: [first] });
    await expectRefused('steps-intended', { ...first, step: 'promote' });
    await expectRefused('steps-intended', { ...first, exact: ['reboot'] });
    await expectRefused('steps-intended', ended(step({ position: 1 })));
    await expectRefused('steps-ended', ended(step({ position: 1 })));
    await expectRefused('steps-ended', ended({ ...first, node: 's1' }));
    expect((await at.make(id, { kind: 'steps-intended', steps: [first] }))?.steps).toEqual([first]);

    await at.make(id, { kind: 'steps-ended', steps: [over] });
    await expectRefused('steps-intended', first);
    await expectRefused('steps-ended', ended(first));
    await expectRefused('steps-ended', { ...over, result: 'It is down after all.' });
    expect((await at.make(id, { kind: 'steps-ended', steps: [over] }))?.steps).toEqual([over]);
    expect(await at.isAudited(refused.id)).toBe(false);
    expect(at.store.status()).toBe('up');
  });

  it('lists the newest first, and what is open from the oldest on', async () => {
    const cluster = own();
    const over = await running(at.store, { cluster });
    await at.make(over.id, { kind: 'ended', outcome: outcome() });
    const atWork = await running(at.store, { cluster });
    const ids = async (filter: { cluster: string | null; limit: number }): Promise<string[]> =>
      (await at.operations.list(filter)).map(({ id }) => id);
    expect(await ids({ cluster, limit: 9 })).toEqual([atWork.id, over.id]);
    expect(await ids({ cluster: null, limit: 1 })).toEqual([atWork.id]);
    expect(await ids({ cluster: 'nothing', limit: 9 })).toEqual([]);
    const openIds = (await at.operations.open()).map(({ id }) => id);
    expect(openIds).toContain(atWork.id);
    expect(openIds).not.toContain(over.id);
    const numbers = (await at.operations.open()).map(({ number }) => number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  it('puts on the audit log what belongs to no change', async () => {
    const record = audit({ action: 'operation.approve', result: 'denied' });
    await at.operations.audit([record]);
    expect(await at.isAudited(record.id)).toBe(true);
  });

  it('takes any text there is, and keeps secrets out of every table', async () => {
    const secret = 'hunter2zebra';
    const odd = `nul \u0000, half \ud83d, \\ \\u0000 "'{}$1 $$ ; -- \n ${'long '.repeat(2_000)}`;
    const leak = `postgresql://repl:${secret}@pg1/postgres password='${secret}' ${odd}`;
    const asked = request({
      cluster: own(),
      reason: leak,
      plan: plan({ why: leak }),
      planChanges: [leak],
    });
    const created = await at.operations.create(asked, [audit({ detail: { leak } })]);
    expect(created.operation.reason).toContain(`"'{}$1 $$ ; -- \n long`);
    await at.operations.approve(asked.id, approval('U2'), me, []);
    const one = step({ words: leak, exact: ['psql', leak] });
    const { id } = asked;
    await at.make(id, { kind: 'steps-intended', steps: [one] });
    await at.make(id, { kind: 'steps-ended', steps: [ended(one, { result: leak })] });
    await at.make(id, { kind: 'interrupted', interruption: { ...interruption, found: [leak] } });
    await at.make(id, { kind: 'ended', outcome: outcome({ words: leak, warnings: [leak] }) });
    expect(await at.operations.find({ id: asked.id })).toMatchObject({ state: 'ended' });
    for (const table of ['operations', 'operation_steps', 'operation_approvals', 'audit']) {
      const found = await at.place.sql(
        `select from pgrepl.${table} t where t::text like '%${secret}%'`,
      );
      expect(found, table).toEqual([]);
    }
  });

  it('changes nothing once it was taken over', async () => {
    const { id } = await running(at.store);
    const rows = async (): Promise<unknown[]> =>
      Promise.all(
        ['operations', 'operation_steps', 'operation_approvals', 'audit', 'counters'].map((table) =>
          at.place.sql(`select * from pgrepl.${table} order by 1`),
        ),
      );
    const asked = request({ cluster: own() });
    await at.operations.create(asked, []);
    const before = await rows();
    const attempts: readonly (() => Promise<unknown>)[] = [
      () => at.operations.create(request({ cluster: own() }), [audit()]),
      () => at.operations.approve(asked.id, approval('U2'), me, [audit()]),
      () => at.make(id, { kind: 'steps-intended', steps: [step()] }, [audit()]),
      () => at.operations.audit([audit()]),
    ];
    for (const attempt of attempts) {
      await at.place.sql('update pgrepl.leases set token = gen_random_uuid()');
      await expect(attempt()).rejects.toMatchObject({ code: 'conflict' });
      expect(await rows()).toEqual(before);
      // It is of no more use after that.
      await at.reopen();
    }
  });
});
