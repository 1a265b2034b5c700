import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';

const given = new Set<number>();

/**
 * A free port on loopback, never given out twice by this process. It lies below the range that
 * systems take outgoing connections' ports from, so that a server that is down finds its port
 * still free when it starts again.
 */
export async function allocatePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(12_000, 32_000);
    if (given.has(port)) continue;
    if (await isFree(port)) {
      given.add(port);
      return port;
    }
  }
  throw new Error('no free port was found on 127.0.0.1');
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
