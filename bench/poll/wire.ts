import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What went over the wire. */
export interface Traffic {
  /** How often the client spoke after the server had, or at first: the round trips. */
  readonly roundTrips: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** A proxy on loopback that counts what passes through it. */
export class CountingProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #roundTrips = 0;
  #sentBytes = 0;
  #receivedBytes = 0;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async open(targetPort: number): Promise<CountingProxy> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new CountingProxy(server, (server.address() as AddressInfo).port);
    server.on('connection', (client: Socket) => {
      proxy.#accept(client, targetPort);
    });
    return proxy;
  }

  /** What passed since the last call. */
  take(): Traffic {
    const traffic = {
      roundTrips: this.#roundTrips,
      sentBytes: this.#sentBytes,
      receivedBytes: this.#receivedBytes,
    };
    this.#roundTrips = 0;
    this.#sentBytes = 0;
    this.#receivedBytes = 0;
    return traffic;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #accept(client: Socket, targetPort: number): void {
    const server = connect({ host: '127.0.0.1', port: targetPort, noDelay: true });
    let clientSpokeLast = false;
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      if (!clientSpokeLast) this.#roundTrips += 1;
      clientSpokeLast = true;
      this.#sentBytes += chunk.length;
      server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => {
      clientSpokeLast = false;
      this.#receivedBytes += chunk.length;
      client.write(chunk);
    });
  }
}
