import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { allocatePort } from '../../../lab/postgres/ports.js';

/** What went over one connection since it was last looked at. */
export interface Exchange {
  /** The client's messages by their type byte, in order; the start-up packet has none. */
  readonly messages: readonly string[];
  /** How often the client spoke after the server had: the round trips. */
  readonly bursts: number;
}

/** A proxy that reads the client's side of PostgreSQL's protocol. */
export class WireProxy {
  readonly port: number;
  /** How many connections it has taken. */
  connections = 0;
  /** Called with each type of message before it is passed on; true ends the connection instead. */
  endOn: (message: string) => boolean = () => false;
  /** The same, but it is passed on: true ends the connection when the server answers. */
  endOnAnswerTo: (message: string) => boolean = () => false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #messages: string[] = [];
  #bursts = 0;
  #clientSpokeLast = false;
  #silent = new Set<Socket>();

  private constructor(port: number, targetPort: number) {
    this.port = port;
    this.#server = createServer({ noDelay: true }, (client) => {
      this.#accept(client, targetPort);
    });
  }

  /** A proxy on loopback that is closed when the test ends. */
  static async open(targetPort: number): Promise<WireProxy> {
    const proxy = new WireProxy(await allocatePort(), targetPort);
    proxy.#server.listen(proxy.port, '127.0.0.1');
    await once(proxy.#server, 'listening');
    onTestFinished(() => {
      proxy.#server.close();
      proxy.endConnections();
    });
    return proxy;
  }

  /** What went over since the last call, over all connections. */
  take(): Exchange {
    const exchange = { messages: this.#messages, bursts: this.#bursts };
    this.#messages = [];
    this.#bursts = 0;
    this.#clientSpokeLast = false;
    return exchange;
  }

  /** Passes nothing more over the connections of now, without ending them; new ones work. */
  forgetConnections(): void {
    this.#silent = new Set(this.#sockets);
  }

  /** Ends the connections of now. */
  endConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(client: Socket, targetPort: number): void {
    this.connections += 1;
    const server = connect({ host: '127.0.0.1', port: targetPort, noDelay: true });
    const reader = new MessageReader();
    let answerIsLost = false;
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
      if (this.#silent.has(client)) return;
      const messages = reader.read(chunk);
      this.#messages.push(...messages);
      if (!this.#clientSpokeLast) this.#bursts += 1;
      this.#clientSpokeLast = true;
      if (messages.some((message) => this.endOn(message))) {
        client.resetAndDestroy();
        return;
      }
      answerIsLost ||= messages.some((message) => this.endOnAnswerTo(message));
      server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => {
      if (this.#silent.has(client)) return;
      this.#clientSpokeLast = false;
      if (answerIsLost) {
        client.resetAndDestroy();
        return;
      }
      client.write(chunk);
    });
  }
}

/** Splits the client's bytes into messages: a start-up packet without a type, then typed ones. */
class MessageReader {
  #rest = Buffer.alloc(0);
  #started = false;

  read(chunk: Buffer): string[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const types: string[] = [];
    for (;;) {
      const header = this.#started ? 1 : 0;
      if (this.#rest.length < header + 4) return types;
      const length = header + this.#rest.readUInt32BE(header);
      if (this.#rest.length < length) return types;
      if (this.#started) types.push(String.fromCharCode(this.#rest[0] ?? 0));
      this.#started = true;
      this.#rest = this.#rest.subarray(length);
    }
  }
}
