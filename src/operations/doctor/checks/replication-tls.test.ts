import { describe, expect, it } from 'vitest';
import { found, sender, told, type ContextChanges } from '../testing/contexts.js';
import { replicationTls } from './replication-tls.js';

describe('replication-tls', () => {
  it('advises where a standby from elsewhere receives in clear', () => {
    const plain = { ...sender('s2'), isEncrypted: false };
    const changes: ContextChanges = { surveys: { pg1: { senders: [sender('s1'), plain] } } };
    expect(found(replicationTls, changes)).toEqual(['advice pg1']);
    expect(told(replicationTls, changes)).toContain('s2 receives from pg1 unencrypted');
  });

  it('says nothing of the machine itself', () => {
    const local = { ...sender('s1'), isEncrypted: null };
    expect(found(replicationTls, { surveys: { pg1: { senders: [local] } } })).toEqual([]);
  });
});
