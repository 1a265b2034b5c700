import type pg from 'pg';
import type { StoreConnection } from './connection.js';
import { StoreError } from './errors.js';
import { readApplied } from './migrate.js';
import {
  auditHead,
  auditPage,
  listAudit,
  readEntry,
  type AuditEntry,
  type AuditFilter,
} from './operations/list-audit.js';
import { verifyAudit, type AuditReader, type AuditVerdict } from './verify-audit.js';
import { visit } from './visit.js';

/** The audit log, to be read. */
export interface AuditLog {
  /** The newest first. */
  readonly list: (filter: AuditFilter) => Promise<readonly AuditEntry[]>;
  /** Holds every record against its hash and the one before, a page at a time. */
  readonly verify: () => Promise<AuditVerdict>;
  /** All records in order, read page by page as they are consumed. */
  readonly entries: () => AsyncGenerator<AuditEntry, void, undefined>;
}

/** Records per page: what is held in memory at a time. */
export const auditPageSize = 1_000;

/** The log as a reader of pages makes it available. */
export function auditLog(reader: AuditReader & Pick<AuditLog, 'list'>): AuditLog {
  return {
    list: (filter) => reader.list(filter),
    verify: () => verifyAudit(reader),
    entries: async function* () {
      for (let seq = 0; ;) {
        const page = await reader.page(seq);
        yield* page.map(readEntry);
        const last = page.at(-1);
        if (last === undefined) return;
        seq = last.seq;
      }
    },
  };
}

/**
 * Reads the audit log beside whoever owns the store, for the command line. `work` has the log until
 * it ends. Rejects with a `StoreError`; `schema` if the store never saw a pgrepl.
 */
export async function readAudit<T>(
  connection: StoreConnection,
  work: (log: AuditLog) => Promise<T>,
  interrupted?: AbortSignal,
): Promise<T> {
  const read = async (client: pg.ClientBase): Promise<T> => {
    if ((await readApplied(client)).length === 0) {
      throw new StoreError('schema', `The store at ${connection.where} holds no audit log yet`);
    }
    return work(
      auditLog({
        list: (filter) => listAudit(client, filter),
        head: () => auditHead(client),
        page: (afterSeq) => auditPage(client, afterSeq, auditPageSize),
      }),
    );
  };
  return visit(connection, 'pgrepl audit', read, interrupted);
}
