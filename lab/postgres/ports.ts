import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/**
 * A free port on loopback, given out once: by this process and by all others of this machine that
 * ask here, until this one ends. It lies below the range that systems take outgoing connections'
 * ports from, so that a server that is down finds its port still free when it starts again.
 */
export async function allocatePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(12_000, 32_000);
    if ((await reserve(port)) && (await isFree(port))) return port;
  }
  throw new Error('no free port was found on 127.0.0.1');
}

/**
 * Takes the port of the same number of UDP, which nothing of the lab listens on: the system gives it
 * to one process at a time, and back when that ends, however it ends.
 */
function reserve(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      socket.unref();
      resolve(true);
    });
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
