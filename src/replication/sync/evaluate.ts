import type { SettingOverride, SyncWait, WalSender } from '../observation.js';
import type { CommitOutlook, SyncConfig, SyncMember, SyncView } from '../topology/model.js';
import { confirming } from './confirming.js';
import { waitsForStandbys } from './levels.js';
import { nameMatches, parseSynchronousStandbyNames, sameStandbyName } from './parse-names.js';

export interface SyncInput {
  readonly major: number;
  readonly namesSetting: string;
  /** Server-wide; null when not known. */
  readonly synchronousCommit: string | null;
  /** Every row of the primary's `pg_stat_replication`. */
  readonly walSenders: readonly WalSender[];
  readonly wait: SyncWait | null;
  readonly overrides: readonly SettingOverride[];
  /** The configured node that a row belongs to; null if none does. */
  readonly nodeOf: (row: WalSender) => string | null;
  /** The configured node that is to carry this name; null if none is. */
  readonly nodeNamed: (applicationName: string) => string | null;
  /** True if the standby behind a row is known to have its replay paused. */
  readonly isReplayPaused: (row: WalSender) => boolean;
}

/** Synchronous replication as long as the primary's settings are not known. */
export const unknownSync: SyncView = {
  config: null,
  synchronousCommit: null,
  namesSetting: null,
  members: [],
  commits: { kind: 'unknown' },
  wait: null,
  overrides: null,
};

/**
 * Works out what PostgreSQL works out in `SyncRepGetCandidateStandbys` (syncrep.c). What the server
 * itself says in `sync_state` and `sync_priority` is taken; where a role may not see those, they are
 * computed from the names, and what can't be known (does it stream?) stays unknown.
 */
export function evaluateSync(input: SyncInput): SyncView {
  const parsed = parseSynchronousStandbyNames(input.namesSetting, input.major);
  const config = parsed.ok ? parsed.config : null;
  const members = config === null ? [] : membersOf(config, input);
  return {
    config,
    synchronousCommit: input.synchronousCommit,
    namesSetting: input.namesSetting,
    members,
    // A setting that can't be read (a fork's own grammar, say) is no proof of anything.
    commits: parsed.ok
      ? commitOutlook(config, input.synchronousCommit, members)
      : { kind: 'unknown' },
    wait: input.wait,
    overrides: input.overrides,
  };
}

/** What a commit at this level does while exactly these members are there. */
function commitOutlook(
  config: SyncConfig | null,
  synchronousCommit: string | null,
  members: readonly SyncMember[],
): CommitOutlook {
  if (config === null) return { kind: 'not-waiting', why: 'no-names' };
  if (synchronousCommit === null) return { kind: 'unknown' };
  if (!waitsForStandbys(synchronousCommit)) return { kind: 'not-waiting', why: 'level' };
  const present = confirming(config, members).length;
  const required = config.numSync;
  if (present >= required)
    return { kind: 'waiting-satisfied', required, spare: present - required };
  if (members.some((member) => member.eligible === null)) return { kind: 'unknown' };
  return { kind: 'hangs', required, present };
}

function membersOf(config: SyncConfig, input: SyncInput): readonly SyncMember[] {
  const visible = input.walSenders.flatMap((row) => visibleMember(row, config, input));
  const hidden = hiddenMembers(config, input, visible);
  const present = [...visible, ...hidden].sort((a, b) => a.priority - b.priority);
  return [...present, ...missingMembers(config, input, present)];
}

function visibleMember(row: WalSender, config: SyncConfig, input: SyncInput): SyncMember[] {
  const { details } = row;
  // The server shows priority 0 for a walsender without a flushed position: it starts, or copies.
  if (details === null || details.syncPriority === 0) return [];
  const counts =
    (details.state === 'streaming' || details.state === 'stopping') && isValid(details.flushLsn);
  const withholds = counts ? withholding(row, input) : null;
  return [
    {
      name: row.applicationName,
      node: input.nodeOf(row),
      priority: config.method === 'quorum' ? 1 : details.syncPriority,
      state: details.syncState,
      eligible: counts && withholds === null,
      withholds,
    },
  ];
}

/** Whoever does not replay can confirm all but what waits for the replay. */
function withholding(row: WalSender, input: SyncInput): SyncMember['withholds'] {
  if (input.synchronousCommit !== 'remote_apply') return null;
  if (!isValid(row.details?.replayLsn ?? null)) return 'never-replays';
  return input.isReplayPaused(row) ? 'replay-paused' : null;
}

/** Rows of which a role without `pg_monitor` sees the name only. */
function hiddenMembers(
  config: SyncConfig,
  input: SyncInput,
  visible: readonly SyncMember[],
): readonly SyncMember[] {
  const listed = input.walSenders.flatMap((row) => {
    if (row.details !== null) return [];
    const index = config.names.findIndex((name) => nameMatches(name, row.applicationName));
    return index < 0 ? [] : [{ row, priority: config.method === 'quorum' ? 1 : index + 1 }];
  });
  listed.sort((a, b) => a.priority - b.priority);
  const taken = visible.filter((member) => member.state === 'sync').length;
  return listed.map(({ row, priority }, index) => ({
    name: row.applicationName,
    node: input.nodeOf(row),
    priority,
    state:
      config.method === 'quorum' ? 'quorum' : taken + index < config.numSync ? 'sync' : 'potential',
    eligible: null,
    withholds: null,
  }));
}

function missingMembers(
  config: SyncConfig,
  input: SyncInput,
  present: readonly SyncMember[],
): readonly SyncMember[] {
  return config.names.flatMap((name, index): readonly SyncMember[] => {
    const again = config.names.findIndex((other) => sameStandbyName(other, name)) < index;
    const carried = present.some((member) => nameMatches(name, member.name));
    if (name === '*' || again || carried) return [];
    const priority = config.method === 'quorum' ? 1 : index + 1;
    const node = input.nodeNamed(name);
    return [{ name, node, priority, state: 'missing', eligible: false, withholds: null }];
  });
}

function isValid(position: bigint | null): boolean {
  return position !== null && position !== 0n;
}
