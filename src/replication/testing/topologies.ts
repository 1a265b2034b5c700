import type {
  HopLag,
  NodeDeclaration,
  NodeView,
  SyncMember,
  SyncView,
  Topology,
} from '../topology/model.js';
import {
  aWalSender,
  lsn,
  someSettings,
  testLsnText,
  testNow,
  testSystemIdentifier,
} from './observations.js';

export function aDeclaration(
  name: string,
  changes: Partial<NodeDeclaration> = {},
): NodeDeclaration {
  return { name, host: `${name}.example`, port: 5432, applicationName: name, ...changes };
}

/** Nothing to send, nothing to replay. */
export function noLag(changes: Partial<HopLag> = {}): HopLag {
  return {
    replayBytes: 0,
    receiveBytes: 0,
    hopBytes: 0,
    isLowerBound: false,
    timeMs: 0,
    timeIsLowerBound: false,
    reported: null,
    at: testNow,
    ...changes,
  };
}

/** A primary that answers and feeds nobody. */
export function aPrimaryView(name: string, changes: Partial<NodeView> = {}): NodeView {
  return {
    name,
    declaration: aDeclaration(name),
    reach: { kind: 'answers' },
    role: 'primary',
    major: 18,
    versionNum: 180_004,
    timeline: 1,
    provenWal: null,
    systemIdentifier: testSystemIdentifier,
    foreign: false,
    stateAt: testNow,
    fullyVisible: true,
    upstream: null,
    receiverStatus: null,
    receiverWait: null,
    knownSender: null,
    wal: { writeLsn: lsn(testLsnText), receivedLsn: null, replayLsn: null },
    mayHaveUpTo: null,
    lag: null,
    awaits: null,
    replay: null,
    senderRow: null,
    senderName: null,
    syncState: null,
    slots: [],
    settings: someSettings(),
    archiver: null,
    redoLsn: null,
    summarizedLsn: null,
    removedSegments: null,
    conflicts: null,
    syncWait: { sessions: 0, longestMs: null },
    startedAt: testNow - 3_600_000,
    downstream: [],
    ...changes,
  };
}

/** An asynchronous standby that answers, streams from `upstream` and is caught up. */
export function aStandbyView(
  name: string,
  upstream: string,
  changes: Partial<NodeView> = {},
): NodeView {
  return {
    ...aPrimaryView(name),
    role: 'standby',
    upstream: { kind: 'node', node: upstream, evidence: 'walsender' },
    wal: { writeLsn: null, receivedLsn: lsn(testLsnText), replayLsn: lsn(testLsnText) },
    lag: noLag(),
    replay: {
      paused: false,
      applyDelayMs: 0,
      startupWait: 'RecoveryWalStream',
      lastReplayedCommitAt: testNow - 1_000,
    },
    senderRow: aWalSender(name).details,
    senderName: name,
    syncState: 'async',
    syncWait: null,
    ...changes,
  };
}

/** An asynchronous cluster's view of synchronous replication. */
export function anAsyncView(changes: Partial<SyncView> = {}): SyncView {
  return {
    config: null,
    synchronousCommit: 'on',
    namesSetting: '',
    members: [],
    commits: { kind: 'not-waiting', why: 'no-names' },
    wait: { sessions: 0, longestMs: null },
    overrides: [],
    ...changes,
  };
}

export function aMember(name: string, changes: Partial<SyncMember> = {}): SyncMember {
  return {
    name,
    node: name,
    priority: 1,
    state: 'sync',
    eligible: true,
    withholds: null,
    ...changes,
  };
}

/** `FIRST 1 (s1, s2)` with both standbys there. */
export function aFirstOneView(changes: Partial<SyncView> = {}): SyncView {
  return anAsyncView({
    config: { method: 'priority', numSync: 1, names: ['s1', 's2'] },
    namesSetting: 'FIRST 1 (s1, s2)',
    members: [aMember('s1'), aMember('s2', { priority: 2, state: 'potential' })],
    commits: { kind: 'waiting-satisfied', required: 1, spare: 1 },
    ...changes,
  });
}

/**
 * A healthy cluster `orders`: `pg1` feeds the synchronous `s1` and the potential `s2`, and `s1`
 * feeds the asynchronous `s3`. Change what the test is about; `downstream` follows the upstreams.
 */
export function aTopology(changes: Partial<Topology> = {}): Topology {
  const nodes = changes.nodes ?? [
    aPrimaryView('pg1'),
    aStandbyView('s1', 'pg1', { syncState: 'sync' }),
    aStandbyView('s2', 'pg1', { syncState: 'potential' }),
    aStandbyView('s3', 's1'),
  ];
  return {
    cluster: 'orders',
    at: testNow,
    systemIdentifier: testSystemIdentifier,
    primary: { kind: 'one', node: 'pg1', timeline: 1 },
    unmanaged: [],
    otherWalSenders: [],
    sync: aFirstOneView(),
    writeRate: null,
    fork: null,
    ...changes,
    nodes: withDownstream(nodes),
  };
}

/** The topology with one node's view changed. */
export function withNode(topology: Topology, name: string, changes: Partial<NodeView>): Topology {
  const nodes = topology.nodes.map((node) => (node.name === name ? { ...node, ...changes } : node));
  return { ...topology, nodes: withDownstream(nodes) };
}

function withDownstream(nodes: readonly NodeView[]): readonly NodeView[] {
  return nodes.map((node) => ({
    ...node,
    downstream: nodes.flatMap((other) =>
      other.upstream?.kind === 'node' && other.upstream.node === node.name ? [other.name] : [],
    ),
  }));
}
