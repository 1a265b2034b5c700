import { afterEach, describe, expect, it } from 'vitest';
import type { LabNode } from '../../lab/postgres/node.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { shown } from '../e2e/support/messages.js';
import { watchOnePrimary } from './support/one-primary.js';
import { Stage } from './support/stage.js';
import { missingOn, prepareWriting, startWriters } from './support/writers.js';

type Name = 'pg1' | 's1' | 's2';

let stage: Stage<Name>;

afterEach(() => stage.close());

/** `names`: synchronous, so that nothing acknowledged is lost; without, that is not known. */
const cases = [
  { names: 'FIRST 1 (s1, s2)', how: 'synchronously' },
  { names: '', how: 'asynchronously' },
];

async function typeName(person: string, entries: Record<string, string>): Promise<void> {
  const somebody = stage.slack.as(person);
  await stage.slack.waitUntil(() => somebody.modals().length > 0, 'a window to type the name in');
  const window = somebody.modals().at(-1);
  if (window === undefined) throw new Error('there is no window');
  await somebody.submit(window, entries);
}

/** Whether a standby has received what another has, which receives nothing more. */
async function hasAllOf(node: LabNode, other: LabNode): Promise<boolean> {
  const [last] = await other.sql<{ at: string; streams: number }>(
    `SELECT pg_last_wal_receive_lsn()::text AS at,
            (SELECT count(*)::int FROM pg_stat_wal_receiver WHERE status = 'streaming') AS streams`,
  );
  const rows = await node.sql(
    'SELECT FROM pg_last_wal_receive_lsn() AS at WHERE at >= $1::pg_lsn',
    [last?.at],
  );
  return last?.streams === 0 && rows.length > 0;
}

/** The second person approves, with the name typed where the plan wants that. */
async function approve(): Promise<void> {
  const { operations } = stage.scene.pgrepl.app;
  const [asked] = operations.open();
  const card = stage.desk.card();
  if (card === undefined || asked === undefined) throw new Error('there is no card');
  await stage.slack.as('dba').click(card, 'operation_approve');
  if (!asked.plan.needs.typedName) return;
  expect(operations.operation(asked.id)?.state).toBe('requested');
  await typeName('dba', { typed_name: 'orders' });
}

describe('the promotion of a standby', () => {
  it('goes ahead by force where the fence reaches the old primary as little as pgrepl does', async () => {
    stage = await Stage.open({
      spec: {
        synchronousStandbyNames: 'FIRST 1 (s1, s2)',
        nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } },
      },
      commands: (_name, commands) => ({ ...commands, fence: ['/bin/false'] }),
    });
    const { lab, desk } = stage;
    const { operations } = stage.scene.pgrepl.app;
    await lab.node('pg1').freeze();
    await stage.scene.pgrepl.finds('primary-unreachable');

    // What commits waited for is there: nobody has to force it, as long as it is fenced.
    expect(await stage.command('promote orders s1 power cut')).toContain('OP-1');
    await desk.cardShows(/OP-1/);
    await approve();
    await desk.cardShows(
      'could not be fenced: "fence" for pg1 ended with exit code 1. s1 was not promoted.',
    );
    expect(await lab.node('s1').isInRecovery()).toBe(true);

    const requester = stage.slack.as('requester');
    const typed = await requester.command('/pgrepl', 'promote orders s1 dark rack', '#orders');
    const offer = await typed.response();
    expect(shown(offer)).toContain('OP-1 tried in vain to fence it');
    await requester.click(offer, 'operation_force');
    await typeName('requester', { typed_name: 'orders', reason: 'the rack is dark' });
    await desk.cardShows(/OP-2/);
    await approve();
    await desk.cardShows(/OP-2: .*s1 is the primary of orders/);
    expect(operations.open()).toEqual([]);
    expect(await lab.node('s1').isInRecovery()).toBe(false);
    lab.node('pg1').thaw();
    // Each plan waits as long as it may for what a frozen node has to say.
  }, 120_000);

  it.each(cases)('that replicates $how', async ({ names }) => {
    stage = await Stage.open({
      spec: {
        links: true,
        synchronousStandbyNames: names,
        nodes: { pg1: {}, s1: { from: 'pg1', slot: true }, s2: { from: 'pg1', slot: true } },
      },
      // The old primary's host is gone: nobody can fence it.
      commands: (_name, commands) =>
        Object.fromEntries(Object.entries(commands).filter(([name]) => name !== 'fence')),
    });
    const { lab, slack, desk } = stage;
    const [pg1, s1, s2] = [lab.node('pg1'), lab.node('s1'), lab.node('s2')];
    const { operations } = stage.scene.pgrepl.app;
    await prepareWriting(pg1);
    const writers = startWriters([pg1, s1], 2);
    await waitUntil('rows are written', () => writers.acknowledged.length > 50);

    // While the primary serves, nobody promotes another by a plain request.
    await stage.command('promote orders s1');
    expect(operations.open()).toEqual([]);
    expect(await s1.isInRecovery()).toBe(true);

    const watch = watchOnePrimary(lab.nodes);
    // What it received and s1 did not would keep it from following.
    await s2.replicationLink.cut();
    await waitUntil('s1 has all that s2 has', async () => hasAllOf(s1, s2));
    await pg1.kill();
    await waitUntil('pgrepl finds that the primary is gone', () =>
      stage.scene.pgrepl
        .cluster()
        .findings.some(({ kind }) => kind === 'no-primary' || kind === 'primary-unreachable'),
    );
    const before = writers.acknowledged.length;
    await slack.as('requester').command('/pgrepl', 'promote orders s1 pg1 is dead', '#orders');
    // At a price a window comes first, in which the cluster's name is typed.
    await waitUntil(
      'it is asked for, or a window opens',
      () => operations.open().length > 0 || slack.as('requester').modals().length > 0,
      { timeoutMs: 20_000 },
    );
    if (operations.open().length === 0) {
      await typeName('requester', { typed_name: 'orders', reason: 'pg1 is dead' });
    }
    await desk.cardShows(/OP-1/);
    const [asked] = operations.open();
    expect(asked?.kind).toBe('promote');

    // Whoever asked is not the second person.
    expect(await stage.click('operation_approve', 'requester')).toMatch(/not named|somebody else/);
    await approve();
    const done = await waitUntil(
      'the promotion is over',
      () => {
        const now = asked === undefined ? null : operations.operation(asked.id);
        return now?.state === 'ended' && now;
      },
      { timeoutMs: 40_000, detail: () => stage.scene.pgrepl.log.slice(-20).join('') },
    );
    expect(done.outcome?.kind, done.outcome?.words).toMatch(/^completed/);
    expect(done.outcome?.words).toContain('s1 is the primary of orders');
    expect(done.outcome?.rejoin?.how).not.toBe('follow');
    expect(done.outcome?.rejoin?.evidence[0]).toMatch(/^pg1 did not end cleanly/);
    expect(done.outcome?.leftToDo.map(({ node }) => node)).toContain('pg1');
    await waitUntil('rows are written on s1', () =>
      writers.acknowledged.slice(before).some(({ node }) => node === 's1'),
    );
    expect(await watch.stop()).toEqual([]);
    await writers.stop();
    if (names !== '') expect(await missingOn(s1, writers.acknowledged)).toEqual([]);
    await s2.sql('SELECT 1');

    // The dead one comes back as what it was: it is found, named, and nobody follows it.
    await pg1.start();
    await waitUntil('an incident names pg1', () =>
      slack
        .messages('#orders')
        .find((message) => /^Critical/.test(message.text) && shown(message).includes('pg1')),
    );
    await stage.scene.pgrepl.finds('several-primaries');
    expect(await pg1.sql('SELECT 1 FROM pg_stat_replication')).toEqual([]);
    expect(
      (
        await s1.sql<{ name: string }>('SELECT application_name AS name FROM pg_stat_replication')
      ).map(({ name }) => name),
    ).toContain('s2');
  });
});
