import { describe, expect, it } from 'vitest';

import type { SyncContract } from '../findings/model.js';
import { testNow } from '../testing/observations.js';
import { aFirstOneView, aMember, aTopology, anAsyncView } from '../testing/topologies.js';
import type { SyncView } from '../topology/model.js';
import { compareContract } from './breaches.js';
import { learnContract } from './contract.js';

const firstOne = contractOf(aFirstOneView());
const asynchronous = contractOf(anAsyncView());

function contractOf(sync: SyncView): SyncContract {
  const contract = learnContract(aTopology({ sync }), testNow);
  if (contract === null) throw new Error('nothing to learn');
  return contract;
}

/** Kind and effect of every breach. */
function breaches(contract: SyncContract, sync: SyncView): readonly string[] {
  return compareContract(contract, aTopology({ sync })).map(
    ({ kind, effect }) => `${kind}: ${effect}`,
  );
}

describe('compareContract', () => {
  it('finds nothing in what it was learned from', () => {
    expect(breaches(firstOne, aFirstOneView())).toEqual([]);
    expect(breaches(asynchronous, anAsyncView())).toEqual([]);
  });

  it('calls emptied names silently asynchronous, whatever else they change', () => {
    const found = compareContract(firstOne, aTopology({ sync: anAsyncView() }));
    expect(found).toEqual([
      { kind: 'names-emptied', effect: 'asynchronous', names: 'FIRST 1 (s1, s2)' },
    ]);
  });

  it.each([
    ['off', 'level-lowered: asynchronous'],
    ['local', 'level-lowered: asynchronous'],
    ['remote_write', 'level-lowered: weaker'],
    ['remote_apply', 'level-raised: changed'],
  ])('holds synchronous_commit = %s against it', (synchronousCommit, expected) => {
    expect(breaches(firstOne, aFirstOneView({ synchronousCommit }))).toEqual([expected]);
  });

  it('takes a lowered level of an asynchronous cluster for weaker, as nobody was waited for', () => {
    expect(breaches(asynchronous, anAsyncView({ synchronousCommit: 'off' }))).toEqual([
      'level-lowered: weaker',
    ]);
  });

  it('names the override that takes a database or a role out', () => {
    const override = { database: 'shop', role: null, value: 'off' };
    const sync = aFirstOneView({ overrides: [override] });
    expect(compareContract(firstOne, aTopology({ sync }))).toEqual([
      { kind: 'override-added', effect: 'asynchronous', override, text: 'shop/*=off' },
    ]);
  });

  it('accepts overrides that were there, that change nothing, or that guarantee more', () => {
    const known = { database: 'bulk', role: null, value: 'off' };
    const contract = contractOf(aFirstOneView({ overrides: [known] }));
    const harmless = [
      known,
      { database: 'a', role: null, value: 'on' },
      { database: 'b', role: 'c', value: 'remote_apply' },
    ];
    expect(breaches(contract, aFirstOneView({ overrides: harmless }))).toEqual([]);
  });

  it('calls an override weaker that still waits', () => {
    const overrides = [{ database: null, role: 'app', value: 'remote_write' }];
    expect(breaches(firstOne, aFirstOneView({ overrides }))).toEqual(['override-added: weaker']);
  });

  it('takes the names for the same in another spelling, and for changed in another order', () => {
    const spelled = aFirstOneView({
      config: { method: 'priority', numSync: 1, names: ['S1', 's2'] },
      namesSetting: 'S1,"s2"',
    });
    expect(breaches(firstOne, spelled)).toEqual([]);
    const reversed = aFirstOneView({
      config: { method: 'priority', numSync: 1, names: ['s2', 's1'] },
      namesSetting: 's2, s1',
    });
    expect(breaches(firstOne, reversed)).toEqual(['names-changed: changed']);
  });

  it('tells fewer required from more', () => {
    const two = aFirstOneView({
      config: { method: 'priority', numSync: 2, names: ['s1', 's2'] },
      namesSetting: '2 (s1, s2)',
      commits: { kind: 'waiting-satisfied', required: 2, spare: 0 },
    });
    expect(breaches(contractOf(two), aFirstOneView())).toEqual(['fewer-required: weaker']);
    expect(breaches(firstOne, two)).toEqual(['more-required: changed']);
  });

  it('notices a standby that was demoted to async by a shorter list', () => {
    const shorter = aFirstOneView({
      config: { method: 'priority', numSync: 1, names: ['s1'] },
      namesSetting: 's1',
      members: [aMember('s1')],
      commits: { kind: 'waiting-satisfied', required: 1, spare: 0 },
    });
    expect(breaches(firstOne, shorter)).toEqual([
      'fewer-eligible: weaker',
      'names-changed: changed',
    ]);
  });

  it('does not take members it may not see for gone', () => {
    const members = aFirstOneView().members.map((member) => ({ ...member, eligible: null }));
    expect(breaches(firstOne, aFirstOneView({ members }))).toEqual([]);
  });

  it('notices that an asynchronous cluster waits now', () => {
    expect(breaches(asynchronous, aFirstOneView())).toContain('more-required: changed');
  });

  it('leaves the names open that a declared contract does not give', () => {
    const declared: SyncContract = { ...firstOne, source: 'declared', names: '' };
    expect(breaches(declared, aFirstOneView())).toEqual([]);
    expect(breaches(declared, anAsyncView())).toEqual(['names-emptied: asynchronous']);
  });

  it('holds nothing against a cluster without one primary that answers', () => {
    const sync = anAsyncView();
    for (const primary of [
      { kind: 'unreachable', node: 'pg1' },
      { kind: 'none', last: 'pg1' },
      { kind: 'several', nodes: ['pg1', 's1'] },
    ] as const) {
      expect(compareContract(firstOne, aTopology({ primary, sync }))).toEqual([]);
    }
  });

  it('holds nothing against a level that is not known', () => {
    expect(breaches(firstOne, aFirstOneView({ synchronousCommit: null }))).toEqual([]);
  });
});
