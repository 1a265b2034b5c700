import { isHeldBySettings } from '../findings/settings-too-low.js';
import { isLostSlot, isReadyCopy } from '../findings/slot-look.js';
import { confirming } from '../sync/confirming.js';
import { waitsForStandbys } from '../sync/levels.js';
import { nameMatches, parseSynchronousStandbyNames } from '../sync/parse-names.js';
import type { CommitsAfterLoss } from '../topology/loss.js';
import type { NodeView, SyncConfig, SyncMember, Topology } from '../topology/model.js';
import { promotionLimit } from '../topology/promotability.js';
import { branchBelow } from '../topology/walk.js';
import type { Follower, Promotion, Survival } from './model.js';

export interface PromotionQuestion {
  /** As it is now. */
  readonly before: Topology;
  /** As it would be when the node is promoted. */
  readonly after: Topology;
  readonly node: NodeView;
  readonly survival: Survival;
}

/** What the promotion of this node would do. */
export function promotionOf({ before, after, node, survival }: PromotionQuestion): Promotion {
  const limit = promotionLimit(after, node)?.kind ?? null;
  const archiveFed = node.upstream?.kind === 'archive';
  const followers = followersOf(after, node);
  const commits = commitsOn(after, node, followers);
  return {
    node: node.name,
    obstacle: limit === 'archive-fed' || limit === 'cascading' ? null : limit,
    beside: besideOf(before, after, node.name),
    replay: replayOf(before, node),
    lacksBytes: node.lag?.receiveBytes ?? null,
    archiveFed,
    hasAcknowledged: hasAll(node, survival),
    commits,
    dropsSynchrony: commits.kind === 'not-waiting' && isSynchronous(before),
    followers,
    slotsLeft: slotsLeft(before, node),
  };
}

function slotsLeft({ primary, nodes }: Topology, promoted: NodeView): readonly string[] {
  const current = primary.kind === 'one' || primary.kind === 'unreachable' ? primary.node : null;
  const slots = nodes.find(({ name }) => name === current)?.slots ?? [];
  const copied = promoted.slots.filter(isReadyCopy).map(({ name }) => name);
  return slots
    .filter((slot) => slot.kind === 'logical' && !slot.temporary && !isLostSlot(slot))
    .map(({ name }) => name)
    .filter((name) => !copied.includes(name));
}

function besideOf(before: Topology, after: Topology, promoted: string): Promotion['beside'] {
  const { primary } = after;
  if (primary.kind !== 'one' && primary.kind !== 'unreachable') return null;
  if (primary.node === promoted) return null;
  // One that is only supposed to be gone is gone.
  if (primary.kind === 'unreachable' && before.primary.kind === 'one') return null;
  return { node: primary.node, certain: primary.kind === 'one' };
}

/** The furthest of some is any one of them only if there is but one. */
function hasAll({ name }: NodeView, survival: Survival): boolean {
  if (survival.kind === 'not-certain') return false;
  return survival.nodes.includes(name) && (survival.kind === 'each' || survival.nodes.length === 1);
}

function isSynchronous({ sync }: Topology): boolean {
  return (
    sync.namesSetting !== null &&
    sync.namesSetting !== '' &&
    sync.synchronousCommit !== null &&
    waitsForStandbys(sync.synchronousCommit)
  );
}

/** A promotion asked for while replay is paused stays pending up to 12; from 13 on it ends the pause. */
function replayOf(before: Topology, node: NodeView): Promotion['replay'] {
  const { replay, major } = node;
  if (isHeldBySettings(before, node)) return 'held';
  if (replay?.paused === true) return (major ?? 18) < 13 ? 'waits' : 'resumes';
  return (replay?.applyDelayMs ?? 0) > 0 ? 'hurries' : 'clear';
}

function followersOf(after: Topology, promoted: NodeView): readonly Follower[] {
  const below = branchBelow(after, promoted.name);
  return after.nodes.flatMap((node): readonly Follower[] => {
    if (node.name === promoted.name || node.role !== 'standby' || node.foreign) return [];
    if (node.reach.kind === 'silent' || node.reach.kind === 'not-polled-yet') return [];
    return [{ node: node.name, how: howItFollows(after, node, below) }];
  });
}

function howItFollows(
  after: Topology,
  { name, upstream, major }: NodeView,
  below: readonly string[],
): Follower['how'] {
  if (below.includes(name)) return major !== null && major >= 12 ? 'follows' : 'may-follow';
  if (upstream?.kind === 'unknown' || upstream?.kind === 'address') return 'unknown';
  if (upstream?.kind === 'archive') return after.primary.kind === 'one' ? 'stays' : 'by-archive';
  if (after.primary.kind !== 'one') return 'stranded';
  const { node: primary } = after.primary;
  return branchBelow(after, primary).includes(name) ? 'stays' : 'stranded';
}

/**
 * A promoted standby goes by its own `synchronous_standby_names` from its first commit on, and by the
 * standbys that stream from it, under the names that they send.
 */
function commitsOn(
  after: Topology,
  node: NodeView,
  followers: readonly Follower[],
): CommitsAfterLoss {
  const { settings, major } = node;
  if (settings === null) return { kind: 'unknown' };
  const { synchronousStandbyNames: names, synchronousCommit: level } = settings;
  if (names === '') return { kind: 'not-waiting', why: 'no-names' };
  const parsed = parseSynchronousStandbyNames(names, major ?? undefined);
  if (!parsed.ok || parsed.config === null || level === null) return { kind: 'unknown' };
  if (!waitsForStandbys(level)) return { kind: 'not-waiting', why: 'level' };
  const { config } = parsed;
  const children = after.nodes.filter(
    ({ upstream }) => upstream?.kind === 'node' && upstream.node === node.name,
  );
  const isSure = children.every(
    ({ name }) => followers.find((follower) => follower.node === name)?.how === 'follows',
  );
  const members = [
    ...children.flatMap((child) =>
      memberOf(config, child.senderName ?? child.declaration.applicationName, {
        node: child.name,
        counts: child.senderRow?.state === 'streaming',
        withholds: level === 'remote_apply' && child.replay?.paused === true,
      }),
    ),
    ...after.unmanaged.flatMap((other) =>
      other.upstream === node.name
        ? memberOf(config, other.applicationName, {
            node: null,
            counts: other.state === 'streaming',
            withholds: false,
          })
        : [],
    ),
  ];
  const present = confirming(config, members).length;
  const required = config.numSync;
  if (present < required) return { kind: 'hang', required, present };
  return isSure
    ? { kind: 'go-on', required, spare: present - required, takenOverBy: [] }
    : { kind: 'unknown' };
}

/** What a standby below would be to the list of the promoted one, which a standby does not show. */
function memberOf(
  { method, names }: SyncConfig,
  name: string,
  is: { readonly node: string | null; readonly counts: boolean; readonly withholds: boolean },
): readonly SyncMember[] {
  const index = names.findIndex((listed) => nameMatches(listed, name));
  if (index < 0) return [];
  return [
    {
      name,
      node: is.node,
      priority: method === 'quorum' ? 1 : index + 1,
      state: method === 'quorum' ? 'quorum' : 'potential',
      eligible: is.counts && !is.withholds,
      withholds: is.counts && is.withholds ? 'replay-paused' : null,
    },
  ];
}
