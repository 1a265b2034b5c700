import type { ClusterSnapshot } from '../../incidents/fleet.js';
import { safeName, truncate } from '../../wording/safe-text.js';
import { silenceList } from '../../wording/silence-words.js';
import { line, section } from '../../wording/sections.js';
import type { Answer } from '../blocks/answer.js';
import { endSilenceButton } from '../blocks/buttons.js';
import { peopleIn } from '../blocks/people.js';
import { longestSilenceReason } from '../blocks/silence-modal.js';
import { answered, type Asked, type Known, type SilenceTarget } from './asked.js';
import { typedDuration } from './duration.js';
import { findCluster, findName, refusalInWords, unknownCluster, unknownName } from './names.js';
import { parseWords } from './request.js';
import { typedStart } from './typed-start.js';

export const silenceUsage = 'silence <cluster|node|INC-7> <duration> [reason]';

/** What was named: a cluster, a node of one, or an incident. */
type Target = SilenceTarget | { readonly kind: 'not'; readonly answer: Answer };

/** Reads what is to be silenced and for how long; `in 2h` or `from 22:00` behind that plans it. */
export function silenceWanted(text: string, known: Known): Asked {
  const { names, behindBoth } = parseWords(text);
  const [name, typed] = names;
  const usage = `\`${known.command} ${silenceUsage}\``;
  if (name === '') return answered(refusalInWords(`Say what to silence: ${usage}.`));
  const target = targetOf(name, known);
  if (target.kind === 'not') return answered(target.answer);
  const durationMs = typedDuration(typed);
  if (durationMs === undefined) {
    const told =
      typed === ''
        ? `Say for how long: ${usage}.`
        : `${safeName(typed)} is no duration: write \`30m\`, \`2h\`, \`1h30m\` or \`3d\`.`;
    return answered(refusalInWords(told, `For example \`${known.command} silence ${name} 2h\`.`));
  }
  const start = typedStart(behindBoth, known.now);
  if (start.kind === 'not') {
    const told = `${safeName(start.typed)} is no time: write \`from 22:00\` or \`from 2026-12-01 22:00\`, by your own clocks.`;
    return answered(refusalInWords(told, 'Nothing was silenced.'));
  }
  const { startsAt, from } = start;
  const reason = truncate(start.rest.trim(), longestSilenceReason);
  const wanted = { durationMs, startsAt, from, reason: reason === '' ? null : reason };
  return { kind: 'deed', deed: { kind: 'silence', target, wanted } };
}

function targetOf(name: string, known: Known): Target {
  const { fleet } = known;
  const incidentNumber = /^inc-?(\d{1,9})$/i.exec(name)?.[1];
  if (incidentNumber !== undefined) return { kind: 'incident', number: Number(incidentNumber) };
  const snapshot = findCluster(name, fleet);
  if (snapshot !== undefined) {
    return { kind: 'known', cluster: snapshot.cluster, scope: { kind: 'cluster' } };
  }
  const [clusterName = '', nodeName] = name.split('/', 2);
  if (nodeName !== undefined) {
    const named = findCluster(clusterName, fleet);
    return named === undefined
      ? { kind: 'not', answer: unknownCluster(clusterName, fleet) }
      : nodeTarget(nodeName, [named]);
  }
  return nodeTarget(name, fleet.clusters);
}

function nodeTarget(name: string, clusters: readonly ClusterSnapshot[]): Target {
  const having = clusters.flatMap(({ cluster, topology }) => {
    const node = findName(name, topology?.nodes.map((each) => each.name) ?? []);
    return node === undefined ? [] : [{ cluster, node }];
  });
  const [only] = having;
  if (only !== undefined && having.length === 1) {
    return { kind: 'known', cluster: only.cluster, scope: { kind: 'node', node: only.node } };
  }
  if (having.length > 1) {
    const told = `Several clusters have a node named ${safeName(name)}: name it with its cluster.`;
    const names = having.map(({ cluster, node }) => `${cluster}/${node}`);
    return { kind: 'not', answer: unknownName(told, name, 'Nodes', names) };
  }
  const told = `There is no cluster, node or incident named ${safeName(name)}.`;
  const all = clusters.flatMap(({ cluster, topology }) => [
    cluster,
    ...(topology?.nodes.map((node) => node.name) ?? []),
  ]);
  return { kind: 'not', answer: unknownName(told, name, 'Clusters and nodes', [...new Set(all)]) };
}

/** Lists the silences of one cluster or of all, or ends one: `silences end SIL-3`. */
export function silences(rest: string, known: Known): Asked {
  const ending = /^end\b(.*)$/i.exec(rest);
  if (ending !== null) return endWanted((ending[1] ?? '').trim(), known);
  const cluster = rest === '' ? null : findCluster(rest, known.fleet)?.cluster;
  if (cluster === undefined) return answered(unknownCluster(rest, known.fleet));
  const standing = known.silences.filter(
    (silence) => cluster === null || silence.cluster === cluster,
  );
  return answered({
    summary:
      standing.length === 0
        ? 'Nothing is silenced.'
        : `${standing.length === 1 ? 'One silence stands' : `${standing.length} silences stand`}.`,
    sections: [
      ...silenceList(standing, cluster, known.now),
      ...(standing.length === 0
        ? [section({ lines: [line(`\`${known.command} ${silenceUsage}\` makes one.`)] })]
        : []),
    ],
    request: cluster === null ? 'silences' : `silences ${cluster}`,
    shareable: true,
    people: peopleIn(standing.map(({ createdBy }) => createdBy)),
    buttons: standing.flatMap((silence) => endSilenceButton(silence)),
  });
}

function endWanted(name: string, known: Known): Asked {
  const number = /^(?:sil-?)?(\d{1,9})$/i.exec(name)?.[1];
  if (number === undefined) {
    return answered(
      refusalInWords(
        `Say which silence: \`${known.command} silences end SIL-3\`.`,
        `\`${known.command} silences\` lists them.`,
      ),
    );
  }
  return { kind: 'deed', deed: { kind: 'end-silence', number: Number(number) } };
}
