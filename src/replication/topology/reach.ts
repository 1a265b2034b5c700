import type { NodeFacts } from './facts.js';
import type { NodeView, Reach } from './model.js';
import type { SeenSender } from './senders.js';

/** Whether the node answers; and if not, why not, since when, and whether it is alive all the same. */
export function reachOf(
  node: NodeFacts,
  sender: SeenSender | null,
  before: NodeView | null,
): Reach {
  const { latest, silentSince, silentPolls } = node.record;
  if (latest === null) return { kind: 'not-polled-yet' };
  if (node.noState === null) return { kind: 'answers' };
  const since = silentSince ?? latest.askedAt;
  if (isCold(node, sender, before)) return { kind: 'cold', since };
  return { kind: 'silent', ...reasonOf(node.noState), since, polls: silentPolls };
}

/**
 * A standby with `hot_standby = off` says so from 14 on. Up to 13 it says that it is starting up, as
 * a server does that really is: its upstream, which shows it streaming, makes the difference. One
 * that was known to be cold stays so when its upstream is lost, as long as it says the same.
 */
function isCold(node: NodeFacts, sender: SeenSender | null, before: NodeView | null): boolean {
  if (node.noState?.reason === 'hot-standby-off') return true;
  if (node.noState?.reason !== 'starting-up') return false;
  if (before?.reach.kind === 'cold') return true;
  const major = node.state?.major ?? sender?.upstream.state?.major ?? null;
  return major !== null && major <= 13 && sender?.row.details?.state === 'streaming';
}

/**
 * Whether a node that gives no answer is known to be a standby: cold, or fed by another node at this
 * moment (which pgrepl can reach, while it can't reach the node itself).
 */
export function isKnownStandby(
  node: NodeFacts,
  sender: SeenSender | null,
  before: NodeView | null,
): boolean {
  if (node.answers) return false;
  const state = sender?.row.details?.state;
  return isCold(node, sender, before) || state === 'streaming' || state === 'catchup';
}

function reasonOf(noState: NonNullable<NodeFacts['noState']>): NonNullable<NodeFacts['noState']> {
  return { reason: noState.reason, detail: noState.detail };
}
