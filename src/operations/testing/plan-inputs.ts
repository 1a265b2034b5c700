import { aStandbyOf } from '../../replication/testing/clusters.js';
import {
  aNodeState,
  aReceiver,
  aWalSender,
  lsn,
  someSettings,
  testLsnText,
  testNow,
} from '../../replication/testing/observations.js';
import { aTopology } from '../../replication/testing/topologies.js';
import type { NodeState } from '../../replication/observation.js';
import type { ActingRights, HbaRule, NodeFacts, NodeHandsSummary, PlanInput } from '../facts.js';
import { nodeCommands } from '../facts.js';
import type { OperationRules } from '../model.js';
import { planNodes } from '../parts.js';
import type { PlanSides } from '../steps/context.js';
import { oldPrimaryOf } from '../subject.js';

export const allRights: ActingRights = {
  superuser: false,
  replication: true,
  promote: true,
  reload: true,
  checkpoint: true,
  alterSystem: {
    primary_conninfo: true,
    primary_slot_name: true,
    synchronous_standby_names: true,
  },
  signalBackends: true,
};

export const noRights: ActingRights = {
  superuser: false,
  replication: false,
  promote: false,
  reload: false,
  checkpoint: false,
  alterSystem: {
    primary_conninfo: false,
    primary_slot_name: false,
    synchronous_standby_names: false,
  },
  signalBackends: false,
};

/** `host replication all all trust` in line 90, changed where the test wants it. */
export function anHbaRule(changes: Partial<HbaRule> = {}): HbaRule {
  return {
    line: 90,
    type: 'host',
    databases: ['replication'],
    users: ['all'],
    address: 'all',
    netmask: null,
    method: 'scram-sha-256',
    ...changes,
  };
}

/** What a node says at which nothing stands in the way of anything. */
export function someFacts(node: string, changes: Partial<NodeFacts> = {}): NodeFacts {
  return {
    node,
    at: testNow,
    actingRole: 'pgrepl',
    may: allRights,
    dataDirectory: `/srv/${node}`,
    configFile: `/srv/${node}/postgresql.conf`,
    hbaFile: `/srv/${node}/pg_hba.conf`,
    dataChecksums: true,
    walLogHints: false,
    fullPageWrites: true,
    recoveryTargetTimeline: 'latest',
    primaryConninfo: node === 'pg1' ? null : 'host=pg1.example port=5432 user=repl',
    restoreCommandSet: false,
    triggerFile: null,
    baseBackups: 0,
    archiveReadyFiles: 0,
    archiveMode: 'off',
    longestTransactionMs: null,
    longTransactions: 0,
    preparedTransactions: 0,
    walSendersUsed: node === 'pg1' ? 2 : 0,
    slotsUsed: 0,
    replicationHba: [anHbaRule()],
    checkpointLsn: lsn(testLsnText),
    redoLsn: lsn(testLsnText),
    checkpointTimeline: 1,
    lastCheckpointAt: testNow - 60_000,
    oldestWalFile: '000000010000000000000001',
    ...changes,
  };
}

export function someRules(changes: Partial<OperationRules> = {}): OperationRules {
  const nobody = { request: [], approve: [] };
  return {
    driver: 'command',
    authority: { switchover: nobody, promote: nobody },
    approvals: 1,
    requesterMayApprove: false,
    expiresAfterMs: 600_000,
    bounds: {
      lagBytes: 16 * 1024 ** 2,
      lagMs: 10_000,
      archiveWarnFiles: 16,
      archiveBlockFiles: 128,
      longTransactionMs: 60_000,
    },
    timeouts: {
      checkpointMs: 60_000,
      stopMs: 60_000,
      receiveMs: 10_000,
      promoteMs: 60_000,
      followMs: 60_000,
      rejoinMs: 600_000,
      personMs: 600_000,
    },
    ...changes,
  };
}

/** Every command at hand, as `/opt/pg NAME`. */
export function allHands(changes: Partial<NodeHandsSummary> = {}): NodeHandsSummary {
  return {
    driver: 'command',
    commands: nodeCommands,
    exact: Object.fromEntries(nodeCommands.map((command) => [command, ['/opt/pg', command]])),
    ...changes,
  };
}

/** No command: people do what takes an operating system. */
export const noHands: NodeHandsSummary = { driver: 'sql', commands: [], exact: {} };

/** States that fit `aTopology`. */
export function someStates(
  changes: Readonly<Record<string, Partial<NodeState>>> = {},
): PlanInput['states'] {
  const syncSettings = someSettings({ synchronousStandbyNames: 'FIRST 1 (s1, s2)' });
  const states: Readonly<Record<string, NodeState>> = {
    pg1: aNodeState({ walSenders: [aWalSender('s1'), aWalSender('s2')], settings: syncSettings }),
    s1: aStandbyOf('pg1', {}, { walSenders: [aWalSender('s3')] }),
    s2: aStandbyOf('pg1'),
    s3: aStandbyOf('s1'),
  };
  return new Map(
    Object.entries(states).map(([name, state]) => [
      name,
      { at: testNow, state: { ...state, ...changes[name] } },
    ]),
  );
}

/** A state whose receiver is on this timeline, or in this status. */
export function receiverOf(
  upstream: string,
  changes: Parameters<typeof aReceiver>[0],
): Pick<NodeState, 'role'> {
  const receiver = aReceiver({ senderHost: `${upstream}.example`, ...changes });
  return { role: aStandbyOf(upstream, { receiver }).role };
}

/** Switch `aTopology` over from pg1 to s1: nothing stands in the way. */
export function aPlanInput(changes: Partial<PlanInput> = {}): PlanInput {
  const names = ['pg1', 's1', 's2', 's3'];
  return {
    kind: 'switchover',
    now: testNow,
    topology: aTopology(),
    states: someStates(),
    facts: new Map(names.map((name) => [name, someFacts(name)])),
    contract: null,
    target: 's1',
    forced: false,
    rules: someRules(),
    hands: new Map(names.map((name) => [name, allHands()])),
    lastPrimary: 'pg1',
    ...changes,
  };
}

/** Who is what in the plan for this input, whose target is given. */
export function sidesOf(input: PlanInput): PlanSides {
  const primary = oldPrimaryOf(input);
  const target = input.target ?? 's1';
  return { input, primary, target, nodes: planNodes(input, primary, target) };
}
