import type { SettingOverride } from '../replication/observation.js';
import { levelRank } from '../replication/sync/levels.js';
import { nextLoss, type NextLoss } from '../replication/topology/next-loss.js';
import type { SyncView, Topology } from '../replication/topology/model.js';
import { listNames, safeName } from './safe-text.js';
import { formatCount, formatDuration } from './units.js';

/** How many names a sentence holds before it counts the rest. */
const maxNames = 8;

/** What a commit waits for now, at the server's own `synchronous_commit`, in one sentence or two. */
export function commitOutlook(topology: Topology): string {
  const { sync } = topology;
  const next = nextLoss(topology);
  const now = next.kind === 'unknown' ? unknown(topology) : outlook(next, sync);
  return [now, ...waiting(sync), ...exceptions(sync)].join(' ');
}

function outlook(next: Exclude<NextLoss, { kind: 'unknown' }>, sync: SyncView): string {
  switch (next.kind) {
    case 'no-primary':
      return 'There is no primary that takes commits.';
    case 'not-waiting':
      return notWaiting(next.why, sync.synchronousCommit);
    case 'hanging':
      return hanging(next);
    case 'waiting': {
      const names = listNames(next.waitsFor, maxNames);
      const any = next.method === 'quorum' && next.spare > 0;
      const whom = any ? `any ${next.required} of ${names}` : names;
      const one = next.required === 1;
      return `Commits wait for ${whom}${guarantee(sync.synchronousCommit, one)}.`;
    }
  }
}

function notWaiting(why: 'no-names' | 'level', level: string | null): string {
  const reason =
    why === 'no-names'
      ? '`synchronous_standby_names` is empty'
      : `\`synchronous_commit\` is ${safeName(level ?? 'not known')}`;
  return level === 'off'
    ? `Commits wait for no standby: ${reason}. They do not wait for the primary's own disk either (\`synchronous_commit\` is off), so that a mere crash of it can lose its newest transactions.`
    : `Commits wait for no standby: ${reason}, so losing the primary can lose its newest transactions.`;
}

/** What the default, `on`, does goes without saying: the standby has flushed the commit. */
function guarantee(level: string | null, one: boolean): string {
  const whoever = one ? 'it has' : 'they have';
  if (level === 'remote_apply')
    return ` until ${whoever} replayed them, so that reads there see them`;
  return level === 'remote_write'
    ? ` until ${whoever} written them, not until they are on ${one ? 'its' : 'their'} disk`
    : '';
}

function hanging(next: Extract<NextLoss, { kind: 'hanging' }>): string {
  const number = formatCount(next.required, 'synchronous standby', 'synchronous standbys');
  const why = [
    ...told('Missing: ', next.missing, '.'),
    ...told('Still catching up: ', next.catchingUp, '.'),
    ...told('Without the replay that `remote_apply` waits for: ', next.withheld, '.'),
  ];
  const count = present(next.present, next.withheld.length > 0);
  return [`Commits hang: they wait for ${number}, and ${count}.`, ...why].join(' ');
}

function told(before: string, names: readonly string[], after: string): readonly string[] {
  return names.length === 0 ? [] : [`${before}${listNames(names, maxNames)}${after}`];
}

function present(count: number, withheld: boolean): string {
  const is = withheld ? 'can confirm' : count > 1 ? 'are there' : 'is there';
  return count === 0 ? `none ${is}` : `only ${count} ${is}`;
}

/** Why it is not known, and what is known all the same. */
function unknown({ primary, sync }: Topology): string {
  if (primary.kind === 'unreachable') {
    const names =
      sync.namesSetting === null
        ? ''
        : sync.namesSetting === ''
          ? '; when it last did, they waited for no standby'
          : `; when it last did, \`synchronous_standby_names\` was '${safeName(sync.namesSetting, 100)}'`;
    return `What commits wait for is not known while ${safeName(primary.node)} gives no answer${names}.`;
  }
  if (primary.kind === 'several') {
    return 'What commits wait for depends on the primary that they are made on: there is more than one.';
  }
  if (primary.kind === 'one' && sync.namesSetting !== null && sync.synchronousCommit === null) {
    return "What commits wait for is not known: a setting for pgrepl's own role or database hides the server's `synchronous_commit`.";
  }
  if (sync.members.some(({ eligible }) => eligible === null)) {
    return "What commits wait for is not known: pgrepl's role may not see the state of the standbys.";
  }
  return primary.kind === 'unknown'
    ? 'What commits wait for is not known, for no primary has been seen yet.'
    : 'What commits wait for is not known.';
}

function waiting(sync: SyncView): readonly string[] {
  if (sync.wait === null || sync.wait.sessions === 0) return [];
  const one = sync.wait.sessions === 1;
  const longest =
    sync.wait.longestMs === null ? '' : `, the longest for ${formatDuration(sync.wait.longestMs)}`;
  return [`Now ${formatCount(sync.wait.sessions, 'session')} ${one ? 'waits' : 'wait'}${longest}.`];
}

/** Commits of a role or a database that are made at another level than the server's. */
function exceptions(sync: SyncView): readonly string[] {
  const server = sync.synchronousCommit === null ? null : levelRank(sync.synchronousCommit);
  const others = (sync.overrides ?? []).filter(({ value }) => levelRank(value) !== server);
  if (others.length === 0 || sync.namesSetting === null) return [];
  const shown = others.slice(0, 4).map((each) => `${safeName(each.value)} for ${whose(each)}`);
  const rest = others.length - shown.length;
  const more = rest > 0 ? [`set otherwise for ${rest} more`] : [];
  return [`Not for all: \`synchronous_commit\` is ${[...shown, ...more].join(', ')}.`];
}

function whose({ database, role }: SettingOverride): string {
  const inDatabase = database === null ? '' : `database ${safeName(database)}`;
  if (role === null) return inDatabase === '' ? 'every role' : inDatabase;
  return `role ${safeName(role)}${inDatabase === '' ? '' : ` in ${inDatabase}`}`;
}

/** What the next losses would do, in sentences; none where that is not known. */
export function lossSentences(topology: Topology): string[] {
  const next = nextLoss(topology);
  if (next.kind !== 'waiting') return [];
  if (next.method === 'quorum') return [quorumLoss(next)];
  const clauses = next.steps.map((step, index) => {
    const { lost, outcome, takenOverBy } = step;
    const newest = listNames(lost.slice(-1));
    const condition =
      index === 0
        ? `If ${newest} is lost`
        : outcome === 'go-on'
          ? `if ${newest} is lost too`
          : `if ${lost.length === 2 ? 'both' : `all of ${listNames(lost, maxNames)}`} are`;
    if (outcome === 'hang') return `${condition}, commits hang`;
    return takenOverBy === null
      ? `${condition}, commits go on`
      : `${condition}, ${listNames([takenOverBy])} takes over and commits go on`;
  });
  return clauses.length === 0 ? [] : [`${clauses.join('; ')}.`];
}

function quorumLoss(next: Extract<NextLoss, { kind: 'waiting' }>): string {
  const { spare, waitsFor } = next;
  if (waitsFor.length === 1) return `If ${listNames(waitsFor)} is lost, commits hang.`;
  if (spare === 0) return 'If one of them is lost, commits hang.';
  const anyone = spare === 1 ? 'any one of them is' : `any ${spare} of them are`;
  const last =
    waitsFor.length > spare + 1 ? `${spare + 1} are` : spare === 1 ? 'both are' : 'all are';
  return `If ${anyone} lost, commits go on; if ${last}, commits hang.`;
}
