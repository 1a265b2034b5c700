import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { timeouts } from './timeouts.js';

describe('timeouts', () => {
  it('warns of a timeout that is off, with what is left', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { wal_sender_timeout: 0 } },
        s1: { settings: { wal_receiver_timeout: 0, tcp_keepalives_idle: 30_000 } },
      },
    };
    expect(found(timeouts, changes)).toEqual(['warn pg1', 'warn s1']);
    const words = told(timeouts, changes);
    expect(words).toContain('`wal_sender_timeout = 0` and no early keep-alive');
    expect(words).toContain('relies on keep-alives of TCP after 30 s');
  });
});
