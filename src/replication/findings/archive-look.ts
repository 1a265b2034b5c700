import { waitingForArchive } from '../archive.js';
import { archives } from '../archive.js';
import type { Archiver } from '../observation.js';
import type { NodeView, Topology } from '../topology/model.js';
import { isInvisible } from './connection.js';
import { answers, nodeNamed, walEnd } from './look.js';
import type { Finding, Verdict } from './model.js';

/** Nodes that answer and whose archiver is to run, with what it says of itself. */
export function archivingNodes(
  topology: Topology,
): readonly { readonly node: NodeView; readonly archiver: Archiver }[] {
  if (isInvisible(topology)) return [];
  return topology.nodes.flatMap((node) =>
    answers(node) && !node.foreign && node.archiver !== null && archives(node)
      ? [{ node, archiver: node.archiver }]
      : [],
  );
}

/** How many whole WAL files wait for the archive there; null if that is not known. */
export function backlogFiles(node: NodeView): number | null {
  return waitingForArchive(node, walEnd(node));
}

/** What both findings about an archive share. */
export function archiveCause(node: NodeView): string {
  return `archive:${node.name}`;
}

/** A server that archives no more has nothing that could fail. */
export function archiveVerdict(topology: Topology, finding: Finding): Verdict {
  const node = nodeNamed(topology, finding.subject);
  if (node === null || node.foreign) return 'over';
  if (isInvisible(topology) || !answers(node)) return 'unknown';
  return archives(node) ? 'gone' : 'over';
}
