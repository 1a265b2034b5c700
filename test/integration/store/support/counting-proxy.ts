import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Passes a PostgreSQL server's bytes on, and counts how often it said that it is ready. */
export interface CountingProxy {
  readonly port: number;
  /** How many ReadyForQuery messages there were so far: one for each round trip. */
  readonly roundTrips: () => number;
  readonly close: () => Promise<void>;
}

const readyForQuery = 'Z'.charCodeAt(0);

export async function openCountingProxy(targetPort: number): Promise<CountingProxy> {
  let count = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(targetPort, '127.0.0.1');
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server).pipe(client);
    const messages = new MessageTypes();
    server.on('data', (chunk) => {
      count += messages.take(chunk).filter((type) => type === readyForQuery).length;
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    port: (proxy.address() as AddressInfo).port,
    roundTrips: () => count,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

/** Cuts a server's bytes into messages: a type of one byte, then the length, itself included. */
class MessageTypes {
  #rest = Buffer.alloc(0);

  take(chunk: Buffer): number[] {
    let rest = Buffer.concat([this.#rest, chunk]);
    const types: number[] = [];
    while (rest.length >= 5) {
      const end = 1 + rest.readInt32BE(1);
      if (rest.length < end) break;
      types.push(rest.readUInt8(0));
      rest = rest.subarray(end);
    }
    this.#rest = rest;
    return types;
  }
}
