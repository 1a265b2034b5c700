import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { afterAll, beforeAll, describe, expect, it, vi, type Mock } from 'vitest';
import type { sharedLookup as SharedLookup } from './shared-lookup.js';

// The one thing that no real resolver does on demand: not answering.
vi.mock('node:dns/promises', () => ({ lookup: vi.fn() }));

const answers = new Map<string, (addresses: LookupAddress[]) => void>();
const lookUp = lookup as unknown as Mock<(hostname: string) => Promise<LookupAddress[]>>;
lookUp.mockImplementation(
  (hostname) =>
    new Promise((resolve) => {
      answers.set(hostname, resolve);
    }),
);

let sharedLookup: typeof SharedLookup;

// What other files have loaded knows another resolver, and the look-ups that theirs left open.
beforeAll(async () => {
  vi.resetModules();
  ({ sharedLookup } = await import('./shared-lookup.js'));
}, 60_000);

afterAll(() => {
  vi.resetModules();
});

function ask(hostname: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    sharedLookup(hostname, {}, (error, address) => {
      if (error === null) resolve(address);
      else reject(error);
    });
  });
}

async function answer(hostname: string, address: string): Promise<void> {
  await vi.waitFor(() => {
    expect(answers.has(hostname)).toBe(true);
  });
  answers.get(hostname)?.([{ address, family: 4 }]);
}

describe('sharedLookup', () => {
  it('asks once for a name that several wait for, and again afterwards', async () => {
    const first = ask('db1');
    const second = ask('db1');
    await answer('db1', '10.0.0.1');
    expect(await Promise.all([first, second])).toEqual(['10.0.0.1', '10.0.0.1']);
    expect(lookUp).toHaveBeenCalledTimes(1);
    answers.clear();
    const third = ask('db1');
    await answer('db1', '10.0.0.2');
    expect(await third).toBe('10.0.0.2');
  });

  it('leaves threads to others when resolvers hang, and goes on when one answers', async () => {
    answers.clear();
    const asked = ['hung1', 'hung2', 'waits1', 'waits2'].map(ask);
    await vi.waitFor(() => {
      expect([...answers.keys()]).toEqual(['hung1', 'hung2']);
    });
    await answer('hung1', '10.0.0.1');
    await answer('waits1', '10.0.0.3');
    await answer('waits2', '10.0.0.4');
    await answer('hung2', '10.0.0.2');
    expect(await Promise.all(asked)).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4']);
  });
});
