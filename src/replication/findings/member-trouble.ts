import { safeName } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import type { EpochMs } from '../observation.js';
import { memberLabel } from '../topology/loss.js';
import type { NodeView, SyncMember, Topology } from '../topology/model.js';
import { nodeCause } from './candidate.js';
import { connectionOf, isCutOff, judgedStandbys } from './connection.js';
import { nodeNamed, primaryNode, upstreamName } from './look.js';

/** A standby that should confirm commits and doesn't. */
export interface MissingMember {
  readonly label: string;
  readonly node: string | null;
  readonly priority: number;
  /** Why, to stand behind its name: `is down since 03:12:04 UTC`. */
  readonly why: string;
}

/** Synchronous members that don't count now, and with `*` the standbys that are gone from there. */
export function missingMembers(topology: Topology, now: EpochMs): readonly MissingMember[] {
  const listed = topology.sync.members.filter((member) => member.eligible === false);
  const told = new Set(listed.map((member) => member.node));
  const anyone = topology.sync.config?.names.includes('*') === true;
  const primary = primaryNode(topology)?.name ?? null;
  const gone = anyone
    ? judgedStandbys(topology).filter(
        (node) =>
          !told.has(node.name) &&
          upstreamName(node) === primary &&
          isCutOff(connectionOf(topology, node)),
      )
    : [];
  return [
    ...listed.map((member) => ofMember(topology, member, now)),
    ...gone.map((node) => ({
      label: safeName(node.name),
      node: node.name,
      priority: Number.MAX_SAFE_INTEGER,
      why: whyNode(topology, node, now),
    })),
  ];
}

/** The tokens of the nodes that are missing. */
export function missingCauses(missing: readonly MissingMember[]): readonly (string | null)[] {
  return missing.map(({ node }) => (node === null ? null : nodeCause(node)));
}

/** `s1 is down since 03:12:04 UTC, s2 is not connected`; the first few only. */
export function listMissing(missing: readonly MissingMember[]): string {
  const told = missing.slice(0, 5).map(({ label, why }) => `${label} ${why}`);
  const rest = missing.length - told.length;
  return `${told.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function ofMember(topology: Topology, member: SyncMember, now: EpochMs): MissingMember {
  const node = nodeNamed(topology, member.node);
  return {
    label: safeName(memberLabel(member)),
    node: member.node,
    priority: member.priority,
    why: whyMember(topology, member, node, now),
  };
}

function whyMember(
  topology: Topology,
  member: SyncMember,
  node: NodeView | null,
  now: EpochMs,
): string {
  if (member.withholds === 'replay-paused') {
    return 'has its replay paused, for which `remote_apply` waits';
  }
  if (member.withholds === 'never-replays') return 'never replays what `remote_apply` waits for';
  if (member.state !== 'missing') return 'is connected but still catching up';
  return node === null ? 'is not connected' : whyNode(topology, node, now);
}

function whyNode(topology: Topology, node: NodeView, now: EpochMs): string {
  const connection = connectionOf(topology, node);
  switch (connection.kind) {
    case 'down':
      return `is down since ${formatUtcTime(connection.since, now)}`;
    case 'cannot-tell':
      return `can't be reached since ${formatUtcTime(connection.since, now)}`;
    case 'not-receiving':
      return 'runs but receives nothing';
    case 'receiving':
    case 'not-judged':
      return node.role === 'primary'
        ? 'is the primary itself'
        : 'is not connected under that name to the primary';
  }
}
