import { describe, expect, it } from 'vitest';
import { found, sender, told, type ContextChanges } from '../testing/contexts.js';
import { replicationRole } from './replication-role.js';

describe('replication-role', () => {
  it('advises against a superuser', () => {
    const changes: ContextChanges = {
      surveys: { pg1: { senders: [{ ...sender('s1'), user: 'postgres' }, sender('s2')] } },
    };
    expect(found(replicationRole, changes)).toEqual(['advice pg1']);
    const words = told(replicationRole, changes);
    expect(words).toContain('as the superuser postgres');
  });
});
