import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import type { NodeProbe } from '../../../src/postgres/node-connection.js';
import { Opening } from '../../../src/postgres/open-session.js';
import type { Session } from '../../../src/postgres/session.js';
import { connected, connectionTo, observedState, probeOf, refusalOf, slackMs } from './support.js';
import { stopwatch } from '../../support/stopwatch.js';
import { WireProxy } from './wire-proxy.js';

let cluster: LabCluster<'p' | 's1'>;

beforeAll(async () => {
  cluster = await startCluster({ links: true, nodes: { p: {}, s1: { from: 'p' } } });
});

afterAll(async () => {
  await cluster.stop();
});

const sessions = async (): Promise<number> => {
  const rows = await cluster.sql("SELECT FROM pg_stat_activity WHERE application_name = 'pgrepl'");
  return rows.length;
};

const lossesOf = (probe: NodeProbe): (() => void) => {
  const listener = vi.fn<() => void>();
  probe.onLost(listener);
  return listener;
};

describe('the kept connection', () => {
  it('is one, prepares once, and costs one round trip a poll', async () => {
    const proxy = await WireProxy.open(cluster.node('p').serverPort);
    const probe = probeOf(proxy.port, { sslMode: 'disable' });
    await observedState(probe);
    const first = proxy.take();
    expect(first.messages).toEqual(['P', 'B', 'D', 'E', 'S']);
    expect(first.bursts).toBe(2); // the start-up packet, then the question
    for (let poll = 0; poll < 3; poll++) {
      await observedState(probe);
      expect(proxy.take()).toEqual({ messages: ['B', 'D', 'E', 'S'], bursts: 1 });
    }
    expect(proxy.connections).toBe(1);
  });

  it('shows as pgrepl, and ends when the probe is closed', async () => {
    const probe = probeOf(cluster.node('p'));
    await observedState(probe);
    await waitUntil('only its session is left', async () => (await sessions()) === 1);
    const listener = lossesOf(probe);
    probe.close();
    await waitUntil('its session is gone', async () => (await sessions()) === 0);
    expect(listener).not.toHaveBeenCalled();
    expect((await refusalOf(probe)).reason).toBe('connection-lost');
  });

  it('answers everybody who asks at the same time with one observation', async () => {
    const probe = probeOf(cluster.node('p'));
    const first = probe.observe();
    expect(probe.observe()).toBe(first);
    await first;
    expect(probe.observe()).not.toBe(first);
  });

  it('is replaced within the deadline when the network has forgotten it', async () => {
    const proxy = await WireProxy.open(cluster.node('p').serverPort);
    const deadlineMs = 6000; // half of it is for the new connection
    const probe = probeOf(proxy.port, { deadlineMs });
    await observedState(probe);
    const before = proxy.connections;
    proxy.forgetConnections();
    const [startedAt, took] = [performance.now(), stopwatch()];
    await observedState(probe);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(deadlineMs / 2 - 5);
    expect(took()).toBeLessThan(deadlineMs);
    expect(proxy.connections).toBeGreaterThan(before);
    proxy.take();
    await observedState(probe);
    expect(proxy.take()).toEqual({ messages: ['B', 'D', 'E', 'S'], bursts: 1 });
  });

  it('gives no false alarm when pgrepl itself was busy for longer than the deadline', async () => {
    const deadlineMs = 1500; // that is for the server: it has to have answered by then
    const probe = probeOf(cluster.node('p').serverPort, { deadlineMs });
    await connected(probe);
    for (let poll = 0; poll < 3; poll++) {
      const observation = probe.observe();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, deadlineMs + 200);
      expect((await observation).result.kind).toBe('state');
    }
  });

  it('goes on when the standby becomes the primary, with the new timeline', async () => {
    const own = await startCluster({ nodes: { p: {}, s: { from: 'p' } } });
    onTestFinished(() => own.stop());
    const proxy = await WireProxy.open(own.node('s').serverPort);
    const probe = probeOf(proxy.port, { sslMode: 'disable' });
    expect(await observedState(probe)).toMatchObject({ timeline: 1, role: { kind: 'standby' } });
    await own.node('p').kill();
    await own.node('s').promote();
    expect(await observedState(probe)).toMatchObject({ timeline: 2, role: { kind: 'primary' } });
    expect(proxy.connections).toBe(1);
  });
});

describe('a connection that ends while nothing is asked', () => {
  it('is reported once, and the next observation connects again', async () => {
    const probe = probeOf(cluster.node('p').serverPort);
    await observedState(probe);
    const listener = lossesOf(probe);
    await cluster.sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pgrepl'",
    );
    await waitUntil('the loss is noticed', () => vi.mocked(listener).mock.calls.length > 0);
    await observedState(probe);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('is reported within milliseconds when the server is killed', async () => {
    const node = cluster.node('s1');
    const probe = probeOf(node.serverPort);
    await observedState(probe);
    const lost = new Promise<void>((resolve) => {
      probe.onLost(resolve);
    });
    await node.kill();
    const took = stopwatch();
    await lost;
    expect(took()).toBeLessThan(slackMs);
    expect((await refusalOf(probe)).reason).toBe('refused');
    await node.start();
    await observedState(probe);
  });

  it('is not reported to a listener that has stopped listening', async () => {
    const node = cluster.node('p');
    const probe = probeOf(node);
    await observedState(probe);
    const first = vi.fn<() => void>();
    const second = lossesOf(probe);
    const stop = probe.onLost(first);
    stop();
    await node.monitorLink.cut();
    await waitUntil('the loss is noticed', () => vi.mocked(second).mock.calls.length === 1);
    expect(first).not.toHaveBeenCalled();
    expect((await refusalOf(probe)).reason).toBe('refused');
    await node.monitorLink.heal();
    await observedState(probe);
  });
});

describe('the session', () => {
  async function open(statementTimeoutMs: number): Promise<Session> {
    const opened = await new Opening({
      connection: connectionTo(cluster.node('p').serverPort),
      applicationName: 'pgrepl',
      purpose: 'watch',
      statementTimeoutMs,
      connectTimeoutMs: 5000,
      encryptionThatWorked: null,
    }).result;
    if (!opened.ok) throw new Error(opened.failure.detail);
    onTestFinished(() => {
      opened.session.close();
    });
    return opened.session;
  }

  it('has its settings from the start', async () => {
    const names = [
      'application_name',
      'default_transaction_read_only',
      'idle_in_transaction_session_timeout',
      'lock_timeout',
      'search_path',
      'statement_timeout',
      'transaction_read_only',
    ];
    const session = await open(9900);
    const answer = await session.query(
      'settings',
      `SELECT json_build_object(${names
        .map((name) => `'${name}', current_setting('${name}')`)
        .join(', ')}) AS settings`,
      'settings',
    );
    expect(answer).toEqual({
      ok: true,
      value: {
        application_name: 'pgrepl',
        default_transaction_read_only: 'on',
        idle_in_transaction_session_timeout: '9900ms',
        lock_timeout: '4950ms',
        search_path: 'pg_catalog',
        statement_timeout: '9900ms',
        transaction_read_only: 'on',
      },
    });
  });

  it('cannot write', async () => {
    const answer = await (await open(5000)).query('write', 'CREATE TABLE public.t ()', 'none');
    expect(answer).toMatchObject({ ok: false, ended: false, failure: { code: '25006' } });
  });

  it('has a slow statement cancelled by the server, and lives on', async () => {
    const session = await open(1000);
    const took = stopwatch();
    const slow = await session.query('slow', 'SELECT pg_sleep(20) AS slept', 'slept');
    expect(took()).toBeLessThan(10_000);
    expect(slow).toMatchObject({ ok: false, ended: false, failure: { reason: 'timed-out' } });
    const quick = await session.query('quick', 'SELECT 1 AS one', 'one');
    expect(quick).toEqual({ ok: true, value: 1 });
  });
});
