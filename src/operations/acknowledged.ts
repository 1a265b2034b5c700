import type { Lsn } from '../replication/lsn.js';
import type { EpochMs, NodeState } from '../replication/observation.js';
import { overrideText } from '../replication/sync/contract.js';
import { waitsForStandbys } from '../replication/sync/levels.js';
import { nameMatches, sameStandbyName } from '../replication/sync/parse-names.js';
import type { NodeView } from '../replication/topology/model.js';
import { nodeNamed } from '../replication/topology/walk.js';
import type { PlanInput } from './facts.js';

export type AcknowledgedVerdict =
  /** Whatever a synchronous commit was acknowledged for, the target has. */
  | { readonly kind: 'has-all'; readonly witnesses: readonly string[] }
  | {
      readonly kind: 'not-proven';
      /**
       * - `asynchronous`: commits waited for nobody;
       * - `exempt`: those of some databases or roles waited for nobody (`who`);
       * - `unseen`: the primary's settings or the target's position were never seen;
       * - `missing-witness`: standbys that may have confirmed more can't be asked (`who`);
       * - `outrun`: a standby that may have confirmed it has more than the target (`who`);
       * - `anyone`: by `*` a standby may have confirmed it that nobody configured and that is gone.
       */
      readonly why: 'asynchronous' | 'exempt' | 'unseen' | 'missing-witness' | 'outrun' | 'anyone';
      readonly who: readonly string[];
    };

/**
 * Whether the target has every record whose commit was acknowledged under the primary's
 * `synchronous_standby_names`, as they were when it was last seen.
 *
 * A commit was confirmed by `n` of the listed standbys: by priority whoever came first at that moment,
 * by quorum any. Which they were can't be known afterwards, for another may have taken over after the
 * last look. But any `n` of `m` have one in common with any `m - n + 1`: if so many of them, asked now,
 * have received no more than the target, then one that confirmed is among them, and the target has
 * what it has.
 */
export function acknowledgedVerdict(input: PlanInput, target: NodeView): AcknowledgedVerdict {
  const { sync } = input.topology;
  const { config, synchronousCommit, overrides } = sync;
  if (sync.namesSetting === '') return notProven('asynchronous');
  if (config === null || synchronousCommit === null || overrides === null)
    return notProven('unseen');
  if (!waitsForStandbys(synchronousCommit)) return notProven('asynchronous');
  const exempt = overrides.filter(({ value }) => !waitsForStandbys(value));
  if (exempt.length > 0) return notProven('exempt', exempt.map(overrideText));
  const has = target.wal.receivedLsn;
  if (has === null) return notProven('unseen');
  const members = listedMembers(input, config.names, target);
  const within = members.filter(({ received }) => received !== null && received <= has);
  if (within.length >= members.length - config.numSync + 1) {
    if (config.names.includes('*') && !hasAllSeen(input, has)) return notProven('anyone');
    return { kind: 'has-all', witnesses: within.map(({ name }) => name) };
  }
  const ahead = members.filter(({ received }) => received !== null && received > has);
  const silent = members.filter(({ received }) => received === null);
  return ahead.length > 0
    ? notProven(
        'outrun',
        ahead.map(({ name }) => name),
      )
    : notProven(
        'missing-witness',
        silent.map(({ name }) => name),
      );
}

function notProven(
  why: Extract<AcknowledgedVerdict, { kind: 'not-proven' }>['why'],
  who: readonly string[] = [],
): AcknowledgedVerdict {
  return { kind: 'not-proven', why, who };
}

/**
 * Whether this is all that the primary had when it was last seen. Whoever `*` lets confirm and nobody
 * has configured leaves no trace when it goes: how many there were before that look is not known.
 */
function hasAllSeen({ topology, states, lastPrimary }: PlanInput, has: Lsn): boolean {
  const primary = 'node' in topology.primary ? topology.primary.node : lastPrimary;
  const role = primary === null ? undefined : states.get(primary)?.state.role;
  return role?.kind === 'primary' && role.flushLsn <= has;
}

interface Member {
  readonly name: string;
  /** Null if it can't be asked now, or if its answer may be less than what it has. */
  readonly received: Lsn | null;
}

/**
 * Everybody whose confirmation may have counted: configured nodes that carry a listed name, whatever
 * they are doing now, and strangers, who can't be asked: for every listed name that no node carries,
 * and for every walsender of such a name beyond those of the nodes.
 */
function listedMembers(
  { topology, states, lastPrimary }: PlanInput,
  names: readonly string[],
  target: NodeView,
): readonly Member[] {
  const primary = 'node' in topology.primary ? topology.primary.node : lastPrimary;
  const isListed = (name: string): boolean => names.some((listed) => nameMatches(listed, name));
  const nodes = topology.nodes.filter(
    ({ name, declaration }) => name !== primary && isListed(declaration.applicationName),
  );
  const last = primary === null ? undefined : states.get(primary);
  const timeline = primary === null ? null : (nodeNamed(topology, primary)?.timeline ?? null);
  const answered = nodes.map((node) => ({
    name: node.name,
    received:
      node.name === target.name || saysAll(node, states.get(node.name), last?.at ?? null)
        ? receivedNow(node, timeline)
        : null,
  }));
  const isCarried = (name: string): boolean =>
    topology.nodes.some(({ declaration }) => sameStandbyName(declaration.applicationName, name));
  const unanswered = names.filter((name) => name !== '*' && !isCarried(name));
  const rows = (last?.state.walSenders ?? []).map(({ applicationName }) => applicationName);
  const surplus = rows.filter(
    (name, index) =>
      isListed(name) &&
      !unanswered.some((listed) => sameStandbyName(listed, name)) &&
      rows.slice(0, index).filter((other) => sameStandbyName(other, name)).length >=
        nodes.filter((node) => sameStandbyName(node.declaration.applicationName, name)).length,
  );
  return [...answered, ...[...unanswered, ...surplus].map((name) => ({ name, received: null }))];
}

/** Positions on different timelines can't be compared. */
function receivedNow(node: NodeView, timeline: number | null): Lsn | null {
  const isComparable = timeline === null || node.timeline === null || node.timeline === timeline;
  if (node.reach.kind !== 'answers' || node.foreign || node.role !== 'standby' || !isComparable) {
    return null;
  }
  return node.wal.receivedLsn;
}

/** What the startup process waits in once it has replayed all that there is (names of 10 to 18). */
const waitsForMore: ReadonlySet<string> = new Set([
  'RecoveryWalStream',
  'RecoveryWalAll',
  'RecoveryRetrieveRetryInterval',
]);

/** True if the node says that it has replayed everything that it has. */
export function hasReplayedAll(node: NodeView | undefined): boolean {
  return waitsForMore.has(node?.replay?.startupWait ?? '');
}

/**
 * A standby that was started after the primary was last seen has forgotten how far it had received,
 * and shows less than it has until it has replayed all of it.
 */
function saysAll(
  node: NodeView,
  seen: { readonly at: EpochMs; readonly state: NodeState } | undefined,
  primarySeenAt: EpochMs | null,
): boolean {
  if (seen === undefined || primarySeenAt === null) return false;
  const { startedAt, serverTime } = seen.state;
  const startedOnOurClock = startedAt - serverTime + seen.at;
  return startedOnOurClock < primarySeenAt || hasReplayedAll(node);
}
