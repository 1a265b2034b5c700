import type { Link } from '../../postgres/link.js';
import type { LabNode } from '../../postgres/node.js';
import type { PanelNode } from '../panel-api.js';

/** Where the network path leads that the panel cuts. */
export type LinkTo = PanelNode['linkTo'];

/**
 * The network path that the panel cuts. For a standby that receives through a link it is that one:
 * pgrepl still reaches the standby, and can say that it runs but receives nothing. For a primary,
 * and for a standby that a switchover has connected straight to the new primary, it is pgrepl's own
 * path to it: the others still receive from it, or it from them, and testify to that.
 */
export function linkOf(node: LabNode, linkTo: LinkTo): Link {
  return linkTo === 'upstream' ? node.replicationLink : node.monitorLink;
}

/** Where it leads while nothing else is known: as the cluster was set up. */
export function linkAtFirst(node: LabNode): LinkTo {
  return node.hasReplicationLink ? 'upstream' : 'pgrepl';
}

/** Where it leads for a node that answers: `upstreamPort` is where it connects for its WAL. */
export function linkInUse(node: LabNode, upstreamPort: number | null): LinkTo {
  const isUsed = node.hasReplicationLink && upstreamPort === node.replicationLink.port;
  return isUsed ? 'upstream' : 'pgrepl';
}

/** Lets everything through again that leads to this node or from it. */
export async function healLinks(node: LabNode): Promise<void> {
  if (node.hasReplicationLink) await node.replicationLink.heal();
  if (node.hasLinks) await node.monitorLink.heal();
}
