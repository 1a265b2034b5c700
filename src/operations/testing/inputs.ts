import type { NodeState } from '../../replication/observation.js';
import {
  aNodeState,
  aStandbyState,
  someSettings,
  testNow,
} from '../../replication/testing/observations.js';
import { aTopology } from '../../replication/testing/topologies.js';
import type { Topology } from '../../replication/topology/model.js';
import type {
  ActingRights,
  NodeCommand,
  NodeFacts,
  NodeHandsSummary,
  PlanInput,
} from '../facts.js';
import { nodeCommands } from '../facts.js';
import type { OperationRules } from '../model.js';

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

/** What a healthy node of version 15 or later says to a role that may do everything. */
export function someFacts(node: string, changes: Partial<NodeFacts> = {}): NodeFacts {
  return {
    node,
    at: testNow,
    actingRole: 'pgrepl',
    may: { ...noRights, superuser: true, promote: true },
    dataDirectory: `/var/lib/postgresql/${node}`,
    configFile: `/var/lib/postgresql/${node}/postgresql.conf`,
    hbaFile: `/var/lib/postgresql/${node}/pg_hba.conf`,
    dataChecksums: true,
    walLogHints: false,
    fullPageWrites: true,
    recoveryTargetTimeline: 'latest',
    primaryConninfo: null,
    restoreCommandSet: false,
    triggerFile: null,
    baseBackups: 0,
    archiveReadyFiles: 0,
    archiveMode: 'off',
    longestTransactionMs: null,
    longTransactions: 0,
    preparedTransactions: 0,
    walSendersUsed: 1,
    slotsUsed: 0,
    replicationHba: [],
    checkpointLsn: null,
    redoLsn: null,
    checkpointTimeline: 1,
    lastCheckpointAt: testNow - 60_000,
    oldestWalFile: null,
    ...changes,
  };
}

/** One Slack user may ask, another one and a group may approve. */
export function someRules(changes: Partial<OperationRules> = {}): OperationRules {
  const authority = {
    request: [{ kind: 'user', id: 'U0SRE' }],
    approve: [
      { kind: 'user', id: 'U0DBA' },
      { kind: 'group', id: 'S0DBAS' },
    ],
  } as const;
  return {
    driver: 'command',
    authority: { switchover: authority, promote: authority },
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
      stopMs: 30_000,
      receiveMs: 1_000,
      promoteMs: 30_000,
      followMs: 30_000,
      rejoinMs: 600_000,
      personMs: 600_000,
    },
    ...changes,
  };
}

/** Hands with a command `ssh NODE WORD` for each of these; all of them unless given. */
export function someHands(
  node: string,
  commands: readonly NodeCommand[] = nodeCommands,
): NodeHandsSummary {
  return {
    driver: commands.length === 0 ? 'sql' : 'command',
    commands,
    exact: Object.fromEntries(commands.map((command) => [command, ['ssh', node, command]])),
  };
}

/** What a plan is made from: a switchover of this cluster to `s1`, by all commands and all rights. */
export function aPlanInput(changes: Partial<PlanInput> = {}): PlanInput {
  const topology = changes.topology ?? aTopology();
  const names = topology.nodes.map(({ name }) => name);
  return {
    kind: 'switchover',
    now: testNow,
    topology,
    states: statesOf(topology),
    facts: new Map(names.map((name) => [name, someFacts(name)])),
    contract: null,
    target: 's1',
    forced: false,
    rules: someRules(),
    hands: new Map(names.map((name) => [name, someHands(name)])),
    lastPrimary: 'pg1',
    ...changes,
  };
}

/** A state for each node of the topology, of its version, role, slots and synchronous names. */
export function statesOf(
  topology: Topology,
): ReadonlyMap<string, { readonly at: number; readonly state: NodeState }> {
  return new Map(
    topology.nodes.map((node) => {
      const major = node.major ?? 18;
      const names = node.role === 'primary' ? (topology.sync.namesSetting ?? '') : '';
      const settings = someSettings({ synchronousStandbyNames: names });
      const shared = { major, versionNum: major * 10_000, settings, slots: node.slots };
      const state = node.role === 'primary' ? aNodeState(shared) : aStandbyState({}, shared);
      return [node.name, { at: testNow, state }];
    }),
  );
}
