import type { AuditRecord } from '../../incidents/record.js';
import { StoreError } from '../errors.js';
import { toJsonbText } from '../json.js';
import { auditRow } from '../operations/append-audit.js';
import { firstOf } from '../operations/batch.js';

/** Audit records as a statement takes them. */
export function auditText(records: readonly AuditRecord[]): string {
  return toJsonbText(firstOf(records, ({ id }) => id.toLowerCase()).map(auditRow));
}

/** Makes parameters; a value that can never be recorded is a `StoreError` `refused`. */
export function written<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new StoreError('refused', `The change cannot be written down: ${said}`, { cause: error });
  }
}
