import type { Socket } from 'node:net';

/** What a direction asks its link. */
export interface Gate {
  readonly isOpen: boolean;
  readonly delayMs: number;
  /** How much goes through in each direction; undefined for as much as there is. */
  readonly bytesPerSecond: number | undefined;
}

/** So much may wait for a narrow link, in time; then the sender has to, ms. */
const longestQueueMs = 50;

type Item =
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly dueAt: number }
  | { readonly kind: 'end'; readonly dueAt: number }
  | { readonly kind: 'reset'; readonly dueAt: number };

/** Carries what one socket says to another, in order, delayed or held back as the link says. */
export class LinkDirection {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #gate: Gate;
  readonly #queue: Item[] = [];
  #timer: NodeJS.Timeout | undefined;
  #ended = false;
  /** When everything that was taken so far has gone through. */
  #freeAt = 0;

  constructor(from: Socket, to: Socket, gate: Gate) {
    this.#from = from;
    this.#to = to;
    this.#gate = gate;
    from.on('data', (bytes) => {
      this.#take({ kind: 'bytes', bytes, dueAt: this.#dueAt(bytes.length) });
      if (this.#freeAt - performance.now() > longestQueueMs) from.pause();
    });
    from.once('end', () => {
      this.#ended = true;
      this.#take({ kind: 'end', dueAt: this.#dueAt() });
    });
    from.once('close', () => {
      if (!this.#ended) this.#take({ kind: 'reset', dueAt: this.#dueAt() });
    });
    to.on('drain', () => {
      if (this.#gate.isOpen) from.resume();
    });
    to.once('close', () => {
      clearTimeout(this.#timer);
    });
    this.gateChanged();
  }

  /** To be called whenever the link opens or closes. */
  gateChanged(): void {
    if (this.#gate.isOpen) {
      this.#deliver();
      this.#from.resume();
    } else {
      clearTimeout(this.#timer);
      this.#from.pause();
    }
  }

  #dueAt(bytes = 0): number {
    const { bytesPerSecond, delayMs } = this.#gate;
    const neededMs = bytesPerSecond === undefined ? 0 : (bytes * 1000) / bytesPerSecond;
    this.#freeAt = Math.max(this.#freeAt, performance.now()) + neededMs;
    return this.#freeAt + delayMs;
  }

  #take(item: Item): void {
    this.#queue.push(item);
    if (this.#gate.isOpen) this.#deliver();
  }

  #deliver(): void {
    clearTimeout(this.#timer);
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const waitMs = next.dueAt - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => {
          if (this.#gate.isOpen) this.#deliver();
        }, waitMs);
        return;
      }
      this.#queue.shift();
      this.#pass(next);
    }
    if (this.#gate.isOpen && !this.#to.writableNeedDrain) this.#from.resume();
  }

  #pass(item: Item): void {
    if (this.#to.destroyed) return;
    switch (item.kind) {
      case 'bytes':
        if (!this.#to.write(item.bytes)) this.#from.pause();
        break;
      case 'end':
        this.#to.end();
        break;
      case 'reset':
        this.#to.resetAndDestroy();
        break;
    }
  }
}
