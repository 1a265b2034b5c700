import type { Incident } from '../incidents/model.js';

/** Findings that end when the present state is accepted as the sync contract. */
const contractKinds: ReadonlySet<string> = new Set([
  'sync-contract-changed',
  'silently-asynchronous',
]);

/** True if accepting the present state as the contract would settle some of this incident. */
export function offersContract(incident: Incident): boolean {
  return incident.state === 'open' && incident.findings.some(({ kind }) => contractKinds.has(kind));
}
