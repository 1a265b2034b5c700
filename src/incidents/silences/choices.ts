import { headlineFirst } from '../group.js';
import type { Incident } from '../model.js';
import type { SilenceScope } from './model.js';

/** More than this nobody chooses from; the incident as a whole covers the rest. */
const mostFindings = 6;
const mostNodes = 6;

/** What can be silenced from an incident, the narrowest first. */
export function silenceChoices(incident: Incident): readonly SilenceScope[] {
  const findings = headlineFirst(incident.findings);
  const kinds = new Map<string, SilenceScope>();
  for (const { kind, subject } of findings) {
    kinds.set(`${kind} ${subject ?? ''}`, { kind: 'finding', finding: kind, node: subject });
  }
  const nodes = new Set(findings.flatMap(({ subject }) => (subject === null ? [] : [subject])));
  return [
    { kind: 'incident', incidentId: incident.id, number: incident.number },
    ...[...kinds.values()].slice(0, mostFindings),
    ...[...nodes].slice(0, mostNodes).map((node): SilenceScope => ({ kind: 'node', node })),
    { kind: 'cluster' },
  ];
}

/** Names a choice among those of one incident; the same for the same choice at any time. */
export function choiceKey(scope: SilenceScope): string {
  switch (scope.kind) {
    case 'incident':
    case 'cluster':
      return scope.kind;
    case 'node':
      return `node ${scope.node}`;
    case 'finding':
      return `finding ${scope.finding} ${scope.node ?? ''}`;
  }
}
