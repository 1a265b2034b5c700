import { mkdir, open, symlink, type FileHandle } from 'node:fs/promises';
import { join, relative } from 'node:path';

const block = 512;

/**
 * Unpacks the plain ustar stream that PostgreSQL sends as a base backup, piece by piece. Every
 * directory gets mode 0700 and every file 0600, as a data directory wants it. Returns through
 * `onCreated` each path that came to be, so that it can be given an owner.
 */
export class Untar {
  readonly #destination: string;
  readonly #onCreated: (path: string) => Promise<void>;
  #pending: Buffer = Buffer.alloc(0);
  #file: FileHandle | undefined;
  #fileLeft = 0;
  #paddingLeft = 0;

  constructor(destination: string, onCreated: (path: string) => Promise<void>) {
    this.#destination = destination;
    this.#onCreated = onCreated;
  }

  async write(piece: Buffer): Promise<void> {
    let rest = this.#pending.length === 0 ? piece : Buffer.concat([this.#pending, piece]);
    for (;;) {
      if (this.#fileLeft > 0) rest = await this.#writeContents(rest);
      if (this.#fileLeft === 0 && this.#paddingLeft > 0) rest = this.#skipPadding(rest);
      if (this.#fileLeft > 0 || this.#paddingLeft > 0 || rest.length < block) break;
      await this.#readHeader(rest.subarray(0, block));
      rest = rest.subarray(block);
    }
    this.#pending = Buffer.from(rest);
  }

  async #writeContents(bytes: Buffer): Promise<Buffer> {
    const contents = bytes.subarray(0, this.#fileLeft);
    await this.#file?.writeFile(contents);
    this.#fileLeft -= contents.length;
    if (this.#fileLeft === 0) await this.#closeFile();
    return bytes.subarray(contents.length);
  }

  #skipPadding(bytes: Buffer): Buffer {
    const skipped = Math.min(this.#paddingLeft, bytes.length);
    this.#paddingLeft -= skipped;
    return bytes.subarray(skipped);
  }

  async #readHeader(header: Buffer): Promise<void> {
    if (header[0] === 0) return; // the two empty blocks at the end
    const name = text(header, 0, 100).replace(/\/$/, '');
    const path = join(this.#destination, name);
    if (relative(this.#destination, path).startsWith('..')) {
      throw new Error(`the base backup names a file outside of it: ${name}`);
    }
    switch (String.fromCharCode(header[156] ?? 0)) {
      case '5':
        await mkdir(path, { recursive: true, mode: 0o700 });
        await this.#onCreated(path);
        break;
      case '2':
        await symlink(text(header, 157, 100), path);
        break;
      default:
        this.#file = await open(path, 'w', 0o600);
        await this.#onCreated(path);
        this.#fileLeft = size(header);
        this.#paddingLeft = (block - (this.#fileLeft % block)) % block;
        if (this.#fileLeft === 0) await this.#closeFile();
    }
  }

  async #closeFile(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }
}

function text(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.subarray(0, end === -1 ? length : end).toString('utf8');
}

/** In octal, or from 8 GB on in base 256 with the top bit set. */
function size(header: Buffer): number {
  if (((header[124] ?? 0) & 0x80) === 0) return Number.parseInt(text(header, 124, 12), 8) || 0;
  return Number(BigInt(`0x${header.subarray(125, 136).toString('hex')}`));
}
