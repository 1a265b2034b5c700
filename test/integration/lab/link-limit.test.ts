import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { Link } from '../../../lab/postgres/link.js';

const undo: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

it('lets through no more than its limit, and loses nothing of it', async () => {
  const sent = Buffer.alloc(1_500_000, 'wal');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(sent);
  });
  undo.push(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const link = await Link.open((server.address() as AddressInfo).port);
  undo.push(() => link.close());
  link.limit(3_000_000);

  const startedAt = performance.now();
  const client = connect(link.port, '127.0.0.1');
  const received = await buffer(client);

  expect(received.equals(sent)).toBe(true);
  expect(performance.now() - startedAt).toBeGreaterThan(480);
});
