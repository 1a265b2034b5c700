import { aSlot, testNow } from '../../../replication/testing/observations.js';
import { aTopology } from '../../../replication/testing/topologies.js';
import type { NodeState } from '../../../replication/observation.js';
import { anHbaRule, someStates } from '../../testing/plan-inputs.js';
import type { DoctorCheck, DoctorContext } from '../model.js';
import type { NodeSurvey, SurveyedSetting } from '../survey.js';

/** A setting as text, or as its amount; null for one that is not there. */
type SettingChange = string | number | null;

export interface SurveyChanges extends Partial<Omit<NodeSurvey, 'settings'>> {
  readonly settings?: Readonly<Record<string, SettingChange>>;
}

const healthy: Readonly<Record<string, SettingChange>> = {
  archive_command: '',
  archive_library: '',
  archive_mode: 'off',
  cluster_name: '',
  data_checksums: 'on',
  default_transaction_read_only: 'off',
  fsync: 'on',
  full_page_writes: 'on',
  hot_standby: 'on',
  hot_standby_feedback: 'off',
  max_connections: 100,
  max_locks_per_transaction: 64,
  max_prepared_transactions: 0,
  max_replication_slots: 10,
  max_slot_wal_keep_size: 64 * 1024 ** 3,
  max_standby_streaming_delay: 30_000,
  max_wal_senders: 10,
  max_worker_processes: 8,
  password_encryption: 'scram-sha-256',
  primary_conninfo: '',
  primary_slot_name: '',
  recovery_min_apply_delay: 0,
  recovery_target: '',
  recovery_target_lsn: '',
  recovery_target_name: '',
  recovery_target_time: '',
  recovery_target_timeline: 'latest',
  recovery_target_xid: '',
  restore_command: '',
  shared_preload_libraries: '',
  synchronous_commit: 'on',
  synchronous_standby_names: '',
  tcp_keepalives_idle: 7_200_000,
  wal_keep_size: 0,
  wal_level: 'replica',
  wal_log_hints: 'off',
  wal_receiver_timeout: 60_000,
  wal_sender_timeout: 60_000,
};

/** Those that take a restart, of the ones above. */
const restarted =
  /^(archive_mode|hot_standby|max_|primary_conninfo$|recovery_target|shared_|wal_level|wal_log)/;
const reloaded = /^max_(slot|standby)|^recovery_target_timeline/;

function setting(name: string, value: string | number): SurveyedSetting {
  const isRestarted = restarted.test(name) && !reloaded.test(name) && name !== 'primary_conninfo';
  return {
    text: String(value),
    amount: Number.isFinite(Number(value)) && value !== '' ? Number(value) : null,
    context: isRestarted ? 'postmaster' : 'sighup',
    source: 'configuration file',
  };
}

/** A node at which nothing is wrong, changed where the test wants it. */
export function aSurvey(node: string, changes: SurveyChanges = {}): NodeSurvey {
  const isStandby = changes.inRecovery ?? node !== 'pg1';
  const own: Readonly<Record<string, SettingChange>> = isStandby
    ? {
        primary_conninfo: `host=pg1.example user=replicator application_name=${node}`,
        primary_slot_name: node,
      }
    : { synchronous_standby_names: 'FIRST 1 (s1, s2)' };
  const all = { ...healthy, ...own, ...changes.settings };
  return {
    node,
    askedAt: testNow - 10,
    at: testNow,
    serverTime: testNow - 5,
    versionNum: 180_004,
    major: 18,
    inRecovery: isStandby,
    role: { name: 'pgrepl', superuser: false, seesSettings: true, seesStatistics: true },
    seesRecoverySettings: true,
    recoveryConfUnreadable: false,
    archiving: { kind: 'no-command' },
    conninfo: isStandby
      ? { hasPassword: false, applicationName: node, user: 'replicator', sslMode: 'require' }
      : null,
    pendingRestart: [],
    replicationRoles: [
      { name: 'postgres', superuser: true, replication: true, canLogin: true },
      { name: 'replicator', superuser: false, replication: true, canLogin: true },
    ],
    senders: node === 'pg1' ? ['s1', 's2'].map(sender) : node === 's1' ? [sender('s3')] : [],
    overrides: [],
    conflicts: isStandby ? { snapshot: 0, other: 0 } : null,
    replicationHba: [anHbaRule({ address: '10.0.0.0', netmask: '255.255.255.0' })],
    files: { recoveryConf: false, standbySignal: isStandby, recoverySignal: false },
    md5Roles: null,
    collationVersion: '2.36',
    ...changes,
    settings: new Map(
      Object.entries(all).flatMap(([name, value]) =>
        value === null ? [] : [[name, setting(name, value)] as const],
      ),
    ),
  };
}

/** Somebody who receives, as the role `replicator`. */
export function sender(applicationName: string): NodeSurvey['senders'][number] {
  return { user: 'replicator', applicationName, isEncrypted: true };
}

export type NodeName = 'pg1' | 's1' | 's2' | 's3';

export interface ContextChanges extends Partial<Omit<DoctorContext, 'surveys' | 'states'>> {
  /** For every node. */
  readonly all?: SurveyChanges;
  /** For one; null for a node that gave no answer. */
  readonly surveys?: Readonly<Partial<Record<NodeName, SurveyChanges | null>>>;
  readonly states?: Readonly<Partial<Record<NodeName, Partial<NodeState>>>>;
}

/**
 * `orders` in good health: pg1 feeds the synchronous s1 and the potential s2, s1 feeds s3; each has a
 * slot.
 */
export function aContext({ all, surveys, states, ...changes }: ContextChanges = {}): DoctorContext {
  const names: readonly NodeName[] = ['pg1', 's1', 's2', 's3'];
  return {
    now: testNow,
    topology: aTopology(),
    states: someStates({
      pg1: { slots: [aSlot('s1'), aSlot('s2')], ...states?.pg1 },
      s1: { slots: [aSlot('s3')], ...states?.s1 },
      s2: { ...states?.s2 },
      s3: { ...states?.s3 },
    }),
    surveys: new Map(
      names.flatMap((name) => {
        const own = surveys?.[name];
        if (own === null) return [];
        const settings = { ...all?.settings, ...own?.settings };
        return [[name, aSurvey(name, { ...all, ...own, settings })] as const];
      }),
    ),
    ...changes,
  };
}

/** What a check finds, without what passes: `warn s1`, a line each. */
export function found(check: DoctorCheck, changes: ContextChanges = {}): readonly string[] {
  return check
    .examine(aContext(changes))
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ verdict, node }) => `${verdict} ${node ?? 'cluster'}`);
}

/** What a check says of all that does not pass. */
export function told(check: DoctorCheck, changes: ContextChanges = {}): string {
  return check
    .examine(aContext(changes))
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ evidence, remedy }) => `${evidence} → ${remedy ?? ''}`)
    .join('\n');
}
