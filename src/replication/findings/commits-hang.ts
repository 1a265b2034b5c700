import { safeName } from '../../wording/safe-text.js';
import { formatCount, formatDuration, formatUtcTime } from '../../wording/units.js';
import type { SyncWait } from '../observation.js';
import type { NodeView, SyncMember, Topology } from '../topology/model.js';
import { candidate, findingKey, nodeCause, sinceOf } from './candidate.js';
import { eitherOf, nodeNamed, primaryNode, promotionCause, resumeFunction } from './look.js';
import { listMissing, missingCauses, missingMembers } from './member-trouble.js';
import type { Candidate, Rule, RuleContext } from './model.js';
import { setNamesCommand } from './setting-words.js';
import { isHeldBySettings } from './settings-too-low.js';

const kind = 'commits-hang';

/** A standby confirms at least every `wal_receiver_status_interval` (10 s) when there is nothing new. */
const overdueReplyMs = 15_000;

/**
 * Commits are not acknowledged: required synchronous standbys are missing, or sessions wait for one
 * that is connected and does not confirm.
 */
export const commitsHang: Rule = {
  kind,
  rank: 98,
  find: (context) => {
    const { topology } = context;
    const primary = primaryNode(topology);
    if (primary === null) return [];
    const { commits, wait } = topology.sync;
    if (commits.kind === 'hangs') return [withoutStandbys(context, primary, commits)];
    if (wait === null || wait.sessions === 0 || wait.longestMs === null) return [];
    const boundMs = context.thresholds(primary.name).syncWaitMs;
    const active = context.isActive(findingKey(topology.cluster, kind, null));
    return wait.longestMs >= (active ? boundMs / 2 : boundMs)
      ? [withoutConfirmation(context, primary, wait, wait.longestMs)]
      : [];
  },
  verdict: ({ topology }) => {
    const { primary, sync } = topology;
    if (primary.kind === 'unreachable' || primary.kind === 'unknown') return 'unknown';
    if (primary.kind !== 'one') return 'gone';
    if (sync.commits.kind === 'unknown' && sync.wait === null) {
      // Where a role may not see more, standbys that are back end the proof that none was left.
      const possible = sync.members.filter(({ eligible }) => eligible !== false).length;
      return sync.config !== null && possible >= sync.config.numSync ? 'gone' : 'unknown';
    }
    // Somebody took the way out: nothing is waited for any more.
    return sync.commits.kind === 'not-waiting' && sync.wait?.sessions === 0 ? 'over' : 'gone';
  },
};

function withoutStandbys(
  context: RuleContext,
  primary: NodeView,
  commits: { readonly required: number; readonly present: number },
): Candidate {
  const { topology, now } = context;
  const { sync } = topology;
  const missing = missingMembers(topology, now);
  const name = safeName(primary.name);
  const waitingMs = sync.wait?.longestMs ?? 0;
  const since = sinceOf(context, kind, null, now - waitingMs);
  const isWithheld = sync.members.some(({ withholds }) => withholds !== null);
  const verb = isWithheld ? 'can confirm' : `${commits.present === 1 ? 'is' : 'are'} left`;
  const left =
    commits.present === 0
      ? `no synchronous standby ${isWithheld ? 'can confirm' : 'is left'}`
      : `only ${commits.present} of the ${commits.required} required synchronous standbys ${verb}`;
  const who = missing.length === 0 ? '' : `: ${listMissing(missing)}`;
  const labels = missing.map(({ label }) => label);
  const fewer = isWithheld
    ? `let new commits do with less until then (\`ALTER SYSTEM SET synchronous_commit = 'on'\`, then \`SELECT pg_reload_conf()\` on ${name}), for which receiving is enough; those that wait already go on waiting for replay`
    : commits.present === 0
      ? `accept asynchronous commits until then (${setNamesCommand('')}, then \`SELECT pg_reload_conf()\` on ${name}), and losing ${name} would then lose data`
      : `require only ${commits.present} until then by changing \`synchronous_standby_names\` on ${name}`;
  return candidate(context, {
    kind,
    subject: null,
    severity: 'critical',
    since,
    causes: ['sync', promotionCause(context, primary.name), ...missingCauses(missing)],
    what: `Commits hang on ${name} since ${formatUtcTime(since, now)}: ${left}${who}.${waitSentence(sync.wait)}`,
    consequence: `No commit at \`synchronous_commit = ${sync.synchronousCommit ?? 'on'}\` is acknowledged until a standby confirms it; nothing acknowledged is lost.`,
    next: `${wayOut(topology, labels)}; or ${fewer}. Do not cancel or terminate the sessions that wait: their commits stay on ${name} alone and may be taken for safe.`,
    evidence: {
      required: commits.required,
      present: commits.present,
      missing: labels,
      sessions: sync.wait?.sessions ?? null,
      longestMs: sync.wait?.longestMs ?? null,
    },
    holdMs: 0,
    clearMs: context.thresholds(primary.name).clearForMs,
  });
}

/** How standbys come to confirm again, to begin a sentence. */
function wayOut(topology: Topology, missing: readonly string[]): string {
  const paused = topology.sync.members.flatMap((member) => {
    const node = member.withholds === 'replay-paused' ? nodeNamed(topology, member.node) : null;
    return node === null ? [] : [node];
  });
  const held = paused.filter((node) => isHeldBySettings(topology, node));
  const resumable = paused.filter((node) => !held.includes(node));
  const [first] = resumable;
  if (first === undefined && held.length > 0) {
    return `Raise the settings of ${eitherOf(held.map(({ name }) => name))} to the primary's and restart it (to resume its replay would stop it)`;
  }
  if (first !== undefined) {
    const names = eitherOf(resumable.map(({ name }) => name));
    return `Resume replay on ${names} with \`SELECT ${resumeFunction(first)}()\``;
  }
  const never = topology.sync.members.filter(({ withholds }) => withholds === 'never-replays');
  if (never.length > 0) {
    return `Take ${eitherOf(never.map(({ name }) => name))} out of \`synchronous_standby_names\``;
  }
  return `Bring ${missing.length === 0 ? 'a synchronous standby' : eitherOf(missing)} back`;
}

function waitSentence(wait: SyncWait | null): string {
  if (wait === null) return ' How many sessions wait is not visible.';
  if (wait.sessions === 0) return ' No session waits yet.';
  const verb = wait.sessions === 1 ? 'waits' : 'wait';
  const longest =
    wait.longestMs === null ? '' : `, the longest for ${formatDuration(wait.longestMs)}`;
  return ` ${formatCount(wait.sessions, 'session')} ${verb}${longest}.`;
}

function withoutConfirmation(
  context: RuleContext,
  primary: NodeView,
  wait: SyncWait,
  longestMs: number,
): Candidate {
  const { topology, now } = context;
  const name = safeName(primary.name);
  const since = sinceOf(context, kind, null, now - longestMs);
  const waitedFor = topology.sync.members.filter(
    (member) => member.state === 'sync' || member.state === 'quorum',
  );
  const suspects = waitedFor.flatMap((member) => suspicion(topology, member));
  const labels = waitedFor.map((member) => safeName(member.node ?? member.name));
  const confirm = labels.length === 1 ? 'does not confirm' : 'do not confirm in time';
  const because = suspects.length === 0 ? '' : ` (${suspects.map(({ why }) => why).join('; ')})`;
  return candidate(context, {
    kind,
    subject: null,
    severity: 'critical',
    since,
    causes: ['sync', ...suspects.map(({ node }) => nodeCause(node))],
    what: `Commits hang on ${name} since ${formatUtcTime(since, now)}: ${labels.length === 0 ? 'sessions wait for a synchronous standby' : `${labels.slice(0, 5).join(', ')} ${labels.length === 1 ? 'is' : 'are'} connected but ${confirm}`}${because}.${waitSentence(wait)}`,
    consequence:
      'What waits is not acknowledged until enough standbys confirm it; nothing acknowledged is lost.',
    next: `Look at ${labels.length === 0 ? 'the synchronous standbys' : eitherOf(labels)}: frozen, a slow disk or network, or replay behind where \`remote_apply\` waits for it. Or take it out of \`synchronous_standby_names\` on ${name}. Do not cancel or terminate the sessions that wait: their commits stay on ${name} alone and may be taken for safe.`,
    evidence: {
      sessions: wait.sessions,
      longestMs,
      suspects: suspects.map(({ node }) => node),
    },
    holdMs: 0,
    clearMs: context.thresholds(primary.name).clearForMs,
  });
}

function suspicion(
  topology: Topology,
  member: SyncMember,
): readonly { readonly node: string; readonly why: string }[] {
  const node = nodeNamed(topology, member.node);
  if (node === null) return [];
  const name = safeName(node.name);
  if (node.reach.kind === 'silent')
    return [{ node: node.name, why: `${name} does not answer pgrepl either` }];
  const replyAgeMs = node.senderRow?.replyAgeMs ?? 0;
  if (replyAgeMs > overdueReplyMs) {
    return [
      { node: node.name, why: `the last reply of ${name} is ${formatDuration(replyAgeMs)} old` },
    ];
  }
  if (node.replay?.paused !== true) return [];
  // A session keeps the level at which it began to wait, whatever the server's is by now.
  const whom = topology.sync.synchronousCommit === 'remote_apply' ? '' : ' whoever began at';
  return [
    {
      node: node.name,
      why: `replay is paused on ${name}, for which${whom} \`remote_apply\` waits`,
    },
  ];
}
