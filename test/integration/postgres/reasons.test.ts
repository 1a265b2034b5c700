import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { allocatePort } from '../../../lab/postgres/ports.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { connected, deadlineMs, observedState, probeOf, refusalOf, slackMs } from './support.js';
import { WireProxy } from './wire-proxy.js';

/** Stands in every connection here, and may stand in no message. */
const password = 'correct-horse-battery';

let cluster: LabCluster<'p' | 's1' | 'cold'>;

beforeAll(async () => {
  cluster = await startCluster({
    links: true,
    nodes: { p: {}, s1: { from: 'p' }, cold: { from: 'p', hotStandby: false } },
  });
  const primary = cluster.node('p');
  await primary.sql(`CREATE ROLE strict LOGIN PASSWORD '${password}'`);
  await primary.writeFile(
    'pg_hba.conf',
    [
      'host all strict 127.0.0.1/32 scram-sha-256',
      'host all unwanted 127.0.0.1/32 reject',
      'host all all 127.0.0.1/32 trust',
      'host replication all 127.0.0.1/32 trust',
      '',
    ].join('\n'),
  );
  await primary.reload();
});

afterAll(async () => {
  await cluster.stop();
});

/** A TCP server that does with each connection what a test wants. */
async function fakeServer(handle: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    handle(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('why a node gives no state', () => {
  it('refused: nothing listens there', async () => {
    const refusal = await refusalOf(probeOf(await allocatePort(), { password }));
    expect(refusal.reason).toBe('refused');
    expect(refusal.detail).toContain('ECONNREFUSED');
    expect(refusal.tookMs).toBeLessThan(slackMs);
  });

  it('unreachable: the system knows no way there', async () => {
    // No TCP connection leads to a broadcast address: the kernel says so itself, on any machine.
    const refusal = await refusalOf(probeOf(5432, { host: '255.255.255.255', password }));
    expect(refusal.reason).toBe('unreachable');
    expect(refusal.detail).toMatch(/ENETUNREACH|EHOSTUNREACH|EACCES/);
    expect(refusal.tookMs).toBeLessThan(slackMs);
  });

  it('dns: the name does not resolve', async () => {
    const probe = probeOf(5432, { host: 'does-not-exist.invalid', password, deadlineMs: 5000 });
    const refusal = await refusalOf(probe);
    expect(refusal).toMatchObject({
      reason: 'dns',
      detail: expect.stringContaining('does-not-exist.invalid') as string,
    });
  });

  it('timed-out: a frozen server takes connections and says nothing', async () => {
    const node = cluster.node('s1');
    const fresh = probeOf(node.serverPort, { password, deadlineMs });
    const kept = probeOf(node.serverPort, { password, deadlineMs });
    await connected(kept);
    await node.freeze();
    for (const probe of [fresh, kept]) {
      const refusal = await refusalOf(probe);
      expect(refusal.reason).toBe('timed-out');
      expect(refusal.tookMs).toBeLessThan(deadlineMs + slackMs);
      expect(refusal.passedMs).toBeGreaterThanOrEqual(deadlineMs - 5);
    }
    node.thaw();
    await waitUntil('both see it again', async () => {
      const results = await Promise.all([fresh.observe(), kept.observe()]);
      return results.every(({ result }) => result.kind === 'state');
    });
  });

  it('timed-out: the network drops packets, on a new and on an old connection', async () => {
    const node = cluster.node('p');
    const options = { user: 'strict', password, deadlineMs };
    const kept = probeOf(node, options);
    await connected(kept);
    await node.monitorLink.drop();
    for (const probe of [kept, probeOf(node, options)]) {
      const refusal = await refusalOf(probe);
      expect(refusal.reason).toBe('timed-out');
      expect(refusal.tookMs).toBeLessThan(deadlineMs + slackMs);
    }
    await node.monitorLink.heal();
    await connected(kept);
  });

  it('timed-out: the connection took its time before the deadline was up', async () => {
    const port = await fakeServer(() => undefined);
    const refusal = await refusalOf(probeOf(port, { password, deadlineMs, connectTimeoutMs: 150 }));
    expect(refusal.reason).toBe('timed-out');
    expect(refusal.detail).toContain('150 ms');
    expect(refusal.tookMs).toBeLessThan(deadlineMs);
  });

  it('authentication: the wrong password, which is not repeated', async () => {
    const wrong = `${password}-not`;
    const refusal = await refusalOf(
      probeOf(cluster.node('p'), { user: 'strict', password: wrong }),
    );
    expect(refusal.reason).toBe('authentication');
    expect(refusal.detail).toContain('password authentication failed');
    expect(refusal.detail).not.toContain(password);
    await observedState(probeOf(cluster.node('p'), { user: 'strict', password }));
  });

  it('authentication: a password is wanted and none is known', async () => {
    const refusal = await refusalOf(probeOf(cluster.node('p'), { user: 'strict' }));
    expect(refusal.reason).toBe('authentication');
    expect(refusal.detail).toContain('none is configured');
  });

  it('authentication: pg_hba.conf rejects the role', async () => {
    const refusal = await refusalOf(probeOf(cluster.node('p'), { user: 'unwanted', password }));
    expect(refusal.reason).toBe('authentication');
    expect(refusal.detail).toContain('pg_hba.conf');
  });

  it('authentication: a method that the driver does not know ends the connection, not the process', async () => {
    const gssapi = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 7]);
    const port = await fakeServer((socket) => {
      socket.once('data', () => socket.write(gssapi));
    });
    const refusal = await refusalOf(probeOf(port, { sslMode: 'disable', password }));
    expect(refusal.reason).toBe('authentication');
  });

  it('permission: the database does not exist', async () => {
    const refusal = await refusalOf(probeOf(cluster.node('p'), { database: 'nowhere', password }));
    expect(refusal.reason).toBe('permission');
    expect(refusal.detail).toContain('nowhere');
  });

  it('permission: a function that the observation needs was revoked', async () => {
    const node = cluster.node('p');
    await node.sql('REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC');
    const probe = probeOf(node, { password });
    const refusal = await refusalOf(probe);
    expect(refusal.reason).toBe('permission');
    expect(refusal.detail).toContain('pg_control_system');
    await node.sql('GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC');
    await observedState(probe);
  });

  it('tls: required of a server that has none', async () => {
    const refusal = await refusalOf(probeOf(cluster.node('p'), { sslMode: 'require', password }));
    expect(refusal.reason).toBe('tls');
    expect(refusal.detail).toContain('SSL');
  });

  it('hot-standby-off: a cold standby', async () => {
    const refusal = await refusalOf(probeOf(cluster.node('cold'), { password }));
    expect(refusal.reason).toBe('hot-standby-off');
    expect(refusal.detail).toContain('Hot standby mode is disabled');
  });

  it('too-many-connections: no slot is left for the role', async () => {
    await cluster.sql('CREATE ROLE crowded LOGIN CONNECTION LIMIT 0');
    const refusal = await refusalOf(probeOf(cluster.node('p'), { user: 'crowded', password }));
    expect(refusal.reason).toBe('too-many-connections');
  });

  it('connection-lost: every session ends in the middle of its first query', async () => {
    const proxy = await WireProxy.open(cluster.node('p').serverPort);
    proxy.endOn = (message) => message === 'P';
    const refusal = await refusalOf(probeOf(proxy.port, { password }));
    expect(refusal.reason).toBe('connection-lost');
    proxy.endOn = () => false;
    await observedState(probeOf(proxy.port, { password }));
  });

  it.each(['prefer', 'disable', 'require'] as const)(
    'protocol: sslmode %s meets a web server',
    async (sslMode) => {
      const server = createHttpServer((_, response) => response.end('hello'));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      onTestFinished(() => void server.close());
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      const refusal = await refusalOf(probeOf(address.port, { sslMode, password }));
      expect(refusal.reason).toBe('protocol');
    },
  );

  it.each(['prefer', 'disable'] as const)(
    'protocol: sslmode %s meets a server that speaks first',
    async (sslMode) => {
      const port = await fakeServer((socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'));
      const refusal = await refusalOf(probeOf(port, { sslMode, password }));
      expect(refusal.reason).toBe('protocol');
      expect(refusal.tookMs).toBeLessThan(deadlineMs);
    },
  );
});

describe('a server between two states', () => {
  it('starting-up, then a state, on the same probe', async () => {
    const node = cluster.node('s1');
    const { settings } = node;
    await node.stop();
    // Recovery asks the archive first, and this archive has nothing to say until it is let.
    const gate = `${node.dataDirectory}.gate`;
    await node.configure({ restore_command: `until test -e "${gate}"; do sleep 0.1; done; false` });
    const probe = probeOf(node.serverPort, { password });
    const started = node.start();
    const refusal = await waitUntil('it no longer refuses', async () => {
      const { result } = await probe.observe();
      return result.kind === 'no-state' && result.reason !== 'refused' ? result : undefined;
    });
    expect(refusal.reason).toBe('starting-up');
    await writeFile(gate, '');
    await started;
    await observedState(probe);
    node.settings = settings;
    await node.restart();
  });

  it('shutting-down for newcomers, while a session that was there goes on', async () => {
    const node = cluster.node('s1');
    const old = probeOf(node.serverPort, { password });
    await observedState(old);
    const stopped = node.stop('smart');
    const reason = await waitUntil('it refuses newcomers', async () => {
      const newcomer = probeOf(node.serverPort, { password });
      const { result } = await newcomer.observe();
      newcomer.close();
      return result.kind === 'no-state' ? result.reason : undefined;
    });
    expect(reason).toBe('shutting-down');
    await observedState(old);
    old.close();
    await stopped;
    await node.start();
  });
});

describe('a hung node', () => {
  it('delays no other', async () => {
    const hung = cluster.node('s1');
    const slow = probeOf(hung.serverPort);
    const quick = probeOf(cluster.node('p').serverPort);
    await Promise.all([observedState(slow), observedState(quick)]);
    await hung.freeze();
    const order: string[] = [];
    const answered = observedState(slow).finally(() => order.push('hung'));
    for (let poll = 0; poll < 20; poll++) await observedState(quick);
    order.push('20 polls of the other');
    hung.thaw();
    await answered;
    expect(order).toEqual(['20 polls of the other', 'hung']);
  });
});
