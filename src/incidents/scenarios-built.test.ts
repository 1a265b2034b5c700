import { describe, expect, it } from 'vitest';
import { restoredConditions } from '../replication/findings/conditions.js';
import type { LsnHistory } from '../replication/lag/history.js';
import { addSample, emptyHistory } from '../replication/lag/history.js';
import type { NodeState, UnreachableReason } from '../replication/observation.js';
import { foldObservation, newRecord } from '../replication/records.js';
import { aStandbyOf } from '../replication/testing/clusters.js';
import {
  aFailedObservation,
  aNodeState,
  aWalSender,
  anObservation,
  aPrimaryRole,
  lsn,
  testNow,
} from '../replication/testing/observations.js';
import { aDeclaration } from '../replication/testing/topologies.js';
import { buildTopology } from '../replication/topology/build.js';
import type { NodeRecord, Topology } from '../replication/topology/model.js';
import type { Seen } from './testing/watch.js';
import { findingOf, Watch } from './testing/watch.js';

type Answers = Readonly<Record<string, NodeState | UnreachableReason>>;

/** Polls with these answers, and what pgrepl makes of the topology built from them. */
class Polls {
  readonly #watch: Watch;
  readonly #records: Map<string, NodeRecord>;
  #topology: Topology | null = null;
  #history: LsnHistory = emptyHistory;
  #lastPrimary: string | null = null;

  constructor(names: readonly string[], watch = new Watch()) {
    this.#watch = watch;
    this.#records = new Map(names.map((name) => [name, newRecord(aDeclaration(name))]));
  }

  poll(answers: Answers, atMs: number): Seen {
    const now = testNow + atMs;
    for (const [name, answer] of Object.entries(answers)) {
      const record = this.#records.get(name) ?? newRecord(aDeclaration(name));
      const observation =
        typeof answer === 'string'
          ? aFailedObservation(name, answer, now)
          : anObservation(name, answer, now);
      this.#records.set(name, foldObservation(record, observation));
    }
    this.#topology = buildTopology({
      cluster: 'orders',
      now,
      records: [...this.#records.values()],
      history: this.#history,
      systemIdentifier: null,
      previous: this.#topology,
      lastPrimary: this.#lastPrimary,
    });
    const { primary } = this.#topology;
    const state = primary.kind === 'one' ? answers[primary.node] : undefined;
    if (primary.kind === 'one') this.#lastPrimary = primary.node;
    if (typeof state === 'object' && state.role.kind === 'primary') {
      this.#history = addSample(this.#history, { at: now, lsn: state.role.writeLsn });
    }
    return this.#watch.see(this.#topology, atMs);
  }
}

const cascade: Answers = {
  pg1: aNodeState({ walSenders: [aWalSender('s1'), aWalSender('s2')] }),
  s1: aStandbyOf('pg1', {}, { walSenders: [aWalSender('s3')] }),
  s2: aStandbyOf('pg1'),
  s3: aStandbyOf('s1'),
};
const names = Object.keys(cascade);
const alone = (upstream: string): NodeState => aStandbyOf(upstream, { receiver: null });

describe('findings from topologies as they are built', () => {
  it('finds nothing wrong with a healthy cluster', () => {
    const polls = new Polls(names);
    expect(polls.poll(cascade, 0).kinds).toEqual([]);
    expect(polls.poll(cascade, 3_600_000).kinds).toEqual([]);
  });

  it('makes one incident of a lost cascade parent, from the down to the return', () => {
    const polls = new Polls(names);
    polls.poll(cascade, 0);
    const pg1 = aNodeState({ walSenders: [aWalSender('s2')] });
    const lost: Answers = { ...cascade, pg1, s1: 'refused', s3: alone('s1') };
    expect(polls.poll(lost, 2000).kinds).toEqual(['standby-disconnected/s1']);
    const seen = polls.poll(lost, 4000);
    expect(seen.kinds).toEqual(['standby-disconnected/s1', 'standby-disconnected/s3']);
    expect(seen.open).toHaveLength(1);
    expect(findingOf(seen, 'standby-disconnected', 's3').causes).toEqual(['node:s1', 'node:s3']);
    polls.poll(cascade, 6000);
    polls.poll(cascade, 8000);
    expect(polls.poll(cascade, 10_000).open).toEqual([]);
  });

  it('makes one incident of a lost primary, from the loss to the new primary', () => {
    const polls = new Polls(names);
    polls.poll(cascade, 0);
    const down: Answers = {
      pg1: 'refused',
      s1: aStandbyOf('pg1', { receiver: null }, { walSenders: [aWalSender('s3')] }),
      s2: alone('pg1'),
      s3: aStandbyOf('s1'),
    };
    const first = polls.poll(down, 2000);
    expect(first.kinds).toEqual(['primary-unreachable/pg1']);
    const both = polls.poll(down, 4000);
    expect(both.kinds).toEqual([
      'primary-unreachable/pg1',
      'standby-disconnected/s1',
      'standby-disconnected/s2',
    ]);
    expect(both.open).toHaveLength(1);
    const promoted: Answers = {
      ...down,
      s1: aNodeState({
        timeline: 2,
        role: aPrimaryRole('0/3000100'),
        walSenders: [aWalSender('s3')],
      }),
    };
    polls.poll(promoted, 6000);
    polls.poll(promoted, 8000);
    const after = polls.poll(promoted, 10_000);
    expect(after.kinds).toEqual([
      'node-unreachable/pg1',
      'role-changed/s1',
      'standby-disconnected/s2',
    ]);
    expect(after.open.map(({ id }) => id)).toEqual(first.open.map(({ id }) => id));
  });

  it('tells a frozen standby from a dead one', () => {
    const polls = new Polls(names);
    polls.poll(cascade, 0);
    const frozen = polls.poll({ ...cascade, s2: 'timed-out' }, 2000);
    expect(frozen.kinds).toEqual(['node-unreachable/s2']);
    const pg1 = aNodeState({ walSenders: [aWalSender('s1')] });
    const dropped = polls.poll({ ...cascade, pg1, s2: 'timed-out' }, 60_000);
    expect(dropped.kinds).toEqual(['standby-disconnected/s2']);
    expect(dropped.open).toHaveLength(1);
  });

  it('knows a standby that is down from the first poll on', () => {
    const pg1 = aNodeState({ walSenders: [aWalSender('s1')] });
    const seen = new Polls(names).poll({ ...cascade, pg1, s2: 'refused' }, 0);
    expect(seen.kinds).toEqual(['standby-disconnected/s2']);
    expect(findingOf(seen, 'standby-disconnected', 's2').consequence).toContain(
      'How far it has come is not known',
    );
  });

  it('goes on with its incidents after a restart, before and after the first answers', () => {
    const pg1 = aNodeState({ walSenders: [aWalSender('s1')] });
    const before = new Polls(names).poll({ ...cascade, pg1, s2: 'refused' }, 0);
    const restarted = (): Polls =>
      new Polls(
        names,
        new Watch({
          conditions: restoredConditions(before.active, 3000),
          incidents: before.open,
        }),
      );
    const polls = restarted();
    const silentStart = polls.poll({ s1: cascade['s1'] ?? 'refused' }, 60_000);
    expect(silentStart.kinds).toEqual(['standby-disconnected/s2']);
    expect(silentStart.changes).toEqual([]);
    const still = polls.poll({ ...cascade, pg1, s2: 'refused' }, 62_000);
    expect(still.open.map(({ id }) => id)).toEqual(before.open.map(({ id }) => id));
    expect(still.notices).toEqual([]);
    // Cured while nobody looked: it resolves once that has been seen for a while.
    const cured = restarted();
    expect(cured.poll(cascade, 60_000).open).toHaveLength(1);
    expect(cured.poll(cascade, 64_000).open).toEqual([]);
  });

  it('has nothing against a cold standby, and tells when it is gone', () => {
    const polls = new Polls(names);
    polls.poll({ ...cascade, s2: 'hot-standby-off' }, 0);
    expect(polls.poll({ ...cascade, s2: 'hot-standby-off' }, 60_000).kinds).toEqual([]);
    const pg1 = aNodeState({ walSenders: [aWalSender('s1')] });
    expect(polls.poll({ ...cascade, pg1, s2: 'hot-standby-off' }, 62_000).kinds).toEqual([
      'standby-disconnected/s2',
    ]);
  });

  it('sees lag that grows under writes, and none once it is caught up', () => {
    const polls = new Polls(['pg1', 's1']);
    const at = (write: string, replay: string): Answers => ({
      pg1: aNodeState({
        role: aPrimaryRole(write),
        walSenders: [aWalSender('s1', { replayLsn: lsn(replay) }, write)],
      }),
      s1: aStandbyOf('pg1', { receiveLsn: lsn(write), replayLsn: lsn(replay) }),
    });
    polls.poll(at('0/3000000', '0/3000000'), 0);
    let seen = polls.poll(at('0/8000000', '0/3000000'), 2000);
    for (let atMs = 4000; atMs <= 20_000; atMs += 2000) {
      seen = polls.poll(at('0/8000000', '0/3000000'), atMs);
    }
    expect(seen.kinds).toEqual(['replication-lag/s1']);
    expect(findingOf(seen, 'replication-lag', 's1').what).toContain(
      '80 MB of it is received and not yet replayed',
    );
    polls.poll(at('0/8000000', '0/8000000'), 22_000);
    expect(polls.poll(at('0/8000000', '0/8000000'), 26_000).open).toEqual([]);
  });
});
