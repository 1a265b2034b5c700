import { createHash } from 'node:crypto';
import type { Incident } from '../incidents/model.js';
import type { Finding } from '../replication/findings/model.js';

/** Findings that end when the present state is accepted as the sync contract. */
const contractKinds: ReadonlySet<string> = new Set([
  'sync-contract-changed',
  'silently-asynchronous',
]);

function contractFindings(incident: Incident): readonly Finding[] {
  return incident.findings.filter(({ kind }) => contractKinds.has(kind));
}

/** True if accepting the present state as the contract would settle some of this incident. */
export function offersContract(incident: Incident): boolean {
  return incident.state === 'open' && contractFindings(incident).length > 0;
}

/**
 * Stands for what the incident says about the contract, so that a click accepts what its person has
 * seen and not what came after it.
 */
export function contractFingerprint(incident: Incident): string {
  const said = contractFindings(incident)
    .map(({ key, evidence }) => JSON.stringify([key, inOrder(evidence)]))
    .toSorted();
  return createHash('sha256').update(said.join('\n')).digest('hex').slice(0, 16);
}

/** The store gives an object's fields back in an order of its own. */
function inOrder(evidence: Finding['evidence']): readonly (readonly [string, unknown])[] {
  return Object.entries(evidence).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
