import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedServerError, systemCode } from './errors.js';

/** macOS's flags for `open(2)` that Node.js has no names for: lock the file, and do not wait. */
const O_EXLOCK = 0x20;
const O_NONBLOCK_DARWIN = 0x4;

type Release = () => Promise<void>;

/**
 * Does some work on a directory while no other process on this machine does. The system itself
 * gives the lock back when its holder dies, however it dies, so that a lock is never stale.
 *
 * @throws EmbeddedServerError `locked` if another process holds it for longer than `timeoutMs`
 */
export async function withDirectoryLock<T>(
  directory: string,
  timeoutMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const release = await acquire(directory, timeoutMs);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire(directory: string, timeoutMs: number): Promise<Release> {
  const pauseMs = 25;
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += pauseMs) {
    const release = await tryAcquire(directory);
    if (release !== undefined) return release;
    await sleep(pauseMs);
  }
  throw new EmbeddedServerError(
    'locked',
    `Another process has been starting the PostgreSQL in ${directory} for more than ` +
      `${Math.round(timeoutMs / 1000)} s. Look for another pgrepl that uses this directory.`,
  );
}

async function tryAcquire(directory: string): Promise<Release | undefined> {
  switch (process.platform) {
    case 'darwin':
      return lockFile(join(directory, 'lock'));
    case 'win32':
      return listenOn(`\\\\.\\pipe\\${await lockName(directory)}`);
    default:
      // An abstract socket: no file, gone with its process.
      return listenOn(`\0${await lockName(directory)}`);
  }
}

async function lockName(directory: string): Promise<string> {
  const path = await realpath(directory);
  return `pgrepl-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
}

async function listenOn(name: string): Promise<Release | undefined> {
  const server = createServer((socket) => socket.destroy());
  server.unref();
  server.listen(name);
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EADDRINUSE' || code === 'EACCES') return undefined;
    throw error;
  }
  return () =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
    });
}

async function lockFile(path: string): Promise<Release | undefined> {
  try {
    const flags = constants.O_CREAT | constants.O_RDWR | O_EXLOCK | O_NONBLOCK_DARWIN;
    const handle = await open(path, flags, 0o600);
    return () => handle.close();
  } catch (error) {
    if (systemCode(error) === 'EAGAIN') return undefined;
    throw error;
  }
}
