import { describe, expect, it, onTestFinished } from 'vitest';
import { startCluster } from '../../../lab/postgres/cluster.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { checkNode } from '../../../src/postgres/check-node.js';
import { systemClock } from '../../../src/clock.js';
import { majorsToTest } from './majors-to-test.js';
import {
  connectionTo,
  observedState,
  primaryRole,
  probeOf,
  refusalOf,
  standbyRole,
} from './support.js';

describe.each(await majorsToTest())('PostgreSQL %i', (major) => {
  it('gives a whole observation of every node, in every role', async () => {
    const cluster = await startCluster({
      major,
      synchronousStandbyNames: 's1',
      nodes: {
        p: {},
        s1: { from: 'p', slot: true },
        leaf: { from: 's1' },
        cold: { from: 'p', hotStandby: false },
      },
    });
    onTestFinished(() => cluster.stop());
    const primary = await observedState(probeOf(cluster.node('p')));
    const standby = await observedState(probeOf(cluster.node('s1')));
    const leaf = await observedState(probeOf(cluster.node('leaf')));

    for (const state of [primary, standby, leaf]) {
      expect(state).toMatchObject({
        major,
        systemIdentifier: primary.systemIdentifier,
        timeline: 1,
        fullyVisible: true,
        syncWait: { sessions: 0, longestMs: null },
        archiver: { archivedCount: 0, failedCount: 0 },
        settings: {
          synchronousCommit: 'on',
          walLevel: 'replica',
          maxConnections: 40,
          walSegmentBytes: 16 * 1024 ** 2,
          walKeepBytes: 64 * 1024 ** 2,
          maxSlotWalKeepBytes: major >= 13 ? -1 : null,
          idleSlotTimeoutMs: major >= 18 ? 0 : null,
          walSenderTimeoutMs: 5000,
          walReceiverTimeoutMs: 5000,
          walRetrieveRetryIntervalMs: 200,
        },
      });
    }
    expect(primaryRole(primary).writeLsn).toBeGreaterThan(0n);
    expect(primary.walSenders.map((one) => one.applicationName)).toEqual(['cold', 's1']);
    const sender = primary.walSenders[1]?.details;
    expect(sender).toMatchObject({ state: 'streaming', syncState: 'sync', slotName: 's1' });
    expect(sender?.replayLsn).not.toBeNull();
    if (major >= 12) expect(sender?.replyAgeMs).toBeGreaterThanOrEqual(0);
    else expect(sender?.replyAgeMs).toBeNull();
    expect(primary.slots).toMatchObject([
      { name: 's1', kind: 'physical', active: true, temporary: false },
    ]);
    expect(primary.slots[0]?.walStatus).toBe(major >= 13 ? 'reserved' : null);

    expect(standby.settings).toMatchObject({
      hasPrimaryConninfo: major >= 12 ? true : null,
      hasRestoreCommand: major >= 12 ? false : null,
    });
    const role = standbyRole(standby);
    expect(role.replayPaused).toBe(false);
    expect(role.applyDelayMs).toBe(major >= 12 ? 0 : null);
    expect(role.receiver?.details).toMatchObject({
      status: 'streaming',
      receivedTimeline: 1,
      slotName: 's1',
      senderHost: major >= 11 ? '127.0.0.1' : null,
      senderPort: major >= 11 ? cluster.node('p').serverPort : null,
    });
    expect(role.receiver?.details?.flushedLsn).not.toBeNull();
    expect(role.replayLsn).not.toBeNull();
    expect(standby.walSenders.map((one) => one.applicationName)).toEqual(['leaf']);
    await waitUntil('the startup process waits for WAL', async () => {
      const state = await observedState(probeOf(cluster.node('leaf')));
      return standbyRole(state).startupWait !== null;
    });

    const cold = await refusalOf(probeOf(cluster.node('cold')));
    expect(cold.reason).toBe(major >= 14 ? 'hot-standby-off' : 'starting-up');
  });

  it('gives a role without pg_monitor what it can, and check says which grant is missing', async () => {
    const cluster = await startCluster({ major, nodes: { p: {}, s1: { from: 'p' } } });
    onTestFinished(() => cluster.stop());
    const plain = { user: 'pgrepl_plain' } as const;
    const primary = await observedState(probeOf(cluster.node('p'), plain));
    expect(primary).toMatchObject({ fullyVisible: false, syncWait: null, timeline: 1 });
    expect(primary.walSenders).toMatchObject([{ applicationName: 's1', details: null }]);
    const standby = await observedState(probeOf(cluster.node('s1'), plain));
    expect(standby).toMatchObject({ fullyVisible: false, timeline: 1 });
    expect(standbyRole(standby).receiver).toMatchObject({ details: null });
    const result = await checkNode({
      connection: connectionTo(cluster.node('p').port, plain),
      applicationName: 'pgrepl',
      timeoutMs: 10_000,
      clock: systemClock,
    });
    expect(result.items.filter(({ level }) => level !== 'pass')).toMatchObject([
      { subject: 'privileges', remedy: 'On the primary: GRANT pg_monitor TO pgrepl_plain;' },
    ]);
  });

  it('shows a promotion on the kept connection, and every poll during it brings a state', async () => {
    const cluster = await startCluster({ major, nodes: { p: {}, s1: { from: 'p' } } });
    onTestFinished(() => cluster.stop());
    const probe = probeOf(cluster.node('s1'));
    expect((await observedState(probe)).role.kind).toBe('standby');
    await cluster.node('p').stop();
    const promoted = cluster.node('s1').promote();
    let state = await observedState(probe);
    while (state.role.kind === 'standby') state = await observedState(probe);
    expect(state.timeline).toBe(2);
    await promoted;
  });
});
