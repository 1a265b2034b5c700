import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { fiveSettings } from './five-settings.js';

describe('five-settings', () => {
  it('fails a standby below its primary, whichever setting it is', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { max_connections: 200, max_prepared_transactions: 10 } },
        s2: { settings: { max_connections: 200 } },
        s3: { settings: { max_connections: 200, max_prepared_transactions: 20 } },
      },
    };
    expect(found(fiveSettings, changes)).toEqual(['fail s1', 'fail s2']);
    const words = told(fiveSettings, changes);
    expect(words).toMatch(
      /`max_connections` 100 \(pg1: 200\), `max_prepared_transactions` 0 \(pg1: 10\)/,
    );
    expect(words).toContain('then restart it');
  });

  it('counts max_wal_senders from 12 on', () => {
    const changes: ContextChanges = {
      all: { major: 11 },
      surveys: { pg1: { settings: { max_wal_senders: 20 } } },
    };
    expect(found(fiveSettings, changes)).toEqual([]);
  });
});
