import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { answersOf } from './fleet.js';
import type { FromSimulated, ToSimulated } from './orders.js';
import { SimulatedSession } from './session.js';

let answers = 0;
let connections = 0;

function say(message: FromSimulated): void {
  process.send?.(message);
}

/** A server on a free port that nothing is asked of yet. */
async function open(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server without a port');
  return { server, port: address.port };
}

async function start(order: Extract<ToSimulated, { kind: 'start' }>): Promise<void> {
  const ports: number[][] = [];
  for (let cluster = 0; cluster < order.clusters; cluster++) {
    const opened = await Promise.all(
      order.recordings.map(async ({ node }) => ({ node, ...(await open()) })),
    );
    const portOf = (node: string): number => opened.find((one) => one.node === node)?.port ?? 0;
    const answerOf = answersOf(order.recordings, cluster, portOf);
    for (const { node, server } of opened) {
      const answer = answerOf.get(node) ?? ((): string => 'null');
      server.on('connection', (socket) => {
        connections += 1;
        const simulated = { ...order, answer: () => answer(Date.now()) };
        new SimulatedSession(socket, simulated, () => {
          answers += 1;
        });
      });
    }
    ports.push(opened.map(({ port }) => port));
  }
  say({ kind: 'started', ports });
}

process.on('message', (order: ToSimulated) => {
  if (order.kind === 'start') void start(order);
  else say({ kind: 'count', answers, connections });
});
// Whoever started it is gone.
process.on('disconnect', () => {
  process.exit();
});
