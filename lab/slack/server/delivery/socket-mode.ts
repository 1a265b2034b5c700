import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import type { Changes } from '../changes.js';
import type { LabClock } from '../clock.js';
import { isObject } from '../json.js';
import { secret } from '../model/ids.js';
import { ACK_MS, acceptsResponse, type Delivery, type Envelope } from './envelope.js';

/** Slack allows an app ten connections at a time. */
const MOST_CONNECTIONS = 10;
const TICKET_VALID_MS = 30_000;
/** How often Slack pings. */
const PING_MS = 10_000;

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled';

interface Pending {
  readonly acked: (payload: unknown) => void;
  /** Only the connection that got an envelope can acknowledge it. */
  readonly socket: WebSocket;
}

/** The WebSocket side of Socket Mode. */
export class SocketMode {
  readonly #clock: LabClock;
  readonly #changes: Changes;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Map<string, { readonly appId: string; readonly bornMs: number }>();
  readonly #connections = new Map<string, WebSocket[]>();
  readonly #pending = new Map<string, Pending>();
  #turn = 0;

  constructor(clock: LabClock, changes: Changes) {
    this.#clock = clock;
    this.#changes = changes;
  }

  /** The path and query of a URL that opens one connection within half a minute. */
  issueTicket(appId: string): string {
    const ticket = secret();
    this.#tickets.set(ticket, { appId, bornMs: this.#clock.now() });
    return `/link/?ticket=${ticket}&app_id=${appId}`;
  }

  connections(appId: string): number {
    return this.#connections.get(appId)?.length ?? 0;
  }

  /** Takes over a connection that wants to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '', 'http://slack').searchParams.get('ticket') ?? '';
    const known = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    if (known === undefined || this.#clock.now() - known.bornMs > TICKET_VALID_MS) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#welcome(known.appId, webSocket);
    });
  }

  /** Sends an envelope to one of the app's connections and waits for its acknowledgement. */
  send(envelope: Envelope): Promise<Delivery> {
    const startMs = performance.now();
    const ms = (): number => performance.now() - startMs;
    const socket = this.#next(envelope.appId);
    if (socket === undefined)
      return Promise.resolve({ ok: false, reason: 'not-connected', status: null, ms: ms() });
    return new Promise((resolve) => {
      const callOff = this.#clock.after(ACK_MS, () => {
        this.#pending.delete(envelope.id);
        resolve({ ok: false, reason: 'timeout', status: null, ms: ms() });
      });
      const acked = (payload: unknown): void => {
        callOff();
        this.#pending.delete(envelope.id);
        resolve({ ok: true, payload, ms: ms() });
      };
      this.#pending.set(envelope.id, { acked, socket });
      socket.send(JSON.stringify(onTheWire(envelope)));
    });
  }

  /** Asks the connections to be opened anew, as Slack does when it recycles a host. */
  requestDisconnect(reason: DisconnectReason, appId?: string): void {
    for (const socket of this.#sockets(appId))
      socket.send(
        JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'local-slack' } }),
      );
  }

  /** Cuts the connections without a word. */
  cut(appId?: string): void {
    for (const socket of this.#sockets(appId)) socket.terminate();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #sockets(appId?: string): readonly WebSocket[] {
    if (appId !== undefined) return [...(this.#connections.get(appId) ?? [])];
    return [...this.#connections.values()].flat();
  }

  #next(appId: string): WebSocket | undefined {
    const open = (this.#connections.get(appId) ?? []).filter(
      ({ readyState }) => readyState === WebSocket.OPEN,
    );
    this.#turn += 1;
    return open[this.#turn % Math.max(1, open.length)];
  }

  #welcome(appId: string, socket: WebSocket): void {
    const known = this.#connections.get(appId) ?? [];
    if (known.length >= MOST_CONNECTIONS) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      socket.close();
      return;
    }
    this.#connections.set(appId, [...known, socket]);
    const ping = setInterval(() => {
      socket.ping();
    }, PING_MS);
    ping.unref();
    socket.on('message', (data) => {
      this.#receive(socket, data);
    });
    socket.on('error', () => {
      socket.terminate();
    });
    socket.on('close', () => {
      clearInterval(ping);
      const rest = (this.#connections.get(appId) ?? []).filter((other) => other !== socket);
      this.#connections.set(appId, rest);
      this.#changes.publish({ kind: 'connections', appId, count: rest.length });
    });
    const count = known.length + 1;
    socket.send(JSON.stringify(hello(appId, count)));
    this.#changes.publish({ kind: 'connections', appId, count });
  }

  #receive(socket: WebSocket, data: RawData): void {
    const message = parse(data);
    if (!isObject(message) || typeof message['envelope_id'] !== 'string') return;
    const pending = this.#pending.get(message['envelope_id']);
    if (pending?.socket === socket) pending.acked(message['payload']);
  }
}

function hello(appId: string, connections: number): unknown {
  return {
    type: 'hello',
    num_connections: connections,
    connection_info: { app_id: appId },
    debug_info: { host: 'local-slack', build_number: 1, approximate_connection_time: 18_060 },
  };
}

function onTheWire(envelope: Envelope): unknown {
  return {
    envelope_id: envelope.id,
    payload: envelope.payload,
    type: envelope.type,
    accepts_response_payload: acceptsResponse(envelope),
    ...(envelope.type === 'events_api' || envelope.attempt > 0
      ? { retry_attempt: envelope.attempt, retry_reason: envelope.retryReason ?? '' }
      : {}),
  };
}

function parse(data: RawData): unknown {
  try {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
