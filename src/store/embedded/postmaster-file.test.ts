import { describe, expect, it } from 'vitest';
import { parsePostmasterFile } from './postmaster-file.js';

describe('parsePostmasterFile', () => {
  it('reads a server with a socket', () => {
    const text = '812\n/srv/data\n1763638399\n5432\n/srv/socket\n\n  5445 32769\nready   \n';
    expect(parsePostmasterFile(text)).toEqual({
      pid: 812,
      startedAtSeconds: 1_763_638_399,
      port: 5432,
      socketDirectory: '/srv/socket',
      listenAddress: undefined,
      sharedMemoryId: 32_769,
      status: 'ready',
    });
  });

  it('reads a server on an address', () => {
    const text = '812\n/srv/data\n1763638399\n5433\n\n127.0.0.1\n  5445 32769\nstandby \n';
    expect(parsePostmasterFile(text)).toMatchObject({
      port: 5433,
      socketDirectory: undefined,
      listenAddress: '127.0.0.1',
      status: 'standby',
    });
  });

  it('reads one that has only begun to start', () => {
    expect(parsePostmasterFile('812\n/srv/data\n1763638399\n5432\n')).toEqual({
      pid: 812,
      startedAtSeconds: 1_763_638_399,
      port: 5432,
      socketDirectory: undefined,
      listenAddress: undefined,
      sharedMemoryId: undefined,
      status: undefined,
    });
  });

  it('reads the negated number of a standalone backend', () => {
    expect(parsePostmasterFile('-812\n/srv/data\n')?.pid).toBe(812);
  });

  it.each(['', '\n', 'nonsense', '0\n'])('is undefined for %j', (text) => {
    expect(parsePostmasterFile(text)).toBeUndefined();
  });
});
