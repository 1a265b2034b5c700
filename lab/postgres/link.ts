import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { LinkDirection, type Gate } from './link-direction.js';
import { allocatePort } from './ports.js';
import { waitUntil } from './wait.js';

/**
 * - `pass`: bytes go through.
 * - `cut`: existing connections are reset, new ones refused.
 * - `drop`: connections stay open and new ones are taken, but no byte passes, as when a firewall
 *   drops packets; after `heal()` they go on where they were.
 */
export type LinkState = 'pass' | 'cut' | 'drop';

interface Pair {
  readonly client: Socket;
  upstream: Socket | undefined;
  directions: readonly LinkDirection[];
}

/** A TCP proxy on loopback that stands for the network path to one port. */
export class Link implements Gate {
  /** Where to connect instead of the target. */
  readonly port: number;
  #target: number;
  #state: LinkState = 'pass';
  #delayMs = 0;
  #bytesPerSecond: number | undefined;
  #targetListens: boolean;
  #server: Server | undefined;
  #closed = false;
  readonly #pairs = new Set<Pair>();

  private constructor(port: number, target: number, targetListens: boolean) {
    this.port = port;
    this.#target = target;
    this.#targetListens = targetListens;
  }

  /** A link to a port of 127.0.0.1; see {@link setTargetListens} for `targetListens`. */
  static async open(
    targetPort: number,
    options: { readonly targetListens?: boolean } = {},
  ): Promise<Link> {
    const link = new Link(await allocatePort(), targetPort, options.targetListens ?? true);
    await link.#settle();
    return link;
  }

  get state(): LinkState {
    return this.#state;
  }

  get delayMs(): number {
    return this.#delayMs;
  }

  get bytesPerSecond(): number | undefined {
    return this.#bytesPerSecond;
  }

  get isOpen(): boolean {
    return this.#state === 'pass';
  }

  /** Lets everything through again, without delay. */
  async heal(): Promise<void> {
    this.#delayMs = 0;
    await this.#change('pass');
  }

  async cut(): Promise<void> {
    await this.#change('cut');
  }

  async drop(): Promise<void> {
    await this.#change('drop');
  }

  /** Delays each byte by so many milliseconds, in each direction. */
  delay(milliseconds: number): void {
    this.#delayMs = milliseconds;
  }

  /** Lets no more than this through from now on, in each direction; `heal()` does not widen it. */
  limit(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** New connections go to this port of 127.0.0.1 from now on; existing ones are reset. */
  retarget(port: number): void {
    this.#target = port;
    this.#resetAll();
  }

  /**
   * Whether the target is listening. While it is not, connections are refused here as they would
   * be there, unless packets are dropped.
   */
  async setTargetListens(listens: boolean): Promise<void> {
    this.#targetListens = listens;
    await this.#settle();
  }

  /** Resets all connections and stops listening for good. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#resetAll();
    await this.#settle();
  }

  async #change(state: LinkState): Promise<void> {
    this.#state = state;
    if (state === 'cut') this.#resetAll();
    await this.#settle();
    for (const pair of this.#pairs) {
      if (this.isOpen && pair.upstream === undefined) this.#connect(pair);
      for (const direction of pair.directions) direction.gateChanged();
    }
  }

  get #shouldListen(): boolean {
    if (this.#closed || this.#state === 'cut') return false;
    return this.#state === 'drop' || this.#targetListens;
  }

  /** Makes what is true of the listening socket what should be. */
  async #settle(): Promise<void> {
    if (!this.#shouldListen) {
      this.#server?.close();
      this.#server = undefined;
    } else if (this.#server === undefined) {
      const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
        this.#accept(client);
      });
      this.#server = server;
      await waitUntil(`port ${this.port} is free again`, () => listen(server, this.port));
      if (this.#server !== server) server.close();
    }
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined);
    const pair: Pair = { client, upstream: undefined, directions: [] };
    this.#pairs.add(pair);
    client.once('close', () => {
      this.#forgetIfOver(pair);
    });
    if (this.isOpen) this.#connect(pair);
    else client.pause();
  }

  #connect(pair: Pair): void {
    const upstream = connect({
      host: '127.0.0.1',
      port: this.#target,
      allowHalfOpen: true,
      noDelay: true,
    });
    upstream.on('error', () => undefined);
    pair.upstream = upstream;
    pair.directions = [
      new LinkDirection(pair.client, upstream, this),
      new LinkDirection(upstream, pair.client, this),
    ];
    upstream.once('close', () => {
      this.#forgetIfOver(pair);
    });
  }

  #forgetIfOver(pair: Pair): void {
    if (pair.client.destroyed && pair.upstream?.destroyed !== false) this.#pairs.delete(pair);
  }

  #resetAll(): void {
    for (const { client, upstream } of this.#pairs) {
      client.resetAndDestroy();
      upstream?.resetAndDestroy();
    }
  }
}

async function listen(server: Server, port: number): Promise<boolean> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return true;
}
