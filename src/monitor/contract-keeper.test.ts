import { describe, expect, it } from 'vitest';
import { compareContract } from '../replication/sync/breaches.js';
import { aTopology } from '../replication/testing/topologies.js';
import type { SyncView } from '../replication/topology/model.js';
import { contractFor } from './contract-keeper.js';

const declared = { required: 1, eligible: 2, synchronousCommit: 'on' };

const withSync = (sync: Partial<SyncView>): ReturnType<typeof aTopology> => {
  const topology = aTopology();
  return { ...topology, sync: { ...topology.sync, ...sync } };
};

function breachesOfDeclared(sync: Partial<SyncView>): readonly string[] {
  const topology = withSync(sync);
  const contract = contractFor(declared, null, topology, 1);
  if (contract === null) throw new Error('a declared contract always holds');
  return compareContract(contract, topology).map(({ kind, effect }) => `${kind} ${effect}`);
}

describe('a declared contract', () => {
  it('wins over one that was learned, and leaves the names open', () => {
    const learned = contractFor(null, null, aTopology(), 1);
    expect(contractFor(declared, learned, aTopology(), 2)).toMatchObject({
      source: 'declared',
      names: '',
    });
  });

  it('is departed from when the names are emptied', () => {
    expect(breachesOfDeclared({ namesSetting: '', config: null, members: [] })).toContain(
      'names-emptied asynchronous',
    );
  });

  it('is departed from by a role that lowers its level, even if it did so from the start', () => {
    const overrides = [{ database: null, role: 'careless', value: 'local' }];
    expect(breachesOfDeclared({ overrides })).toContain('override-added asynchronous');
  });
});

describe('without a declaration', () => {
  it('what was remembered holds, and not what is there now', () => {
    const remembered = {
      ...declared,
      source: 'learned',
      since: 0,
      names: 'x',
      overrides: [],
    } as const;
    expect(contractFor(null, remembered, aTopology(), 5)).toBe(remembered);
  });
});
