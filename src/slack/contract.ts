import { createHash } from 'node:crypto';
import type { Incident } from '../incidents/model.js';
import type { Finding } from '../replication/findings/model.js';

/** True for a finding that ends when the present state is accepted as the sync contract. */
function isOfContract({ kind, evidence }: Finding): boolean {
  switch (kind) {
    case 'sync-contract-changed':
    case 'silently-asynchronous':
      return true;
    case 'sync-redundancy-reduced':
      // A standby that is known to be missing is to be brought back; else fewer may be meant.
      return Array.isArray(evidence['missing']) && evidence['missing'].length === 0;
    default:
      return false;
  }
}

function contractFindings(incident: Incident): readonly Finding[] {
  return incident.findings.filter(isOfContract);
}

/**
 * True if accepting the present state as the contract would settle some of this incident. What
 * departs from a contract that the configuration declares is settled there.
 */
export function offersContract(incident: Incident): boolean {
  const settled = contractFindings(incident).filter(
    ({ evidence }) => evidence['contract'] !== 'declared',
  );
  return incident.state === 'open' && settled.length > 0;
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
