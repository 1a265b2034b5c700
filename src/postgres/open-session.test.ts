import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Opening as OpeningClass } from './open-session.js';

// The one thing that no real resolver does on demand: not answering.
vi.mock('node:dns/promises', () => ({ lookup: () => new Promise(() => undefined) }));

const connection = {
  host: 'db1.example',
  port: 5432,
  user: 'pgrepl',
  database: 'postgres',
  password: 'hush',
  sslMode: 'prefer',
  sslRootCert: null,
} as const;

let Opening: typeof OpeningClass;

// What other files have loaded knows another resolver, and the look-ups that theirs left open.
beforeAll(async () => {
  vi.resetModules();
  ({ Opening } = await import('./open-session.js'));
}, 60_000);

afterAll(() => {
  vi.resetModules();
});

describe('Opening', () => {
  it('says that the name was not resolved when the resolver hangs', async () => {
    const opening = new Opening({
      connection,
      applicationName: 'pgrepl',
      purpose: 'watch',
      statementTimeoutMs: 100,
      connectTimeoutMs: 50,
      encryptionThatWorked: null,
    });
    expect(await opening.result).toEqual({
      ok: false,
      failure: {
        reason: 'dns',
        detail: 'The name db1.example was not resolved within 50 ms.',
        code: null,
      },
    });
  });

  it('ends at once when it is given up from outside, in the words of that', async () => {
    const opening = new Opening({
      connection: { ...connection, host: '127.0.0.1', port: 1 },
      applicationName: 'pgrepl',
      purpose: 'watch',
      statementTimeoutMs: 100,
      connectTimeoutMs: 60_000,
      encryptionThatWorked: null,
    });
    opening.expire(7);
    expect(await opening.result).toMatchObject({
      ok: false,
      failure: { reason: 'timed-out', detail: expect.stringContaining('7 ms') as string },
    });
  });
});
