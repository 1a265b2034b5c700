import { describe, expect, it } from 'vitest';
import { readObservation } from './rows.js';

const standby = {
  kind: 'standby',
  receiveLsn: '0/3000A20',
  replayLsn: '0/3000A00',
  lastReplayedCommitAt: 1_700_000_000_000,
  replayPaused: false,
};

const primary = {
  kind: 'primary',
  writeLsn: '16/B374D848',
  flushLsn: '16/B374D840',
  timelineHex: '0000001A',
};

const receiver = {
  pid: 41,
  status: 'streaming',
  receivedTimeline: 3,
  flushedLsn: '0/3000A20',
  senderHost: 'db1',
  senderPort: 5432,
  slotName: null,
  lastMessageSentAt: 1_700_000_000_000,
  lastMessageReceivedAt: 1_700_000_000_001,
};

const sender = {
  pid: 17,
  applicationName: 's1',
  clientAddress: '10.0.0.2',
  clientPort: 4711,
  backendStartedAt: 1_700_000_000_000,
  state: 'streaming',
  sentLsn: '0/3000A20',
  writeLsn: '0/3000A20',
  flushLsn: '0/3000A20',
  replayLsn: null,
  writeLagMs: 0.25,
  flushLagMs: null,
  replayLagMs: null,
  syncPriority: 1,
  syncState: 'sync',
  replyAgeMs: 12.5,
  slotName: 's1',
};

/** What the statement returns on a quiet primary. */
const row = {
  versionNum: 180_004,
  systemIdentifier: '7710220105617045659',
  serverTime: 1_700_000_000_000,
  startedAt: 1_600_000_000_000,
  seesStatistics: true,
  showsWaits: true,
  control: { timeline: 2, redoLsn: '0/2000028' },
  summarizedLsn: null,
  role: primary,
  receiver: null,
  walSenders: null,
  slots: null,
  archiver: null,
  waits: { sessions: 0, longestMs: null, startup: null, receiver: null },
  conflicts: null,
  settings: { synchronous_standby_names: ['', null] },
  synchronousCommitOverrides: null,
};

function stateOf(changes: object): ReturnType<typeof readObservation> & { kind: 'state' } {
  const read = readObservation({ ...row, ...changes });
  if (read.kind === 'state') return read;
  throw new Error(read.message);
}

describe('readObservation', () => {
  it('reads a primary, its timeline from the name of the WAL file it writes', () => {
    expect(stateOf({}).state).toMatchObject({
      major: 18,
      systemIdentifier: '7710220105617045659',
      timeline: 26,
      role: { kind: 'primary', writeLsn: 0x16_b374_d848n, flushLsn: 0x16_b374_d840n },
      walSenders: [],
      slots: [],
      syncWait: { sessions: 0, longestMs: null },
      synchronousCommitOverrides: [],
    });
    expect(stateOf({ versionNum: 90_600 }).state.major).toBe(9);
  });

  it("takes a standby's timeline from its receiver, else from the control file", () => {
    expect(stateOf({ role: standby, receiver }).state.timeline).toBe(3);
    expect(stateOf({ role: standby }).state.timeline).toBe(2);
    const unstarted = { ...receiver, receivedTimeline: 0 };
    expect(stateOf({ role: standby, receiver: unstarted }).state).toMatchObject({
      timeline: 2,
      role: { receiver: { details: { receivedTimeline: null } } },
    });
  });

  it('keeps a receiver and a walsender of which only the outline is visible', () => {
    const hidden = (all: object, ...shown: string[]): object =>
      Object.fromEntries(
        Object.entries(all).map(([key, value]) => [key, shown.includes(key) ? value : null]),
      );
    const { state } = stateOf({
      role: standby,
      seesStatistics: false,
      receiver: hidden(receiver, 'pid'),
      walSenders: [hidden(sender, 'pid', 'applicationName')],
    });
    expect(state.walSenders).toEqual([{ pid: 17, applicationName: 's1', details: null }]);
    expect(state).toMatchObject({
      fullyVisible: false,
      syncWait: null,
      role: { startupWait: null, receiver: { pid: 41, details: null } },
    });
  });

  it('does not count waiting sessions where the version does not show them', () => {
    expect(stateOf({ showsWaits: false }).state.syncWait).toBeNull();
  });

  it('reads a walsender in full', () => {
    const [read] = stateOf({ walSenders: [sender] }).state.walSenders;
    const { pid, applicationName, ...details } = sender;
    expect(read).toEqual({
      pid,
      applicationName,
      details: {
        ...details,
        sentLsn: 0x300_0a20n,
        writeLsn: 0x300_0a20n,
        flushLsn: 0x300_0a20n,
      },
    });
  });

  it.each([
    ['systemIdentifier', { systemIdentifier: 7_710_220_105 }],
    ['role.writeLsn', { role: { ...primary, writeLsn: 'secret' } }],
    ['role', { role: { kind: 'witness' } }],
    ['walSenders.0.syncState', { walSenders: [{ ...sender, syncState: 'maybe' }] }],
    ['versionNum', { versionNum: 90_500 }],
    ['synchronous_standby_names', { settings: {} }],
  ])('names the first member that is not as expected: %s', (path, changes) => {
    const read = readObservation({ ...row, ...changes });
    expect(read).toMatchObject({ kind: 'mismatch' });
    expect(read.kind === 'mismatch' ? read.message : '').toContain(path);
    expect(JSON.stringify(read)).not.toContain('secret');
  });

  it.each([undefined, null, 'text', 7, []])('refuses %o', (json) => {
    expect(readObservation(json).kind).toBe('mismatch');
  });
});
