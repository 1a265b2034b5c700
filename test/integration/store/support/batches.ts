import { createHash } from 'node:crypto';
import type { StoreChange } from '../../../../src/incidents/record.js';
import { audit, entry, incident, message, of } from './changes.js';

/** How many rows each batch leaves in each table. */
export const rowsPerBatch = { incidents: 1, timeline_entries: 5, outbox: 2, audit: 1 } as const;

/**
 * Batch `n` of a run: its rows, and nobody else's, carry `run/n` in a column of each table. Made
 * twice, it is the same to the last id.
 */
export function batch(run: string, n: number): readonly StoreChange[] {
  const name = `${run}/${n}`;
  const id = (what: string): string => {
    const hex = createHash('sha256').update(`${name} ${what}`).digest('hex');
    const version = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}`;
    return `${version}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  };
  const one = incident({ id: id('incident'), cluster: name });
  return [
    of.incident(one),
    ...Array.from({ length: rowsPerBatch.timeline_entries }, (_, i) =>
      of.entry(entry({ id: id(`line ${i}`), incidentId: one.id, text: name })),
    ),
    ...Array.from({ length: rowsPerBatch.outbox }, (_, i) =>
      of.message(message({ id: id(`message ${i}`), channel: name })),
    ),
    of.audit(audit({ id: id('audit'), action: name })),
  ];
}
