import { afterEach, beforeEach, expect, it } from 'vitest';
import { waitUntil } from '../../lab/postgres/wait.js';
import { Gate } from './support/gate.js';
import { watchOnePrimary, type OnePrimaryWatch } from './support/one-primary.js';
import { onRecord } from './support/records.js';
import { Stage } from './support/stage.js';

let stage: Stage<'pg1' | 's1'>;
let gate: Gate;
let watch: OnePrimaryWatch;

beforeEach(async () => {
  stage = await Stage.open({
    spec: { nodes: { pg1: {}, s1: { from: 'pg1', slot: true } } },
    operations: { timeouts: { receive: '2s', follow: '5s' } },
  });
  gate = new Gate(stage.scene.place);
  watch = watchOnePrimary(stage.lab.nodes);
});

afterEach(async () => {
  await gate.open();
  await watch.stop();
  await stage.close();
});

it('starts no old primary beside a target that somebody else promoted meanwhile', async () => {
  const { lab, scene } = stage;
  const [pg1, s1] = [lab.node('pg1'), lab.node('s1')];
  expect(await stage.command('switchover orders s1')).toContain('OP-1 is asked for');
  await stage.cardShows('Switch orders over from pg1 to s1?');
  const [asked] = scene.pgrepl.app.operations.open();
  await gate.close('verify-received', 'intended');
  await stage.click('operation_approve');
  await gate.reached();
  await waitUntil('pg1 has ended', async () => !(await pg1.isRunning()));
  await s1.sql('SELECT pg_promote()');
  await gate.open();

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
  const { lab, scene } = stage;
  const [pg1, s1] = [lab.node('pg1'), lab.node('s1')];
  await stage.command('switchover orders s1');
  await stage.cardShows('Switch orders over from pg1 to s1?');
  const [asked] = scene.pgrepl.app.operations.open();
  await gate.close('rejoin', 'intended');
  await stage.click('operation_approve');
  await gate.reached();
  await waitUntil('s1 is a primary', async () => !(await s1.isInRecovery()));
  await pg1.start();
  expect(await pg1.isInRecovery()).toBe(false);
  await gate.open();

  await stage.cardShows(/OP-1: .*s1 is the primary of orders/);
  expect(await pg1.isRunning()).toBe(false);
  const { outcome } = scene.pgrepl.app.operations.operation(asked?.id ?? '') ?? {};
  expect(outcome?.kind).toBe('completed-with-warnings');
  expect(outcome?.warnings.join('\n')).toMatch(
    /pg1 could not be brought back: somebody had started it again, .* it is stopped now/,
  );
  // It wrote a checkpoint of its own at least, beyond where the timelines part.
  expect(outcome?.rejoin?.how).not.toBe('follow');
});
