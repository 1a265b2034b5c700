import type pg from 'pg';
import type { AuditRecord } from '../../incidents/record.js';
import { toAuditRecord } from './rows.js';

/** A record as it stands on the log. */
export interface AuditEntry {
  /** 1, 2, 3, … in the order in which they were recorded. */
  readonly seq: number;
  readonly record: AuditRecord;
  /** The hash of the record before, in hexadecimal. */
  readonly prevHash: string;
  readonly hash: string;
}

/** The same as it was found, for those who must not stumble over a record that cannot be read. */
export interface StoredAuditEntry {
  readonly seq: number;
  /** Throws a `StoreError` `schema` for a record that is not what pgrepl writes. */
  readonly read: () => AuditRecord;
  readonly prevHash: string;
  readonly hash: string;
}

export interface AuditFilter {
  readonly cluster?: string;
  /** Only records before this one, to page on. */
  readonly beforeSeq?: number;
  readonly limit: number;
}

const select = `
  select seq, encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash, id, at, actor,
         action, cluster, subject, result, detail
    from pgrepl.audit`;

interface Row {
  readonly seq: number;
  readonly prev_hash: string;
  readonly hash: string;
}

/** The newest first. */
export async function listAudit(
  client: pg.ClientBase,
  { cluster, beforeSeq, limit }: AuditFilter,
): Promise<readonly AuditEntry[]> {
  const { rows } = await client.query<Row>(
    `${select}
      where ($1::text is null or cluster = $1) and ($2::bigint is null or seq < $2)
      order by seq desc limit $3`,
    [cluster ?? null, beforeSeq ?? null, limit],
  );
  return rows.map((row) => readEntry(toStored(row)));
}

/** A page of the log in its own order: the records after `seq`, at most `limit`. */
export async function auditPage(
  client: pg.ClientBase,
  seq: number,
  limit: number,
): Promise<readonly StoredAuditEntry[]> {
  const { rows } = await client.query<Row>(`${select} where seq > $1 order by seq limit $2`, [
    seq,
    limit,
  ]);
  return rows.map(toStored);
}

/** Where the log ends: its last record's number and hash. */
export async function auditHead(
  client: pg.ClientBase,
): Promise<{ readonly seq: number; readonly hash: string } | null> {
  const { rows } = await client.query<{ seq: number; hash: string }>(
    "select seq, encode(hash, 'hex') as hash from pgrepl.audit_head",
  );
  return rows[0] ?? null;
}

export function readEntry({ seq, read, prevHash, hash }: StoredAuditEntry): AuditEntry {
  return { seq, record: read(), prevHash, hash };
}

function toStored(row: Row): StoredAuditEntry {
  const { seq, prev_hash: prevHash, hash } = row;
  return { seq, read: () => toAuditRecord(row), prevHash, hash };
}
