import type { ClusterSnapshot } from '../incidents/fleet.js';
import { headlineFirst } from '../incidents/group.js';
import type { Incident } from '../incidents/model.js';
import type { Silence } from '../incidents/silences/model.js';
import { incidentSilence, silenceOver } from '../incidents/silences/rules.js';
import type { Finding } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import type { PrimaryView, Topology } from '../replication/topology/model.js';
import { clusterMark } from './cluster-mark.js';
import { clusterTree } from './cluster-tree.js';
import { commitOutlook, lossSentences } from './commit-outlook.js';
import { dataAge } from './data-age.js';
import { incidentName, ownedWords, withoutStop } from './incident-words.js';
import { formatVersion } from './postgres-version.js';
import { listNames, safeName } from './safe-text.js';
import { silencedFact, silenceList } from './silence-words.js';
import { line, lineOn, section, since, type Line, type Section } from './sections.js';
import { slotTable } from './slot-table.js';

/** Everything about one cluster: tree, commits, incidents, slots, in the order of urgency. */
export function clusterStatus(snapshot: ClusterSnapshot, now: EpochMs): Section[] {
  const { topology } = snapshot;
  const age = dataAge(snapshot, now);
  const sections = [headline(snapshot, age.text, now)];
  if (age.stale && topology?.nodes.some(({ stateAt }) => stateAt !== null) === true) {
    sections.push(
      section({
        lines: [line('This picture is old: pgrepl may see less than there is.', 'unknown')],
      }),
    );
  }
  if (topology !== null) {
    const sentences = [commitOutlook(topology), ...lossSentences(topology)];
    sections.push(section({ lines: sentences.map((text) => line(text)) }));
  }
  const loose = looseFindings(snapshot);
  // In a terminal, and before the first incident is open, findings may be all that there is.
  const onlyFindings = snapshot.incidents.length === 0 && loose.length > 0;
  if (!onlyFindings) sections.push(incidentSection(snapshot, now));
  if (loose.length > 0) {
    const title = onlyFindings ? 'Noticed' : 'Also noticed';
    sections.push(
      section({ title, lines: loose.map((each) => told(each, snapshot.silences, now)) }),
    );
  }
  if (snapshot.silences.length > 0) {
    sections.push(...silenceList(snapshot.silences, null, now));
  }
  const slots = topology === null ? [] : slotTable(topology);
  if (slots.length > 0) sections.push(section({ title: 'Slots', preformatted: slots }));
  return sections;
}

function headline(snapshot: ClusterSnapshot, age: string, now: EpochMs): Section {
  const { topology } = snapshot;
  const title = safeName(snapshot.cluster);
  const mark = clusterMark(snapshot, now);
  if (topology === null) return section({ title, detail: age, mark });
  const facts = [versions(topology), primaryInWords(topology.primary), age];
  return section({
    title,
    detail: facts.filter((fact) => fact !== '').join(' · '),
    mark,
    preformatted: clusterTree(topology),
  });
}

/** `PostgreSQL 18.4`, or every version that runs in it; empty when none is known. */
function versions(topology: Topology): string {
  const own = topology.nodes.filter((node) => !node.foreign);
  const numbers = own.flatMap((node) => (node.versionNum === null ? [] : [node.versionNum]));
  const distinct = [...new Set(numbers)].toSorted((a, b) => b - a).map(formatVersion);
  return distinct.length === 0 ? 'version unknown' : `PostgreSQL ${distinct.join(' and ')}`;
}

function primaryInWords(primary: PrimaryView): string {
  switch (primary.kind) {
    case 'one':
      return `timeline ${primary.timeline ?? 'unknown'}`;
    case 'none':
      return primary.last === null
        ? 'no primary'
        : `no primary (the last one was ${safeName(primary.last)})`;
    case 'unreachable':
      return `primary ${safeName(primary.node)} unreachable`;
    case 'several':
      return `more than one primary: ${listNames(primary.nodes)}`;
    case 'unknown':
      return 'primary unknown';
  }
}

function incidentSection(snapshot: ClusterSnapshot, now: EpochMs): Section {
  const { incidents } = snapshot;
  if (incidents.length === 0) {
    return section({ lines: [line('No open incident.', clusterMark(snapshot, now))] });
  }
  const title = incidents.length === 1 ? 'Open incident' : `${incidents.length} open incidents`;
  return section({
    title,
    lines: incidents.flatMap((incident) => incidentLines(incident, snapshot.silences, now)),
  });
}

function incidentLines(incident: Incident, silences: readonly Silence[], now: EpochMs): Line[] {
  const [head, ...rest] = headlineFirst(incident.findings);
  const what = head?.what ?? 'Nothing is known to be wrong any more.';
  const facts = [withoutStop(what)];
  if (incident.acknowledgedBy !== null) {
    facts.push(ownedWords(incident, incident.acknowledgedBy));
  }
  const silenced = incidentSilence(incident, silences, now);
  if (silenced.kind !== 'none') facts.push(silencedFact(silenced, now));
  const lines = [
    lineOn(
      incidentName(incident),
      facts.join(' · '),
      incident.severity,
      since(incident.openedAt, now),
    ),
  ];
  if (head !== undefined) lines.push(line(`${head.consequence} ${head.next}`));
  return [...lines, ...rest.map((finding) => line(`Also: ${finding.what}`))];
}

/** Findings that no open incident tells. */
function looseFindings(snapshot: ClusterSnapshot): Finding[] {
  const told = new Set(
    snapshot.incidents.flatMap((incident) => incident.findings.map((finding) => finding.key)),
  );
  return snapshot.findings.filter((finding) => !told.has(finding.key));
}

function told(finding: Finding, silences: readonly Silence[], now: EpochMs): Line {
  const silence = silenceOver(finding, null, silences, now);
  const fact = silence === null ? '' : ` · ${silencedFact({ kind: 'whole', silence }, now)}`;
  return line(withoutStop(finding.what) + fact, finding.severity, since(finding.since, now));
}
