import type { Socket } from 'node:net';
import {
  BodyReader,
  end,
  int16,
  int32,
  message,
  MessageReader,
  type ClientMessage,
} from './protocol.js';

export interface SimulatedNode {
  /** The one statement that it knows. */
  readonly statement: string;
  readonly column: string;
  /** What that returns now, as JSON. */
  readonly answer: () => string;
}

const protocol3 = 196_608;
const tlsRequest = 80_877_103;
const gssRequest = 80_877_104;
/** The type `json`. */
const jsonOid = 114;

const ready = message('Z', Buffer.from('I'));
const parsed = message('1');
const bound = message('2');
const complete = message('C', 'SELECT 1');

/**
 * One connection to a simulated server. It is as strict as the real one about what a poll sends:
 * whatever else comes is an error.
 */
export class SimulatedSession {
  readonly #socket: Socket;
  readonly #node: SimulatedNode;
  readonly #reader = new MessageReader();
  readonly #prepared = new Set<string>();
  readonly #answered: () => void;
  /** The statement that the unnamed portal is bound to. */
  #portal: string | null = null;
  #started = false;
  /** After an error everything is skipped until the next Sync. */
  #failed = false;
  #out: Buffer[] = [];

  constructor(socket: Socket, node: SimulatedNode, answered: () => void) {
    this.#socket = socket;
    this.#node = node;
    this.#answered = answered;
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      for (const each of this.#reader.read(chunk)) this.#take(each);
    });
  }

  #take(received: ClientMessage): void {
    const body = new BodyReader(received.body);
    if (!this.#started) this.#startUp(body);
    else if (received.type === 'X') this.#socket.end();
    else if (received.type === 'S') this.#sync();
    else if (!this.#failed) this.#step(received.type, body);
  }

  #startUp(body: BodyReader): void {
    const code = body.int32();
    if (code === tlsRequest || code === gssRequest) {
      this.#socket.write('N');
      return;
    }
    if (code !== protocol3) {
      this.#socket.destroy();
      return;
    }
    const parameters = new Map<string, string>();
    for (let name = body.text(); name !== ''; name = body.text()) {
      parameters.set(name, body.text());
    }
    this.#started = true;
    this.#reader.begin();
    if (!parameters.has('user') || !parameters.has('database')) {
      this.#fail('28000', 'no user and database are given');
      this.#flush();
      this.#socket.end();
      return;
    }
    this.#out.push(
      message('R', int32(0)),
      message('S', 'server_version', '18.4'),
      message('S', 'client_encoding', 'UTF8'),
      message('S', 'DateStyle', 'ISO, MDY'),
      message('S', 'standard_conforming_strings', 'on'),
      message('K', int32(1), int32(1)),
      ready,
    );
    this.#flush();
  }

  #step(type: string, body: BodyReader): void {
    switch (type) {
      case 'P':
        this.#parse(body.text(), body.text());
        return;
      case 'B':
        this.#bind(body.text(), body.text());
        return;
      case 'D':
        this.#describe(body.letter(), body.text());
        return;
      case 'E':
        this.#execute(body.text());
        return;
      case 'Q':
        this.#fail('0A000', 'a simulated node knows the extended protocol alone');
        this.#sync();
        return;
      default:
        this.#fail('08P01', `a simulated node takes no message of type ${type}`);
    }
  }

  #parse(name: string, text: string): void {
    if (text !== this.#node.statement) {
      this.#fail('42601', 'a simulated node knows one statement, and this is another');
    } else if (this.#prepared.has(name)) {
      this.#fail('42P05', `prepared statement "${name}" already exists`);
    } else {
      this.#prepared.add(name);
      this.#out.push(parsed);
    }
  }

  #bind(portal: string, name: string): void {
    if (!this.#prepared.has(name)) {
      this.#fail('26000', `prepared statement "${name}" does not exist`);
    } else if (portal !== '') {
      this.#fail('34000', 'a simulated node has no portal but the unnamed one');
    } else {
      this.#portal = name;
      this.#out.push(bound);
    }
  }

  #describe(kind: string, name: string): void {
    if (kind !== 'P' || name !== '' || this.#portal === null) {
      this.#fail('34000', 'there is no such portal');
      return;
    }
    const column = Buffer.concat([
      Buffer.from(`${this.#node.column}\0`),
      int32(0),
      int16(0),
      int32(jsonOid),
      int16(-1),
      int32(-1),
      int16(0),
    ]);
    this.#out.push(message('T', int16(1), column));
  }

  #execute(portal: string): void {
    if (portal !== '' || this.#portal === null) {
      this.#fail('34000', 'there is no such portal');
      return;
    }
    const value = Buffer.from(this.#node.answer());
    this.#out.push(message('D', int16(1), int32(value.length), value), complete);
    this.#answered();
  }

  #sync(): void {
    this.#failed = false;
    this.#portal = null;
    this.#out.push(ready);
    this.#flush();
  }

  #fail(code: string, text: string): void {
    this.#failed = true;
    const fields = ['SERROR', 'VERROR', `C${code}`, `M${text}`];
    this.#out.push(message('E', ...fields, end));
  }

  #flush(): void {
    this.#socket.write(Buffer.concat(this.#out));
    this.#out = [];
  }
}
