import { describe, expect, it } from 'vitest';
import { acceptContract, type AcceptanceParts } from './acceptance.js';
import type { ClusterMemory } from './incidents/record.js';
import { Journal } from './monitor/journal/journal.js';
import { FakeStore } from './monitor/testing/fake-store.js';
import type { SyncContract } from './replication/findings/model.js';

const contract: SyncContract = {
  source: 'accepted',
  since: 1,
  required: 1,
  eligible: 1,
  synchronousCommit: 'on',
  names: 's1',
  overrides: [],
};

const before: ClusterMemory = {
  cluster: 'orders',
  systemIdentifier: '7',
  contract: null,
  lastPrimary: 'pg1',
};

interface Setting {
  readonly store: FakeStore;
  readonly parts: AcceptanceParts;
  /** What counts, as the monitor sees it. */
  readonly counts: () => SyncContract | null;
}

function setUp(proposal: SyncContract | null = contract, declaresContract = false): Setting {
  const store = new FakeStore();
  const say = (): void => undefined;
  const log = { debug: say, info: say, warn: say, error: say };
  const journal = new Journal({ store, clock: { now: () => 5 }, log, holdMs: 20, retryMs: 5 });
  let memory = before;
  const monitor = {
    declaresContract,
    get memory(): ClusterMemory {
      return memory;
    },
    proposeContract: () => (proposal === null ? null : { ...memory, contract: proposal }),
    acceptContract: (accepted: SyncContract) => {
      // By then it must be on record who did it.
      expect(store.applied.map(({ kind }) => kind)).toContain('audit');
      memory = { ...memory, contract: accepted };
      return memory;
    },
  };
  return {
    store,
    parts: {
      monitor: (name) => (name === 'orders' ? monitor : undefined),
      journal,
      clock: { now: () => 5 },
    },
    counts: () => memory.contract,
  };
}

const request = { cluster: 'orders', actor: 'slack:T1/U1' };

describe('accepting a contract', () => {
  it('counts once it is on record', async () => {
    const { store, parts, counts } = setUp();
    expect(await acceptContract(request, parts)).toEqual({ ok: true });
    expect(counts()).toBe(contract);
    expect(store.applied[0]).toMatchObject({
      record: { actor: 'slack:T1/U1', action: 'contract.accept', result: 'done' },
    });
    expect(store.applied.at(-1)).toMatchObject({ memory: { contract } });
  });

  it('does not happen if the store turns out to be away, also not later', async () => {
    const { store, parts, counts } = setUp();
    store.isAway = true;
    expect(await acceptContract(request, parts)).toMatchObject({ ok: false });
    expect(counts()).toBeNull();
    store.isAway = false;
    await expect.poll(() => store.applied.length).toBe(1);
    expect(store.applied).toEqual([{ kind: 'cluster', memory: before }]);
  });

  it('does not happen if the store refuses the record of it', async () => {
    const { store, parts, counts } = setUp();
    store.refuses = (change) => change.kind === 'audit';
    expect(await acceptContract(request, parts)).toMatchObject({ ok: false });
    expect(counts()).toBeNull();
    expect(store.applied.at(-1)).toEqual({ kind: 'cluster', memory: before });
  });

  it.each([
    ['the cluster is not watched', { ...request, cluster: 'gone' }, setUp()],
    ['the configuration declares it', request, setUp(contract, true)],
    ['nobody can tell what it would be', request, setUp(null)],
  ])('is refused, with the reason, if %s', async (_, asked, { store, parts }) => {
    expect(await acceptContract(asked, parts)).toMatchObject({ ok: false });
    expect(store.applied).toEqual([]);
  });
});
