import type { ClusterSnapshot } from '../../incidents/fleet.js';
import type { SilenceScope } from '../../incidents/silences/model.js';
import { safeName, truncate } from '../../wording/safe-text.js';
import { silenceList } from '../../wording/silence-words.js';
import { line, section } from '../../wording/sections.js';
import type { Answer } from '../blocks/answer.js';
import { endSilenceButton } from '../blocks/buttons.js';
import { peopleIn } from '../blocks/people.js';
import { longestSilenceReason } from '../blocks/silence-modal.js';
import { answered, type Asked, type Known } from './asked.js';
import { typedDuration } from './duration.js';
import { findCluster, findName, refusalInWords, unknownCluster, unknownName } from './names.js';
import { parseWords } from './request.js';

export const silenceUsage = 'silence <cluster|node|INC-7> <duration> [reason]';

/** What was named: a cluster, a node of one, or an open incident. */
type Target =
  | { readonly kind: 'found'; readonly cluster: string; readonly scope: SilenceScope }
  | { readonly kind: 'not'; readonly answer: Answer };

/** Reads what is to be silenced and for how long; `in 2h` behind that plans it. */
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
  const { aheadMs, rest } = planned(behindBoth);
  const reason = truncate(rest.trim(), longestSilenceReason);
  const { cluster, scope } = target;
  return {
    kind: 'deed',
    deed: {
      kind: 'silence',
      wanted: {
        cluster,
        scope,
        durationMs,
        startsAt: aheadMs === null ? null : known.now + aheadMs,
        reason: reason === '' ? null : reason,
      },
    },
  };
}

/** `in 3h backup` is a start and a reason; `in the night` is only a reason. */
function planned(text: string): { readonly aheadMs: number | null; readonly rest: string } {
  const [, ahead = '', rest = ''] = /^in (\S+)(.*)$/i.exec(text.trim()) ?? [];
  const aheadMs = typedDuration(ahead) ?? null;
  return aheadMs === null ? { aheadMs, rest: text } : { aheadMs, rest };
}

function targetOf(name: string, known: Known): Target {
  const { fleet } = known;
  const incidentNumber = /^inc-?(\d{1,9})$/i.exec(name)?.[1];
  if (incidentNumber !== undefined) return incidentTarget(Number(incidentNumber), known);
  const snapshot = findCluster(name, fleet);
  if (snapshot !== undefined) {
    return { kind: 'found', cluster: snapshot.cluster, scope: { kind: 'cluster' } };
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

function incidentTarget(number: number, { fleet }: Known): Target {
  for (const { cluster, incidents } of fleet.clusters) {
    const found = incidents.find((incident) => incident.number === number);
    if (found === undefined) continue;
    const scope = { kind: 'incident' as const, incidentId: found.id, number };
    return { kind: 'found', cluster, scope };
  }
  const open = fleet.clusters.flatMap(({ incidents }) =>
    incidents.flatMap((each) => (each.number === null ? [] : [`INC-${each.number}`])),
  );
  const told = `INC-${number} is not open, so there is nothing to silence.`;
  const answer =
    open.length === 0
      ? refusalInWords(told, 'No incident is open.')
      : unknownName(told, `INC-${number}`, 'Open incidents', open);
  return { kind: 'not', answer };
}

function nodeTarget(name: string, clusters: readonly ClusterSnapshot[]): Target {
  const having = clusters.flatMap(({ cluster, topology }) => {
    const node = findName(name, topology?.nodes.map((each) => each.name) ?? []);
    return node === undefined ? [] : [{ cluster, node }];
  });
  const [only] = having;
  if (only !== undefined && having.length === 1) {
    return { kind: 'found', cluster: only.cluster, scope: { kind: 'node', node: only.node } };
  }
  if (having.length > 1) {
    const told = `Several clusters have a node named ${safeName(name)}: name it with its cluster.`;
    const names = having.map(({ cluster, node }) => `${cluster}/${node}`);
    return { kind: 'not', answer: unknownName(told, name, 'Nodes', names) };
  }
  const told = `There is no cluster, node or open incident named ${safeName(name)}.`;
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
