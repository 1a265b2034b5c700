import { chainHash, digest, genesisHash } from './audit-chain.js';
import { StoreError } from './errors.js';
import type { StoredAuditEntry } from './operations/list-audit.js';

export type AuditVerdict =
  | {
      readonly ok: true;
      readonly records: number;
      /** The last record's hash, in hexadecimal: noted elsewhere, it proves this log later. */
      readonly head: string;
    }
  | {
      readonly ok: false;
      /** The number of the first record that does not fit; what comes after it proves nothing. */
      readonly brokenAt: number;
      readonly why: string;
    };

/** How the log is read: its end first, then page by page. */
export interface AuditReader {
  readonly head: () => Promise<{ readonly seq: number; readonly hash: string } | null>;
  readonly page: (afterSeq: number) => Promise<readonly StoredAuditEntry[]>;
}

/**
 * Goes through the whole log, record by record, a page in memory at a time. What is appended
 * meanwhile is left for the next time.
 */
export async function verifyAudit(reader: AuditReader): Promise<AuditVerdict> {
  const head = await reader.head();
  if (head === null) return { ok: false, brokenAt: 0, why: 'the end of the log is not recorded' };
  let seq = 0;
  let hash = genesisHash.toString('hex');
  try {
    while (seq < head.seq) {
      const page = await reader.page(seq);
      if (page.length === 0) {
        const why = `records ${seq + 1} to ${head.seq} are missing at the end`;
        return { ok: false, brokenAt: seq + 1, why };
      }
      for (const entry of page) {
        const why = fault(entry, seq, hash);
        if (why !== null) return { ok: false, brokenAt: seq + 1, why };
        ({ seq, hash } = entry);
        if (seq === head.seq) break;
      }
    }
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'schema') throw error;
    return { ok: false, brokenAt: seq + 1, why: error.message };
  }
  if (hash !== head.hash) {
    return { ok: false, brokenAt: seq, why: 'the end of the log is not the one recorded' };
  }
  const [surplus] = await reader.page(seq);
  if (surplus !== undefined && surplus.prevHash !== hash) {
    return { ok: false, brokenAt: surplus.seq, why: 'it does not follow the end of the log' };
  }
  return { ok: true, records: seq, head: hash };
}

function fault(entry: StoredAuditEntry, previousSeq: number, previousHash: string): string | null {
  if (entry.seq !== previousSeq + 1) return 'it is missing';
  if (entry.prevHash !== previousHash) return 'it does not follow the record before it';
  const expected = chainHash(Buffer.from(previousHash, 'hex'), digest(entry.read()));
  return entry.hash === expected.toString('hex') ? null : 'its content does not fit its hash';
}
