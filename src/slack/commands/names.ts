import type { ClusterSnapshot, FleetSnapshot } from '../../incidents/fleet.js';
import { safeName } from '../../wording/safe-text.js';
import { line, section, type Section } from '../../wording/sections.js';
import type { Answer } from '../blocks/answer.js';
import { nearestFirst } from './nearest.js';

/** By its exact name, or else by the only one that differs in nothing but case. */
export function findName(typed: string, names: readonly string[]): string | undefined {
  const wanted = typed.trim();
  if (names.includes(wanted)) return wanted;
  const alike = names.filter((name) => name.toLowerCase() === wanted.toLowerCase());
  return alike.length === 1 ? alike[0] : undefined;
}

export function findCluster(name: string, fleet: FleetSnapshot): ClusterSnapshot | undefined {
  const found = findName(
    name,
    fleet.clusters.map(({ cluster }) => cluster),
  );
  return fleet.clusters.find(({ cluster }) => cluster === found);
}

/** How many names an answer lists to somebody who named something that is not there. */
const maxNamed = 20;

export function unknownCluster(name: string, fleet: FleetSnapshot): Answer {
  const told = `There is no cluster named ${safeName(name)}.`;
  const names = fleet.clusters.map(({ cluster }) => cluster);
  if (names.length === 0) {
    return refusal(told, [
      section({ lines: [line(told)] }),
      section({ lines: [line('No cluster is configured.')] }),
    ]);
  }
  return unknownName(told, name, 'Clusters', names);
}

/** What there is in place of what was named, the most alike first. */
export function unknownName(
  told: string,
  name: string,
  what: string,
  names: readonly string[],
): Answer {
  const nearest = nearestFirst(name, names);
  const rest = nearest.length - maxNamed;
  const listed = nearest.slice(0, maxNamed).map((each) => line(`\`${safeName(each)}\``));
  if (rest > 0) listed.push(line(`and ${rest} more.`));
  return refusal(told, [
    section({ lines: [line(told)] }),
    section({ title: `${what}, the most alike first`, lines: listed }),
  ]);
}

export function refusal(summary: string, sections: readonly Section[]): Answer {
  return { summary, sections, request: null, shareable: false };
}

/** A refusal of some sentences, the first of which is the whole of it. */
export function refusalInWords(...sentences: readonly [string, ...string[]]): Answer {
  return refusal(sentences[0], [section({ lines: sentences.map((each) => line(each)) })]);
}
