import { describe, expect, it } from 'vitest';
import { aFirstOneView, anAsyncView, aTopology } from '../../../replication/testing/topologies.js';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { standbyWithoutContract } from './standby-without-contract.js';

describe('standby-without-contract', () => {
  it('advises of a standby that is in no list', () => {
    const changes: ContextChanges = {
      topology: aTopology({
        sync: aFirstOneView({
          config: { method: 'priority', numSync: 1, names: ['s1', 'archive'] },
        }),
      }),
    };
    expect(found(standbyWithoutContract, changes)).toEqual(['advice s2']);
    const words = told(standbyWithoutContract, changes);
    expect(words).toMatch(/s2 \(`application_name` s2\) is in no list/);
  });

  it('does not apply to an asynchronous cluster', () => {
    const changes: ContextChanges = { topology: aTopology({ sync: anAsyncView() }) };
    expect(found(standbyWithoutContract, changes)).toEqual([]);
  });
});
