import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { waitUntil } from '../../lab/postgres/wait.js';
import type { Operation, OperationKind } from '../../src/operations/model.js';
import type { Actor, OperationDeed } from '../../src/operations/service.js';
import { Breaks } from './support/breaks.js';
import { Gate } from './support/gate.js';
import { watchOnePrimary, type OnePrimaryWatch } from './support/one-primary.js';
import { onRecord } from './support/records.js';
import { Stage } from './support/stage.js';

let stage: Stage<'pg1' | 's1' | 's2'>;
let breaks: Breaks;
let gate: Gate;
let watch: OnePrimaryWatch;
let asked: Operation | null = null;

const channel = { id: 'C0ORDERS', shared: false };
const actor = (userId: string, groups: readonly string[] = []): Actor => ({
  id: `slack:T0LOCAL/${userId}`,
  userId,
  groups,
});

/** Asks for s1 in place of pg1; the operation's number. */
async function ask(kind: OperationKind): Promise<number> {
  const operation = await waitUntil('it is asked for', async () => {
    const reply = await stage.scene.pgrepl.app.operations.request({
      kind,
      cluster: 'orders',
      target: 's1',
      reason: null,
      forced: false,
      typedName: null,
      actor: actor('U0REQUESTER'),
      channel,
    });
    if (reply.kind !== 'done') throw new Error(JSON.stringify(reply));
    return reply.operation;
  });
  asked = operation;
  return operation.number;
}

async function click(deed: OperationDeed): Promise<void> {
  const reply = await stage.scene.pgrepl.app.operations.click({
    operationId: asked?.id ?? '',
    deed,
    planVersion: 1,
    typedName: 'orders',
    actor: actor('U0SRE', ['S0DBAONCALL']),
    channel,
  });
  expect(reply.kind, JSON.stringify(reply)).toBe('done');
}

/** Waits until nothing more is done before somebody decides, for this reason. */
async function stands(why: RegExp): Promise<void> {
  const now = (): Operation | null => stage.scene.pgrepl.app.operations.operation(asked?.id ?? '');
  await waitUntil(
    `it stands: ${String(why)}`,
    () => now()?.state === 'interrupted' && why.test(now()?.interruption?.found[0] ?? ''),
    { timeoutMs: 40_000, detail: () => JSON.stringify([now()?.interruption, now()?.outcome]) },
  );
}

async function open(links = false): Promise<void> {
  breaks = await Breaks.make();
  stage = await Stage.open({
    spec: {
      links,
      nodes: { pg1: {}, s1: { from: 'pg1', slot: true }, s2: { from: 'pg1', slot: true } },
    },
    operations: { timeouts: { receive: '2s', follow: '5s' } },
    commands: (node, commands) =>
      breaks.commands(
        node,
        Object.fromEntries(Object.entries(commands).filter(([name]) => name !== 'fence')),
      ),
  });
  gate = new Gate(stage.scene.place);
  watch = watchOnePrimary(stage.lab.nodes);
}

afterEach(async () => {
  await gate.open();
  await watch.stop();
  await stage.close();
  await breaks.remove();
});

it('starts no old primary beside a target that somebody else promoted meanwhile', async () => {
  await open();
  const { lab, scene } = stage;
  const [pg1, s1] = [lab.node('pg1'), lab.node('s1')];
  expect(await stage.command('switchover orders s1')).toContain('OP-1 is asked for');
  await stage.cardShows('Switch orders over from pg1 to s1?');
  const [asked] = scene.pgrepl.app.operations.open();
  // What stops it says so only when something else has happened.
  const sign = join(stage.scene.place.directory, 'go on');
  await breaks.replace('pg1', 'stop', `"$@"; until [ -e '${sign}' ]; do sleep 0.05; done`);
  await stage.click('operation_approve');
  await waitUntil('pg1 has ended', async () => !(await pg1.isRunning()));
  await s1.sql('SELECT pg_promote()');
  await writeFile(sign, '');

  await stage.cardShows(/s1 is a primary already, and there must not be two/);
  expect(scene.pgrepl.app.operations.operation(asked?.id ?? '')).toMatchObject({
    state: 'interrupted',
    interruption: { pastNoReturn: true },
  });
  expect(await pg1.isRunning()).toBe(false);

  // Going on from here brings the old one back as what it can only be now.
  expect(await stage.click('operation_go_on')).toContain('goes on');
  await stage.cardShows(/OP-1: .*s1 is the primary of orders/);
  expect(await watch.stop()).toEqual([]);
  expect(await pg1.isInRecovery()).toBe(true);
});

it('ends the old primary first where both take writes', async () => {
  await open();
  const { lab } = stage;
  const [pg1, s1] = [lab.node('pg1'), lab.node('s1')];
  await stage.command('switchover orders s1');
  await stage.cardShows('Switch orders over from pg1 to s1?');
  await gate.close('stop', 'intended');
  await stage.click('operation_approve');
  await gate.reached();
  await s1.sql('SELECT pg_promote()');
  await gate.turnBack();
  await stage.cardShows(/s1 is a primary already, and there must not be two/);
  expect(await pg1.isInRecovery()).toBe(false);

  expect(await stage.click('operation_go_on')).toContain('goes on');
  await stage.cardShows(/OP-1: .*s1 is the primary of orders/);
  expect((await pg1.isRunning()) && !(await pg1.isInRecovery())).toBe(false);
  const { steps } = await onRecord(stage.scene.place, 1);
  expect(steps.findLast(({ step }) => step === 'stop')?.state).toBe('done');
});

it('ends an old primary that somebody starts once the target is promoted', async () => {
  await open();
  const { lab, scene } = stage;
  const [pg1, s1] = [lab.node('pg1'), lab.node('s1')];
  await stage.command('switchover orders s1');
  await stage.cardShows('Switch orders over from pg1 to s1?');
  const [asked] = scene.pgrepl.app.operations.open();
  await gate.close('rejoin', 'intended');
  await stage.click('operation_approve');
  await gate.reached();
  await waitUntil('s1 is a primary', async () => !(await s1.isInRecovery()));
  // The store lets pgrepl stand there for 3 s: it goes on as soon as there is a server to be found.
  const started = pg1.start().catch(() => undefined); // it may be stopped before it says that it is up
  await waitUntil('pg1 listens', () =>
    pg1.isInRecovery().then(
      () => true,
      (error: unknown) => error instanceof Error && !error.message.includes('ECONNREFUSED'),
    ),
  );
  await gate.open();

  await stage.cardShows(/OP-1: .*s1 is the primary of orders/);
  await started;
  expect(await pg1.isRunning()).toBe(false);
  const { outcome } = scene.pgrepl.app.operations.operation(asked?.id ?? '') ?? {};
  expect(outcome?.kind).toBe('completed-with-warnings');
  expect(outcome?.warnings.join('\n')).toMatch(
    /pg1 could not be brought back: somebody had started it again, .* it is stopped now/,
  );
  // It wrote a checkpoint of its own at least, beyond where the timelines part.
  expect(outcome?.rejoin?.how).not.toBe('follow');
});

it('makes no second primary beside a third node that somebody promoted meanwhile', async () => {
  await open();
  const { lab } = stage;
  const [pg1, s1, s2] = [lab.node('pg1'), lab.node('s1'), lab.node('s2')];
  const number = await ask('switchover');
  await gate.close('stop', 'intended');
  await click('approve');
  await gate.reached();
  await s2.sql('SELECT pg_promote()');
  await gate.turnBack();

  // Neither way leads to one more of them.
  await stands(/on record.*; but s2 is a primary already, and there must not be two/);
  const { goOn, other } = await onRecord(stage.scene.place, number);
  expect(goOn).toContain('but s1 is not promoted until s2 is no primary any more');
  expect(other).toContain('but that is not done until s2 is no primary any more');
  await click('go-on');
  await stands(/here: s2 is a primary already, .*; but s2 is a primary already/);
  await click('other-way');
  await stands(/it was given up; but s2 is a primary already/);
  expect(await pg1.isRunning()).toBe(false);
  expect(await s1.isInRecovery()).toBe(true);

  // Nor is pg1 started while nobody knows what s1 is.
  await s2.stop();
  await s1.freeze();
  await click('other-way');
  await stands(/it was given up; but s1 gives no answer .*: it may have been promoted meanwhile/);
  expect((await onRecord(stage.scene.place, number)).other).toContain(
    'but not before s1 says that it is no primary',
  );
  expect(await pg1.isRunning()).toBe(false);
  s1.thaw();
  await click('other-way');
  await stage.cardShows('pg1 is in service as the primary of orders, as before.');
  expect(await pg1.isInRecovery()).toBe(false);
});

it('promotes nobody beside an old primary that came up after the approval', async () => {
  await open(true);
  const { lab, scene } = stage;
  const [pg1, s1, s2] = [lab.node('pg1'), lab.node('s1'), lab.node('s2')];
  await pg1.kill();
  await waitUntil('pgrepl finds that the primary is gone', () =>
    scene.pgrepl
      .cluster()
      .findings.some(({ kind }) => kind === 'no-primary' || kind === 'primary-unreachable'),
  );
  // It comes up where nobody reaches it: that may take longer than the store lets pgrepl wait.
  const paths = [pg1.monitorLink, s1.replicationLink, s2.replicationLink];
  await Promise.all(paths.map((path) => path.cut()));
  await pg1.start();
  await ask('promote');
  await gate.close('promote', 'intended');
  await click('approve');
  await gate.reached();
  await pg1.monitorLink.heal();
  await gate.open();
  await stage.cardShows(/s1 was not promoted: pg1 answers as a primary, and there must not be two/);
  // The card tells of the step before the way back is over.
  const outcome = await waitUntil(
    'it is over',
    () => scene.pgrepl.app.operations.operation(asked?.id ?? '')?.outcome,
  );
  expect(outcome?.kind).toBe('aborted');
  expect(await s1.isInRecovery()).toBe(true);
  expect(await watch.stop()).toEqual([]);
});
