import type { ClusterSnapshot } from '../../incidents/fleet.js';
import type { Topology } from '../../replication/topology/model.js';
import type { Supposition, WhatIf } from '../../replication/whatif/model.js';
import { whatIf } from '../../replication/whatif/what-if.js';
import { safeName } from '../../wording/safe-text.js';
import { supposed, whatIfSections } from '../../wording/whatif/whatif.js';
import type { Answer } from '../blocks/answer.js';
import type { Known } from './asked.js';
import { findCluster, findName, refusalInWords, unknownCluster, unknownName } from './names.js';
import { probablyMeant } from './nearest.js';

export const whatIfUsage = 'whatif <cluster> <node> [node] <down|promoted>';

/** What people write for the two things that can happen to a node. */
const verbs: Readonly<Record<string, 'down' | 'promoted'>> = {
  down: 'down',
  lost: 'down',
  gone: 'down',
  dead: 'down',
  stopped: 'down',
  promoted: 'promoted',
  promote: 'promoted',
};

/** What somebody supposes, and what would come of it. */
export type WhatIfAsked =
  | { readonly kind: 'refused'; readonly answer: Answer }
  | {
      readonly kind: 'asked';
      readonly snapshot: ClusterSnapshot;
      readonly topology: Topology;
      readonly outlook: WhatIf;
    };

/**
 * What would happen to a cluster if nodes were down, or one was promoted: `orders s1 down`,
 * `orders pg1 s2 down`, `orders pg1 down s1 promoted`.
 */
export function askWhatIf(rest: string, known: Pick<Known, 'fleet' | 'command'>): WhatIfAsked {
  const [clusterName = '', ...words] = rest
    .split(/[\s,]+/)
    .map((word) => word.replace(/^["'`*“”‘’]+|["'`*“”‘’]+$/g, ''))
    .filter((word) => word !== '');
  const usage = `\`${known.command} ${whatIfUsage}\``;
  const not = (answer: Answer): WhatIfAsked => ({ kind: 'refused', answer });
  if (clusterName === '') {
    return not(refusalInWords(`Say which cluster and which node: ${usage}.`));
  }
  const snapshot = findCluster(clusterName, known.fleet);
  if (snapshot === undefined) return not(unknownCluster(clusterName, known.fleet));
  const { topology } = snapshot;
  if (topology === null) {
    return not(
      refusalInWords(
        `pgrepl has not looked at ${safeName(snapshot.cluster)} yet, so nothing can be said.`,
        'It does so within seconds; try again then.',
      ),
    );
  }
  const read = readSupposition(words, topology, usage, known.command);
  if (read.kind === 'not') return not(read.answer);
  return { kind: 'asked', snapshot, topology, outlook: whatIf(topology, read.supposition) };
}

/** The same as an answer in words. */
export function whatIfAnswer(rest: string, known: Known): Answer {
  const asked = askWhatIf(rest, known);
  if (asked.kind === 'refused') return asked.answer;
  const { snapshot, topology, outlook } = asked;
  const { supposition } = outlook;
  const { down, promoted } = supposition;
  const again = [
    ...(down.length === 0 ? [] : [...down, 'down']),
    ...(promoted === null ? [] : [promoted, 'promoted']),
  ];
  return {
    summary: `What would happen to ${safeName(snapshot.cluster)} if ${supposed(supposition)}.`,
    sections: whatIfSections(snapshot, topology, outlook, known.now),
    request: `whatif ${[snapshot.cluster, ...again].join(' ')}`,
    shareable: true,
  };
}

type Read =
  | { readonly kind: 'read'; readonly supposition: Supposition }
  | { readonly kind: 'not'; readonly answer: Answer };

function readSupposition(
  words: readonly string[],
  topology: Topology,
  usage: string,
  command: string,
): Read {
  const cluster = safeName(topology.cluster);
  const nodes = topology.nodes.map(({ name }) => name);
  const names = [...nodes, ...topology.unmanaged.map(({ applicationName }) => applicationName)];
  const down = new Set<string>();
  const promoted = new Set<string>();
  let open: string[] = [];
  for (const word of words) {
    const verb = Object.hasOwn(verbs, word.toLowerCase()) ? verbs[word.toLowerCase()] : undefined;
    const name = findName(word, names);
    if (name !== undefined) {
      open.push(name);
    } else if (verb !== undefined) {
      for (const each of open) (verb === 'down' ? down : promoted).add(each);
      open = [];
    } else if (!['and', '&', 'is', 'are'].includes(word.toLowerCase())) {
      return refused(unknownWord(word, open, topology, names, command));
    }
  }
  const first = nodes[1] ?? nodes[0] ?? 'node';
  const example = `For example \`${command} whatif ${topology.cluster} ${open[0] ?? first} down\`.`;
  if (open.length > 0) {
    const told = `Say what happens to ${safeName(open.join(' and '))}, \`down\` or \`promoted\`: ${usage}.`;
    return refused(refusalInWords(told, example));
  }
  if (down.size + promoted.size === 0) {
    return refused(
      refusalInWords(`Say which node of ${cluster}, and what happens to it: ${usage}.`, example),
    );
  }
  const [heir = null, second] = [...promoted];
  if (second !== undefined) {
    return refused(refusalInWords('Only one node can be promoted in one question.', example));
  }
  if (heir !== null && down.has(heir)) {
    return refused(refusalInWords(`${safeName(heir)} can't be both down and promoted.`, example));
  }
  if (heir !== null && !nodes.includes(heir)) {
    return refused(
      refusalInWords(`${safeName(heir)} is no configured node: what it has is not known.`),
    );
  }
  return { kind: 'read', supposition: { down: [...down], promoted: heir } };
}

function refused(answer: Answer): Read {
  return { kind: 'not', answer };
}

/** A slip of the pen in `down` behind a node, or a node that is not there. */
function unknownWord(
  word: string,
  open: readonly string[],
  { cluster }: Topology,
  names: readonly string[],
  command: string,
): Answer {
  const verb = probablyMeant(word, ['down', 'promoted']);
  const nearestNode = probablyMeant(word, names);
  if (open.length > 0 && verb !== undefined && nearestNode === undefined) {
    return refusalInWords(
      `${safeName(word)} is nothing that can happen to a node.`,
      `Did you mean \`${command} whatif ${[cluster, ...open].join(' ')} ${verb}\`?`,
    );
  }
  const told = `${safeName(cluster)} has no node named ${safeName(word)}.`;
  return unknownName(told, word, `Nodes of ${safeName(cluster)}`, names);
}
