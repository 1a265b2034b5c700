import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedSession } from './session.js';

const statement = 'select everything';

let server: Server;
let client: pg.Client;
let answers = 0;

beforeEach(async () => {
  answers = 0;
  server = createServer((socket) => {
    const node = { statement, column: 'observation', answer: () => '{"is":"well"}' };
    new SimulatedSession(socket, node, () => {
      answers += 1;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  client = new pg.Client({ host: '127.0.0.1', port, user: 'pgrepl', database: 'postgres' });
  await client.connect();
});

afterEach(async () => {
  await client.end();
  server.close();
});

describe('a simulated server', () => {
  it('answers its statement, prepared once and run again', async () => {
    for (let run = 1; run <= 3; run++) {
      const { rows } = await client.query({ name: 'poll', text: statement });
      expect(rows).toEqual([{ observation: { is: 'well' } }]);
      expect(answers).toBe(run);
    }
  });

  it('refuses every other statement, and goes on', async () => {
    await expect(client.query({ name: 'poll', text: 'select 1' })).rejects.toMatchObject({
      code: '42601',
    });
    expect((await client.query({ name: 'poll', text: statement })).rows).toHaveLength(1);
  });

  it('knows the extended protocol alone', async () => {
    const simple = client.query(statement);
    await expect(simple).rejects.toMatchObject({ code: '0A000' });
    expect((await client.query({ name: 'poll', text: statement })).rows).toHaveLength(1);
  });
});
