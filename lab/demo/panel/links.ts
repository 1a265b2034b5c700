import type { Link } from '../../postgres/link.js';
import type { LabNode } from '../../postgres/node.js';

/**
 * The network path that the panel cuts. For a standby it is the one to its upstream: pgrepl still
 * reaches the standby, and can say that it runs but receives nothing. For the primary, which has no
 * upstream, it is pgrepl's own path to it: the standbys still receive from it, and testify to that.
 */
export function linkOf(node: LabNode): Link {
  return node.hasReplicationLink ? node.replicationLink : node.monitorLink;
}

/** Lets everything through again that leads to this node or from it. */
export async function healLinks(node: LabNode): Promise<void> {
  if (node.hasReplicationLink) await node.replicationLink.heal();
  if (node.hasLinks) await node.monitorLink.heal();
}
