import type { Duplex } from 'node:stream';
import { connect, type Socket } from 'node:net';
import { FailureError } from './failure.js';
import { sharedLookup } from './shared-lookup.js';

/** After so long a silence TCP starts to ask whether the other side is still there. */
const keepAliveAfterMs = 2000;

/**
 * Starts to connect. `pg` dials the stream it is given; this one is on its way already, so its
 * `connect` does nothing: look-ups, keep-alive and errors stay in our hands.
 */
export function dial(host: string, port: number): Socket {
  const socket = host.startsWith('/')
    ? connect({ path: `${host}/.s.PGSQL.${port}` })
    : connect({
        host,
        port,
        lookup: sharedLookup,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: keepAliveAfterMs,
      });
  socket.connect = () => socket;
  return socket;
}

/**
 * `pg` parses what it receives inside the stream's `data` event and throws on what it does not
 * understand (a request for GSSAPI, for one), where only the process could catch it. Here such an
 * error ends the stream instead.
 */
export function guardParser(stream: Duplex): void {
  const emit = stream.emit.bind(stream);
  stream.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    if (event !== 'data') return emit(event, ...values);
    try {
      return emit(event, ...values);
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
      return true;
    }
  };
}

/** libpq's bounds: a longer first message comes from something else. */
const longestAuthentication = 2000;
const longestError = 30_000;

/**
 * Refuses a peer whose first bytes no PostgreSQL server would send, which `pg` would wait on
 * forever. Must be called on a guarded stream, before `pg` listens.
 */
export function expectPostgres(socket: Socket, request: 'startup' | 'tls'): void {
  socket.once('data', (chunk: Buffer) => {
    if (request === 'tls' ? answersTlsRequest(chunk) : answersStartup(chunk)) return;
    throw new FailureError(
      'protocol',
      'What answers there does not speak the PostgreSQL protocol.',
    );
  });
}

function answersTlsRequest(chunk: Buffer): boolean {
  const text = chunk.toString('latin1');
  return text === 'S' || text === 'N' || (text.startsWith('E') && answersStartup(chunk));
}

function answersStartup(chunk: Buffer): boolean {
  const kind = String.fromCharCode(chunk[0] ?? 0);
  if (kind === 'v' || kind === 'N') return true;
  if (kind !== 'R' && kind !== 'E') return false;
  if (chunk.length < 5) return true;
  return chunk.readUInt32BE(1) <= (kind === 'R' ? longestAuthentication : longestError);
}
