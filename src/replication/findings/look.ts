import { safeName } from '../../wording/safe-text.js';
import { lsnDiffBytes } from '../lsn.js';
import { nodeCause } from './candidate.js';
import type { RuleContext } from './model.js';
import type { Slot } from '../observation.js';
import type { NodeView, Topology } from '../topology/model.js';

/** The view of a configured node by its name. */
export function nodeNamed(topology: Topology, name: string | null): NodeView | null {
  if (name === null) return null;
  return topology.nodes.find((node) => node.name === name) ?? null;
}

/** The node that is primary, if exactly one says so. */
export function primaryNode(topology: Topology): NodeView | null {
  return topology.primary.kind === 'one' ? nodeNamed(topology, topology.primary.node) : null;
}

/** True if the node gave its state in the newest poll. */
export function answers(node: NodeView | null): node is NodeView {
  return node !== null && node.reach.kind === 'answers';
}

/** The name of the configured node that feeds this one, or that last fed it. */
export function upstreamName(node: NodeView): string | null {
  if (node.upstream?.kind === 'node') return node.upstream.node;
  if (node.upstream?.kind === 'disconnected') return node.upstream.last;
  return null;
}

/** Configured standbys of this system: by their newest state, even if they are silent now. */
export function standbys(topology: Topology): readonly NodeView[] {
  return topology.nodes.filter((node) => node.role === 'standby' && !node.foreign);
}

/** The token of a primary that was promoted a moment ago: its settings came with that. */
export function promotionCause(context: RuleContext, primary: string): string | null {
  const isNew = context.recentChanges.some(
    (change) => change.kind === 'role' && change.node === primary && change.to === 'primary',
  );
  return isNew ? nodeCause(primary) : null;
}

/** Where a node's own WAL ends: what it writes as a primary, what it has received as a standby. */
export function walEnd(node: NodeView): NodeView['wal']['writeLsn'] {
  return node.wal.writeLsn ?? node.wal.receivedLsn;
}

/**
 * Bytes that this node has not received of what the primary has written; null unless the primary
 * answers and the node's position is known.
 */
export function missingBytes(topology: Topology, node: NodeView): number | null {
  const primary = primaryNode(topology);
  const end = answers(primary) ? primary.wal.writeLsn : null;
  if (end === null || node.wal.receivedLsn === null) return null;
  return Math.max(0, lsnDiffBytes(end, node.wal.receivedLsn));
}

/** PostgreSQL allows only these characters in the name of a slot. */
function asSlotName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9_]/g, '_');
}

/**
 * The slot that its upstream keeps for this standby: the one its walsender reads from, else the one
 * that its settings name (12+), else the one that bears its name. Null if none can be told to be its.
 */
export function slotFor(topology: Topology, node: NodeView): Slot | null {
  const upstream = nodeNamed(topology, upstreamName(node)) ?? primaryNode(topology);
  if (upstream === null) return null;
  const physical = upstream.slots.filter((slot) => slot.kind === 'physical' && !slot.temporary);
  const wanted = node.senderRow?.slotName ?? node.settings?.primarySlotName ?? null;
  if (wanted !== null) return physical.find((slot) => slot.name === wanted) ?? null;
  const names = [node.name, node.declaration.applicationName].flatMap((name) => [
    asSlotName(name),
    `${asSlotName(name)}_slot`,
    `slot_${asSlotName(name)}`,
  ]);
  return physical.find((slot) => names.includes(slot.name)) ?? null;
}

/** The function that resumes replay: 9.6 has another name for it. */
export function resumeFunction(node: NodeView): string {
  return node.major !== null && node.major < 10 ? 'pg_xlog_replay_resume' : 'pg_wal_replay_resume';
}

/** Names joined by "or", for a sentence that offers a choice. */
export function eitherOf(names: readonly string[]): string {
  const safe = names.map((name) => safeName(name));
  if (safe.length > 5) safe.splice(4, safe.length, `${safe.length - 4} more`);
  const last = safe.pop() ?? '';
  return safe.length === 0 ? last : `${safe.join(', ')} or ${last}`;
}
