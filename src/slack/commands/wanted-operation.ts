import { distance } from 'fastest-levenshtein';
import type { ClusterSnapshot } from '../../incidents/fleet.js';
import type { OperationKind } from '../../operations/model.js';
import { safeName, truncate } from '../../wording/safe-text.js';
import { maxReason } from '../blocks/operation-modals.js';
import { answered, type Asked, type Known } from './asked.js';
import { findCluster, findName, refusalInWords, unknownCluster, unknownName } from './names.js';
import { parseWords } from './request.js';

/** The configuration takes no longer name. */
const longestName = 63;

const usages: Readonly<Record<OperationKind, string>> = {
  switchover: 'switchover <cluster> <node> [reason]',
  promote: 'promote <cluster> [node] [reason]',
};

/**
 * Reads what is to be done: the cluster, the node that is to be primary, and all the rest as the
 * reason. A promotion may leave the node out; then what follows the cluster is the reason, if it has
 * more than one word and does not begin with what is probably a node.
 */
export function wantedOperation(kind: OperationKind, text: string, known: Known): Asked {
  const { names, behindFirst, behindBoth } = parseWords(text);
  const [clusterName, nodeName] = names;
  if (clusterName === '') {
    return answered(refusalInWords(`Say which cluster: \`${known.command} ${usages[kind]}\`.`));
  }
  const snapshot = findCluster(clusterName, known.fleet);
  if (snapshot === undefined) return answered(unknownCluster(clusterName, known.fleet));
  const { cluster } = snapshot;
  const nodes = nodesOf(snapshot);
  if (nodes === null) {
    return answered(
      refusalInWords(
        `pgrepl has not looked at ${safeName(cluster)} yet, so nothing was asked for.`,
        'It does so within seconds; try again then.',
      ),
    );
  }
  const target = findName(nodeName, nodes);
  const isNamed = kind === 'switchover' || isMeantAsNode(nodeName, behindBoth, nodes, known);
  if (target === undefined && isNamed) {
    const told =
      nodeName === ''
        ? `Say which node of ${safeName(cluster)} is to become the primary: \`${known.command} ${usages[kind]}\`.`
        : notHere(nodeName, cluster, known);
    return answered(unknownName(told, nodeName, `Nodes of ${safeName(cluster)}`, nodes));
  }
  const reason = target === undefined ? behindFirst : behindBoth;
  return {
    kind: 'operation',
    wanted: { kind, cluster, target: target ?? null, ...reasonOf(reason) },
  };
}

/**
 * True if a word that names no node here was probably meant to: nobody must be shown another node for
 * a slip of the pen. It stands alone, is all but the name of a node, or another cluster's node.
 */
function isMeantAsNode(
  word: string,
  behind: string,
  nodes: readonly string[],
  { fleet }: Known,
): boolean {
  if (word === '' || word.length > longestName) return false;
  const others = fleet.clusters.flatMap((each) => nodesOf(each) ?? []);
  return (
    behind.trim() === '' ||
    nodes.some((node) => distance(word.toLowerCase(), node.toLowerCase()) === 1) ||
    findName(word, others) !== undefined
  );
}

function notHere(node: string, cluster: string, { fleet }: Known): string {
  const [who, where] = [safeName(node), safeName(cluster)];
  const owner = fleet.clusters.find((each) => nodesOf(each)?.includes(node) === true);
  return owner === undefined
    ? `${where} has no node named ${who}.`
    : `${who} is a node of ${safeName(owner.cluster)}, not of ${where}.`;
}

/** The configured nodes; null before the first look at the cluster. */
function nodesOf({ topology }: ClusterSnapshot): readonly string[] | null {
  return topology?.nodes.map(({ name }) => name) ?? null;
}

function reasonOf(typed: string): { readonly reason: string | null; readonly note: string | null } {
  const reason = truncate(typed.trim(), maxReason);
  if (reason === '') return { reason: null, note: null };
  const isCut = reason !== typed.trim();
  return {
    reason,
    note: isCut ? `Your reason was cut to its first ${maxReason} characters.` : null,
  };
}
