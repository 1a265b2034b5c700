import { secret, type Ids } from './ids.js';
import type { LabClock } from '../clock.js';

/** A file that an app has announced, sent or handed over. */
export interface StoredFile {
  readonly id: string;
  readonly appId: string;
  readonly name: string;
  /** What was announced, bytes. */
  readonly length: number;
  readonly createdMs: number;
  title: string;
  /** Null until it was sent. */
  content: Buffer | null;
  /** Null until it was handed over; from then on Slack works on it for a while. */
  readyAtMs: number | null;
}

/** How long Slack works on a file before it may stand in a block, ms; nobody says how long it takes. */
export const FILE_WORK_MS = 300;

/** Files, and the URLs that they are sent to: each takes one file once. */
export class FileStore {
  readonly #clock: LabClock;
  readonly #ids: Ids;
  readonly #files = new Map<string, StoredFile>();
  readonly #urls = new Map<string, string>();

  constructor(clock: LabClock, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Announces a file; returns it and the path that it is to be sent to. */
  announce(appId: string, name: string, length: number): { file: StoredFile; path: string } {
    const file: StoredFile = {
      id: this.#ids.next('F'),
      appId,
      name,
      length,
      createdMs: this.#clock.now(),
      title: name,
      content: null,
      readyAtMs: null,
    };
    const path = `/upload/v1/${secret()}`;
    this.#files.set(file.id, file);
    this.#urls.set(path, file.id);
    return { file, path };
  }

  /** What was posted to an upload URL. Answers the HTTP status: the URL is of no use afterwards. */
  receive(path: string, content: Buffer): number {
    const file = this.find(this.#urls.get(path) ?? '');
    this.#urls.delete(path);
    if (file === null) return 404;
    if (content.length !== file.length) return 400;
    file.content = content;
    return 200;
  }

  find(id: string): StoredFile | null {
    return this.#files.get(id) ?? null;
  }

  /** Hands a file over that was sent. */
  complete(file: StoredFile, title: string): void {
    file.title = title;
    file.readyAtMs = this.#clock.now() + FILE_WORK_MS;
  }

  /** Whether a block of this app may show it: its own, handed over, an image, and worked through. */
  isImageReady(id: string, appId: string): boolean {
    const file = this.find(id);
    if (file?.appId !== appId || file.readyAtMs === null) return false;
    return this.#clock.now() >= file.readyAtMs && mimeTypeOf(file).startsWith('image/');
  }
}

const SIGNATURES: readonly (readonly [string, string])[] = [
  ['image/png', '89504e470d0a1a0a'],
  ['image/jpeg', 'ffd8ff'],
  ['image/gif', '47494638'],
];

/** By what is in it, as Slack does, not by its name. */
export function mimeTypeOf({ content, name }: StoredFile): string {
  const start = content?.subarray(0, 8).toString('hex') ?? '';
  const found = SIGNATURES.find(([, signature]) => start.startsWith(signature));
  if (found !== undefined) return found[0];
  return name.endsWith('.md') ? 'text/markdown' : 'text/plain';
}
