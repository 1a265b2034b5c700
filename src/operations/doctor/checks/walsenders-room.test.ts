import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { walsendersRoom } from './walsenders-room.js';

describe('walsenders-room', () => {
  it('fails where nobody else can connect, or not all could follow', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { max_wal_senders: 2 } },
        s1: { settings: { max_wal_senders: 2 } },
      },
    };
    expect(found(walsendersRoom, changes)).toEqual(['fail pg1', 'fail s1']);
    const words = told(walsendersRoom, changes);
    expect(words).toContain('2 of them in use: nobody else can connect');
    expect(words).toContain('too few for the 3 other nodes');
  });

  it('warns of little room', () => {
    const changes: ContextChanges = { surveys: { pg1: { settings: { max_wal_senders: 4 } } } };
    expect(found(walsendersRoom, changes)).toEqual(['warn pg1']);
    const words = told(walsendersRoom, changes);
    expect(words).toContain("max_wal_senders = '10'`, then restart it");
  });

  it('has the standbys raise it first, from 12 on', () => {
    const changes: ContextChanges = {
      all: { settings: { max_wal_senders: 4 } },
      surveys: { s1: { settings: { max_wal_senders: 20 } }, s3: null },
    };
    const [ofPrimary = ''] = told(walsendersRoom, changes).split('\n');
    expect(ofPrimary).toContain(
      "On s2 and s3 first, since no standby may have fewer than its primary: `ALTER SYSTEM SET max_wal_senders = '10'`, then restart them. After that: On pg1: `ALTER SYSTEM SET max_wal_senders = '10'`, then restart it.",
    );
    const old = told(walsendersRoom, { ...changes, all: { ...changes.all, major: 11 } });
    expect(old).not.toContain('first');
  });
});
