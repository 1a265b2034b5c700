import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import type { Deed } from '../../../src/operations/deed.js';
import { actorOf, patientMs, positionBy, timed, valueOf } from './acting.js';
import { deadlineMs, slackMs } from './support.js';
import { WireProxy } from './wire-proxy.js';

let cluster: LabCluster<'p' | 's1' | 'cold'>;

beforeAll(async () => {
  cluster = await startCluster({
    links: true,
    nodes: { p: {}, s1: { from: 'p' }, cold: { from: 'p', hotStandby: false } },
  });
});

afterAll(async () => {
  await cluster.stop();
});

describe('a look', () => {
  it('costs one round trip, and no planning, from the second on', async () => {
    const proxy = await WireProxy.open(cluster.node('p').serverPort);
    const actor = actorOf(proxy.port, { sslMode: 'disable' });
    await positionBy(actor);
    proxy.take();
    await positionBy(actor);
    expect(proxy.take()).toEqual({ messages: ['B', 'D', 'E', 'S'], bursts: 1 });
    expect(proxy.connections).toBe(1);
  });

  it('names a standby that lets nobody in', async () => {
    const look = await actorOf(cluster.node('cold')).look(patientMs);
    expect(look).toMatchObject({ kind: 'silent', reason: 'hot-standby-off' });
  });

  it('ends in time at a frozen server, on a kept session and on a new one', async () => {
    const node = cluster.node('s1');
    const [kept, fresh] = [actorOf(node), actorOf(node)];
    await positionBy(kept);
    await node.freeze();
    for (const actor of [kept, fresh]) {
      const { result, tookMs } = await timed(actor.look(deadlineMs));
      expect(result).toMatchObject({ kind: 'silent', reason: 'timed-out' });
      // Its kernel takes the connection: somebody is there.
      if (actor === fresh) expect(result).toMatchObject({ accepted: true });
      expect(tookMs).toBeLessThan(deadlineMs + slackMs);
    }
    node.thaw();
    await positionBy(kept);
  });

  it('ends in time when packets are dropped, is refused when the path is cut, and comes back', async () => {
    const node = cluster.node('s1');
    const actor = actorOf(node);
    await positionBy(actor);
    await node.monitorLink.drop();
    const { result, tookMs } = await timed(actor.look(deadlineMs));
    expect(result).toMatchObject({ kind: 'silent', reason: 'timed-out' });
    expect(tookMs).toBeLessThan(deadlineMs + slackMs);
    await node.monitorLink.heal();
    await positionBy(actor);
    await node.monitorLink.cut();
    expect(await actor.look(patientMs)).toMatchObject({ kind: 'refused' });
    await node.monitorLink.heal();
    await positionBy(actor);
  });

  it('opens a new session when the kept one was ended', async () => {
    const node = cluster.node('p');
    const proxy = await WireProxy.open(node.serverPort);
    const actor = actorOf(proxy.port, { sslMode: 'disable' });
    await positionBy(actor);
    proxy.endOn = (message) => {
      proxy.endOn = () => false;
      return message === 'B';
    };
    await positionBy(actor);
    expect(proxy.connections).toBe(2);
  });

  it('is answered for a session that asks another beside it', async () => {
    const actor = actorOf(cluster.node('p'));
    const looks = await Promise.all([1, 2, 3, 4, 5].map(() => positionBy(actor)));
    expect(new Set(looks.map(({ systemIdentifier }) => systemIdentifier)).size).toBe(1);
  });
});

describe('the loss of a session', () => {
  it('is told at once, once, and again for the next', async () => {
    const node = cluster.node('s1');
    const actor = actorOf(node);
    let losses = 0;
    const stop = actor.onLost(() => (losses += 1));
    for (const expected of [1, 2]) {
      await Promise.all([positionBy(actor), positionBy(actor)]);
      await node.stop();
      // Nobody asks meanwhile: it can only be told by itself.
      await waitUntil('the loss is told', () => losses >= expected);
      expect(await actor.look(patientMs)).toMatchObject({ kind: 'refused' });
      expect(losses).toBe(expected);
      await node.start();
    }
    await positionBy(actor);
    stop();
    await node.restart();
    expect(losses).toBe(2);
  });

  it('is not told of an actor that was closed, which does nothing any more', async () => {
    const node = cluster.node('p');
    const actor = actorOf(node);
    let losses = 0;
    actor.onLost(() => (losses += 1));
    await positionBy(actor);
    const under = actor.checkpoint(deadlineMs);
    actor.close();
    expect((await under).kind).not.toBe('done');
    expect(await actor.look(deadlineMs)).toMatchObject({ kind: 'silent' });
    expect(await actor.createSlots(['never'])).toMatchObject({ kind: 'failed' });
    expect(losses).toBe(0);
    await waitUntil('no session of it is left', async () => {
      const rows = await node.sql(
        `SELECT FROM pg_stat_activity WHERE application_name = 'pgrepl' AND backend_type = 'client backend'`,
      );
      return rows.length === 0;
    });
  });
});

describe('a deed at a server that does not answer', () => {
  it('is unknown where it may have been heard, and failed where nothing was sent', async () => {
    const node = cluster.node('p');
    // Timers go off a moment ahead of the clock now and then; here they always do.
    const begin = Date.now();
    const slow = { now: () => begin + Math.floor((Date.now() - begin) * 0.997) };
    const heard = actorOf(node, { deedTimeoutMs: deadlineMs, clock: slow });
    const unheard = actorOf(node, { deedTimeoutMs: deadlineMs });
    const deeds: readonly (() => Promise<Deed<unknown>>)[] = [
      () => heard.setSettings({ wal_retrieve_retry_interval: '1s' }),
      () => heard.createSlots(['frozen']),
      () => heard.dropSlots(['frozen']),
      () => heard.conninfo(),
      () => heard.facts(0),
      () => heard.proveWrite(deadlineMs),
    ];
    for (const deed of deeds) {
      await positionBy(heard);
      await node.freeze();
      const { result, tookMs } = await timed(deed());
      expect(result.kind).toBe('unknown');
      expect(tookMs).toBeLessThan(deadlineMs + slackMs);
      node.thaw();
    }
    await node.freeze();
    const { result, tookMs } = await timed(unheard.createSlots(['never']));
    expect(result.kind).toBe('failed');
    expect(tookMs).toBeLessThan(deadlineMs + slackMs);
    node.thaw();
    valueOf(await actorOf(node).setSettings({ wal_retrieve_retry_interval: null }));
  });

  it('is asked again on a new session when its answer is lost, and counts what it has created', async () => {
    const node = cluster.node('p');
    const proxy = await WireProxy.open(node.serverPort);
    const actor = actorOf(proxy.port, { sslMode: 'disable' });
    let executions = 0;
    proxy.endOnAnswerTo = (message) => message === 'E' && (executions += 1) === 3;
    // Read, create a, create b: whose answer is lost.
    expect(valueOf(await actor.createSlots(['a', 'b'])).created).toEqual(['a', 'b']);
    expect(proxy.connections).toBe(2);
    expect(valueOf(await actor.dropSlots(['a', 'b'])).dropped).toEqual(['a', 'b']);
  });
});
