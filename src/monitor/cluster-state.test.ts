import { describe, expect, it } from 'vitest';
import { defaultThresholds } from '../config/defaults.js';
import type { ClusterMemory } from '../incidents/record.js';
import type { Finding, SyncContract } from '../replication/findings/model.js';
import { aStandbyOf } from '../replication/testing/clusters.js';
import {
  aFailedObservation,
  aNodeState,
  anObservation,
  aStandbyState,
  aWalSender,
  someSettings,
  testNow,
  testSystemIdentifier,
} from '../replication/testing/observations.js';
import { aDeclaration } from '../replication/testing/topologies.js';
import { ClusterState } from './cluster-state.js';

const contract: SyncContract = {
  source: 'accepted',
  since: testNow - 1_000_000,
  required: 1,
  eligible: 0,
  synchronousCommit: 'on',
  names: 's1',
  overrides: [],
};

const memoryOf = (changes: Partial<ClusterMemory> = {}): ClusterMemory => ({
  cluster: 'orders',
  systemIdentifier: testSystemIdentifier,
  contract,
  lastPrimary: 'pg1',
  ...changes,
});

const finding = (kind: string, since: number): Finding => ({
  kind,
  cluster: 'orders',
  subject: null,
  key: `orders/${kind}`,
  severity: 'critical',
  since,
  causes: [],
  what: 'What.',
  consequence: 'Consequence.',
  next: 'Next.',
  evidence: {},
});

function aState(names: readonly string[] = ['pg1']): ClusterState {
  return new ClusterState({
    cluster: 'orders',
    nodes: names.map((name) => ({
      declaration: aDeclaration(name),
      thresholds: defaultThresholds,
    })),
    declaredContract: null,
    memory: null,
    standing: [],
    clearMs: 3000,
  });
}

const kinds = (findings: readonly Finding[]): readonly string[] => findings.map(({ kind }) => kind);

describe('what is known of a cluster', () => {
  it('is asked for once more before a sudden silence is believed, but not before a second one', () => {
    const state = aState();
    expect(state.take(anObservation('pg1'), false)).toBe('taken');
    const silent = aFailedObservation('pg1', 'refused', testNow + 100);
    expect(state.take(silent, false)).toBe('suspicious');
    expect(state.take(silent, true)).toBe('taken');
    expect(state.take(aFailedObservation('pg1', 'refused', testNow + 200), false)).toBe('taken');
  });

  it('learns its contract from the first healthy look, not from one at a part of the nodes', () => {
    const state = aState(['pg1', 's1']);
    state.take(anObservation('pg1'), false);
    expect(state.evaluate(testNow).memory).toMatchObject({ contract: null, lastPrimary: 'pg1' });
    state.take(anObservation('s1', aStandbyState()), false);
    expect(state.evaluate(testNow).topology.nodes).toHaveLength(2);
  });

  it('says what must outlive a restart when it has changed, and only then', () => {
    const state = aState();
    state.take(anObservation('pg1'), false);
    expect(state.evaluate(testNow).memory).not.toBeNull();
    expect(state.evaluate(testNow + 1).memory).toBeNull();
  });
});

describe('what an earlier process knew, learned of late', () => {
  it('holds the cluster to the contract it had, not to one learned in a bad moment', () => {
    const state = aState();
    state.take(anObservation('pg1'), false);
    const first = state.evaluate(testNow);
    expect(first.memory?.contract).toMatchObject({ source: 'learned', required: 0 });
    expect(kinds(first.active)).not.toContain('silently-asynchronous');
    state.recall(memoryOf(), []);
    expect(state.memory).toEqual(memoryOf());
    expect(kinds(state.evaluate(testNow + 1000).active)).toContain('silently-asynchronous');
  });

  it('keeps what stood from resolving before it has been seen to be gone', () => {
    const state = aState();
    state.take(anObservation('pg1'), false);
    state.evaluate(testNow);
    state.recall(null, [finding('sync-contract-changed', testNow - 60_000)]);
    const soon = state.evaluate(testNow + 1000);
    expect(soon.active.find(({ kind }) => kind === 'sync-contract-changed')?.since).toBe(
      testNow - 60_000,
    );
    expect(kinds(state.evaluate(testNow + 5000).active)).not.toContain('sync-contract-changed');
  });

  it('lets what is seen now have begun when the earlier process saw it', () => {
    const state = aState();
    state.take(anObservation('pg1'), false);
    state.recall(memoryOf(), [finding('silently-asynchronous', testNow - 60_000)]);
    const { active } = state.evaluate(testNow);
    expect(active).toMatchObject([{ kind: 'silently-asynchronous', since: testNow - 60_000 }]);
  });

  it('notices that another node is primary now', () => {
    const state = aState();
    state.take(anObservation('pg1'), false);
    state.evaluate(testNow);
    state.recall(memoryOf({ lastPrimary: 's9', contract: null }), []);
    expect(kinds(state.evaluate(testNow + 1).active)).toContain('role-changed');
    expect(state.memory.lastPrimary).toBe('pg1');
  });

  it('knows a stranger by the system identifier that was remembered', () => {
    const state = aState();
    state.take(anObservation('pg1', aNodeState({ systemIdentifier: '42' })), false);
    state.evaluate(testNow);
    state.recall(memoryOf(), []);
    expect(state.evaluate(testNow + 1).topology.nodes[0]?.foreign).toBe(true);
  });
});

describe('ClusterState.conclude', () => {
  const sync = { before: 's1', onTarget: '', atPromotion: '', after: 'pg1' };

  it('takes the names of an operation for the contract, and its target for the primary', () => {
    const state = aState();
    state.recall(memoryOf(), []);
    state.conclude({ target: 's1', primary: 'pg1', sync }, testNow);
    const { memory } = state.evaluate(testNow);
    expect(memory).toMatchObject({ lastPrimary: 's1', contract: { names: 'pg1', required: 1 } });
    expect(state.evaluate(testNow).memory).toBeNull();
  });

  it('keeps a contract that was departed from before', () => {
    const state = aState();
    state.recall(memoryOf({ contract: { ...contract, names: 's1, s2' } }), []);
    state.conclude({ target: 's1', primary: 'pg1', sync }, testNow);
    expect(state.memory.contract).toMatchObject({ names: 's1, s2' });
  });

  it('tells that commits wait for nobody once the old primary could confirm them again', () => {
    const state = aState(['pg1', 's1']);
    state.recall(memoryOf(), []);
    const told = (at: number): boolean =>
      kinds(state.evaluate(at).active).includes('silently-asynchronous');
    state.take(anObservation('s1', aNodeState()), false);
    state.take(aFailedObservation('pg1', 'refused', testNow), true);
    // Nobody has said yet that it is meant.
    expect(told(testNow)).toBe(true);
    state.conclude(
      { target: 's1', primary: 'pg1', sync: { ...sync, atPromotion: '', after: '' } },
      testNow,
    );
    state.evaluate(testNow + 1000);
    expect(told(testNow + 10_000)).toBe(false);
    expect(state.memory.contract).toMatchObject({ names: 'pg1', required: 1, meanwhile: '' });

    const feeding = aNodeState({ walSenders: [aWalSender('pg1')] });
    state.take({ ...anObservation('s1', feeding), at: testNow + 11_000 }, false);
    state.take({ ...anObservation('pg1', aStandbyOf('s1')), at: testNow + 11_000 }, false);
    expect(told(testNow + 11_000)).toBe(true);

    // Names of its own put an end to what was meant for the time being.
    const settings = someSettings({ synchronousStandbyNames: 'pg1' });
    const restored = { ...feeding, settings };
    state.take({ ...anObservation('s1', restored), at: testNow + 12_000 }, false);
    state.evaluate(testNow + 12_000);
    expect(told(testNow + 20_000)).toBe(false);
    expect(state.memory.contract).toMatchObject({ names: 'pg1', meanwhile: null });
  });
});
