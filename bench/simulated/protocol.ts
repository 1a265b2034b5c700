/** What a client sends: the start-up packet has no type. */
export interface ClientMessage {
  /** One letter; empty for a start-up packet. */
  readonly type: string;
  readonly body: Buffer;
}

/** Cuts a client's bytes into messages. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);
  #started = false;

  read(chunk: Buffer): ClientMessage[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const messages: ClientMessage[] = [];
    for (;;) {
      const header = this.#started ? 1 : 0;
      if (this.#rest.length < header + 4) return messages;
      const end = header + this.#rest.readUInt32BE(header);
      if (this.#rest.length < end) return messages;
      const type = this.#started ? String.fromCharCode(this.#rest[0] ?? 0) : '';
      messages.push({ type, body: this.#rest.subarray(header + 4, end) });
      this.#rest = this.#rest.subarray(end);
    }
  }

  /** From now on messages have types. */
  begin(): void {
    this.#started = true;
  }
}

/** Reads a body from its beginning. */
export class BodyReader {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  text(): string {
    const end = this.#body.indexOf(0, this.#at);
    if (end < 0) throw new Error('a string does not end');
    const text = this.#body.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return text;
  }

  int32(): number {
    const value = this.#body.readInt32BE(this.#at);
    this.#at += 4;
    return value;
  }

  letter(): string {
    const letter = this.#body.toString('latin1', this.#at, this.#at + 1);
    this.#at += 1;
    return letter;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#body.length;
  }
}

/** A message of the server. */
export function message(type: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)),
  );
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

export const end = Buffer.from([0]);
