import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/operations/model.js';
import { audit } from './support/changes.js';
import { operationsAt, own, places } from './support/operations-at.js';
import { approval, ended, me, outcome, request, running, step } from './support/operations.js';

/** What people, other programs and a pgrepl gone wrong might try past pgrepl. */
const violations: readonly (readonly [what: string, statement: string])[] = [
  ['an approval is changed', 'update pgrepl.operation_approvals set actor = $$slack:T1/U9$$'],
  ['an approval is taken away', 'delete from pgrepl.operation_approvals'],
  ['all approvals are', 'truncate pgrepl.operation_approvals'],
  ['a step is taken away', 'delete from pgrepl.operation_steps'],
  ['all steps are', 'truncate pgrepl.operation_steps'],
  ['an operation is taken away', 'delete from pgrepl.operations'],
  ['all are', 'truncate pgrepl.operations cascade'],
];

/** Each is about one operation or step (`%`), and names why it is refused. */
const impossible: readonly (readonly [what: string, statement: string, why: RegExp])[] = [
  [
    'a step that ended gets another result',
    "update pgrepl.operation_steps set result = 'All is well.' where operation_id = '%' and position = 0",
    /step stop has ended/,
  ],
  [
    'a step that ended is opened again',
    "update pgrepl.operation_steps set state = 'intended', ended_at = null where operation_id = '%' and position = 0",
    /step stop has ended/,
  ],
  [
    'what was intended becomes something else',
    `update pgrepl.operation_steps set exact = '["true"]' where operation_id = '%' and position = 1`,
    /what was intended as step promote does not change/,
  ],
  [
    'a step was never intended',
    "insert into pgrepl.operation_steps select operation_id, 9, step, state, intended_at, ended_at, node, words, exact, result from pgrepl.operation_steps where operation_id = '%' and position = 0",
    /put on record before it is done/,
  ],
  [
    'the plan changes after the approval',
    'update pgrepl.operations set plan = plan || \'{"target": "s9"}\' where id = \'%\'',
    /was approved and does not change/,
  ],
  [
    'the target changes after the approval',
    "update pgrepl.operations set target = 's9' where id = '%'",
    /was approved and does not change/,
  ],
  [
    'somebody else has asked',
    "update pgrepl.operations set requested_by = 'slack:T1/U9' where id = '%'",
    /what was requested as operation \d+ does not change/,
  ],
  [
    'it is requested again',
    "update pgrepl.operations set state = 'requested', claimed_by = null, started_at = null where id = '%'",
    /does not go from running to requested/,
  ],
  [
    'an approval comes while it runs',
    "insert into pgrepl.operation_approvals (operation_id, plan_version, plan_hash, actor, at) select id, plan_version, plan_hash, 'slack:T1/U9', now() from pgrepl.operations where id = '%'",
    /before it expires/,
  ],
];

const afterTheEnd: readonly (readonly [what: string, statement: string])[] = [
  ['another outcome', "update pgrepl.operations set outcome = '{}' where id = '%'"],
  [
    'it is at work again',
    "update pgrepl.operations set state = 'running', ended_at = null, outcome = null where id = '%'",
  ],
  ['another number', "update pgrepl.operations set number = number + 1000 where id = '%'"],
  [
    'a step is ended after all',
    "update pgrepl.operation_steps set state = 'done', ended_at = now() where operation_id = '%' and position = 1",
  ],
  [
    'another step',
    "insert into pgrepl.operation_steps (operation_id, position, step, state, intended_at, node, words, exact) values ('%', 7, 'x', 'intended', now(), 'x', 'x', '[]')",
  ],
];

describe.each(places)('the record of operations in a store that is %s', (kind) => {
  const at = operationsAt(kind);

  /** With a step that has ended, and one that is under way. */
  async function atWork(): Promise<Operation> {
    const { id } = await running(at.store, { cluster: own() });
    const next = step({ position: 1, step: 'promote', node: 's1' });
    await at.make(id, { kind: 'steps-intended', steps: [step(), next] });
    const operation = await at.make(id, { kind: 'steps-ended', steps: [ended(step())] });
    if (operation === null) throw new Error('not running');
    return operation;
  }

  /** As a superuser, with the triggers of ordinary tables out of the way; the owner can do less. */
  async function tryAnyway(statement: string): Promise<unknown> {
    const failures = await Promise.all(
      ['', 'set session_replication_role = replica; '].map((prelude) =>
        at.place.sql(prelude + statement).catch((error: unknown) => error),
      ),
    );
    expect(failures.filter((failure) => failure instanceof Error)).toHaveLength(2);
    return failures[0];
  }

  it.each(violations)('is not to be taken away or changed by anyone: %s', async (_, statement) => {
    const before = await atWork();
    expect(await tryAnyway(statement)).toMatchObject({ code: '42501' });
    expect(await at.operations.find({ id: before.id })).toEqual(before);
  });

  it.each(impossible)('does not allow that %s', async (_, statement, why) => {
    const before = await atWork();
    const failure = await tryAnyway(statement.replaceAll('%', before.id));
    expect(failure).toMatchObject({
      code: '23000',
      message: expect.stringMatching(why) as string,
    });
    expect(await at.operations.find({ id: before.id })).toEqual(before);
  });

  it.each(afterTheEnd)('does not change after the end: %s', async (_, statement) => {
    const { id } = await atWork();
    const over = await at.make(id, { kind: 'ended', outcome: outcome() });
    expect(await tryAnyway(statement.replaceAll('%', id))).toMatchObject({ code: '23000' });
    expect(await at.operations.find({ id })).toEqual(over);
  });

  it('takes no approval by hand that is late, or for another plan', async () => {
    const asked = request({ cluster: own(), expiresAfterMs: 60_000 });
    await at.operations.create(asked, []);
    const insert = (columns: string): string =>
      `insert into pgrepl.operation_approvals (operation_id, plan_version, plan_hash, actor, at)
       select id, ${columns} from pgrepl.operations where id = '${asked.id}'`;
    for (const columns of [
      "plan_version, plan_hash, 'x', expires_at",
      "plan_version + 1, plan_hash, 'x', now()",
      "plan_version, 'other', 'x', now()",
    ]) {
      expect(await tryAnyway(insert(columns))).toMatchObject({ code: '23000' });
    }
    const claimed = await at.operations.approve(asked.id, approval('U2'), me, [audit()]);
    expect(claimed.kind).toBe('claimed');
  });
});
