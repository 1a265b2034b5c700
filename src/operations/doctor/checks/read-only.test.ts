import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { readOnly } from './read-only.js';

describe('read-only', () => {
  it('fails a primary, warns of a standby and of a database', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: {
          settings: { default_transaction_read_only: 'on' },
          overrides: [
            { database: 'shop', role: null, name: 'default_transaction_read_only', value: 'on' },
            { database: null, role: 'reports', name: 'default_transaction_read_only', value: 'on' },
          ],
        },
        s1: { settings: { default_transaction_read_only: 'on' } },
      },
    };
    expect(found(readOnly, changes)).toEqual(['fail pg1', 'warn pg1', 'warn s1']);
    const words = told(readOnly, changes);
    expect(words).toContain('promoted, it refuses writes');
    expect(words).toContain('ALTER DATABASE "shop" RESET');
  });
});
