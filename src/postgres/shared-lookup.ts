import { lookup } from 'node:dns/promises';
import type { LookupAddress, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';

/**
 * Name look-ups run on Node.js's four worker threads, which file access and password hashing need
 * too, and a resolver that does not answer holds its thread for many seconds. So at most this many
 * run at once, and one that is under way serves everybody who asks the same.
 */
const mostAtOnce = 2;

const underWay = new Map<string, Promise<LookupAddress[]>>();
const waiting: (() => void)[] = [];
let running = 0;

async function turn(): Promise<void> {
  if (running >= mostAtOnce) {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
    });
    return;
  }
  running += 1;
}

/** Hands the turn on; only when nobody waits does the count go down. */
function pass(): void {
  const next = waiting.shift();
  if (next === undefined) running -= 1;
  else next();
}

async function resolveName(hostname: string, options: LookupOptions): Promise<LookupAddress[]> {
  await turn();
  try {
    return await lookup(hostname, { ...options, all: true });
  } finally {
    pass();
  }
}

/** Looks a name up for `net.connect`, as `dns.lookup` does (so `/etc/hosts` counts). */
export const sharedLookup: LookupFunction = (hostname, options, callback) => {
  const key = JSON.stringify([hostname, options.family ?? 0, options.hints ?? 0]);
  let answer = underWay.get(key);
  if (answer === undefined) {
    answer = resolveName(hostname, options).finally(() => {
      underWay.delete(key);
    });
    underWay.set(key, answer);
  }
  answer.then(
    (addresses) => {
      const first = addresses[0];
      if (options.all === true) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    },
    (error: unknown) => {
      callback(error instanceof Error ? error : new Error(String(error)), '');
    },
  );
};
