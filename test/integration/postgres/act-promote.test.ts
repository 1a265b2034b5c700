import { describe, expect, it, onTestFinished } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import type { LabNode } from '../../../lab/postgres/node.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { actorOf, patientMs, positionBy, timed, valueOf } from './acting.js';
import { deadlineMs, slackMs } from './support.js';
import { WireProxy } from './wire-proxy.js';

async function pair(
  spec: { readonly major?: 12 | 15 | 18; readonly settings?: Record<string, string> } = {},
): Promise<LabCluster<'p' | 's1'>> {
  const cluster = await startCluster({ ...spec, nodes: { p: {}, s1: { from: 'p' } } });
  onTestFinished(() => cluster.stop());
  return cluster;
}

async function timelineOf(node: LabNode): Promise<unknown> {
  const [row] = await node.sql('SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS it');
  return row?.['it'];
}

const once = (wanted: string): ((message: string) => boolean) => {
  let left = 1;
  return (message) => message === wanted && left-- > 0;
};

describe.each([12, 15, 18] as const)('a promotion on %i', (major) => {
  it('whose answer is lost ends in the truth: done, and done once', async () => {
    const cluster = await pair({ major });
    const node = cluster.node('s1');
    const proxy = await WireProxy.open(node.serverPort);
    const actor = actorOf(proxy.port, { sslMode: 'disable' });
    await positionBy(actor);
    await cluster.node('p').stop();
    proxy.endOnAnswerTo = once('Q');
    valueOf(await actor.promote('pg_promote', patientMs));
    expect(proxy.connections).toBe(2);
    expect(await timelineOf(node)).toBe('00000002');
  });

  it('whose request is lost is asked for again', async () => {
    const cluster = await pair({ major });
    const node = cluster.node('s1');
    const proxy = await WireProxy.open(node.serverPort);
    const actor = actorOf(proxy.port, { sslMode: 'disable' });
    await positionBy(actor);
    await cluster.node('p').stop();
    proxy.endOn = once('Q');
    valueOf(await actor.promote('pg_promote', patientMs));
    expect(await timelineOf(node)).toBe('00000002');
  });

  it('is woken when the standby sleeps until it tries its source again', async () => {
    const cluster = await pair({ major, settings: { wal_retrieve_retry_interval: '5min' } });
    const actor = actorOf(cluster.node('s1'));
    await positionBy(actor);
    await cluster.node('p').stop();
    await waitUntil('the standby receives nothing any more', async () => {
      return (await positionBy(actor)).receiverStatus === null;
    });
    const { result, tookMs } = await timed(actor.promote('pg_promote', patientMs));
    valueOf(result);
    expect(tookMs).toBeLessThan(5000);
  });
});

describe('a promotion that cannot be followed', () => {
  it('at a frozen server is unknown, and comes about when it goes on', async () => {
    const cluster = await pair();
    const node = cluster.node('s1');
    const actor = actorOf(node);
    await positionBy(actor);
    await node.freeze();
    const { result, tookMs } = await timed(actor.promote('pg_promote', deadlineMs));
    expect(result).toMatchObject({
      kind: 'unknown',
      detail: expect.stringContaining('could not be asked whether it did') as string,
    });
    expect(tookMs).toBeLessThan(deadlineMs + slackMs);
    node.thaw();
    await waitUntil('it is a primary', async () => !(await node.isInRecovery()));
  });

  it('at a server that was never reached has failed: nothing was sent', async () => {
    const cluster = await pair();
    const node = cluster.node('s1');
    await node.freeze();
    expect((await actorOf(node).promote('pg_promote', deadlineMs)).kind).toBe('failed');
    node.thaw();
    await node.stop();
    expect((await actorOf(node).promote('pg_promote', deadlineMs)).kind).toBe('failed');
    await node.start();
    expect(await node.isInRecovery()).toBe(true);
  });

  it('at a server that is killed is unknown while that is down, and made once it is back', async () => {
    const cluster = await pair();
    const node = cluster.node('s1');
    for (const returns of [false, true]) {
      const actor = actorOf(node);
      await positionBy(actor);
      await node.freeze();
      const promotion = actor.promote('pg_promote', returns ? patientMs : 2000);
      await node.kill();
      if (returns) await node.start();
      const deed = await promotion;
      if (returns) {
        valueOf(deed);
      } else {
        expect(deed.kind).toBe('unknown');
        await node.start();
      }
    }
    expect(await timelineOf(node)).toBe('00000002');
  });

  it('over a path that is cut and healed is done', async () => {
    const cluster = await startCluster({ links: true, nodes: { p: {}, s1: { from: 'p' } } });
    onTestFinished(() => cluster.stop());
    const node = cluster.node('s1');
    const actor = actorOf(node);
    await positionBy(actor);
    await node.freeze(); // so that the path is cut before the answer
    const promotion = actor.promote('pg_promote', patientMs);
    await node.monitorLink.cut();
    node.thaw();
    await node.monitorLink.heal();
    valueOf(await promotion);
    expect(await timelineOf(node)).toBe('00000002');
  });

  it('on 12 with a paused replay stays with the standby: unknown, not failed', async () => {
    const cluster = await pair({ major: 12 });
    const node = cluster.node('s1');
    const actor = actorOf(node);
    await node.pauseReplay();
    await cluster.sql('CREATE TABLE to_replay ()');
    await waitUntil('there is WAL to replay', async () => {
      const { receivedLsn, replayedLsn } = await positionBy(actor);
      return (receivedLsn ?? 0n) > (replayedLsn ?? 0n);
    });
    const deed = await actor.promote('pg_promote', deadlineMs);
    expect(deed).toMatchObject({
      kind: 'unknown',
      detail: expect.stringContaining('may yet become a primary') as string,
    });
    await node.sql('SELECT pg_wal_replay_resume()');
    await waitUntil('it is a primary', async () => !(await node.isInRecovery()));
  });
});
