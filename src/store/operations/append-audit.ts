import type { AuditRecord } from '../../incidents/record.js';
import { digest, recordable } from '../audit-chain.js';
import { iso } from './batch.js';

export function auditRow(record: AuditRecord): object {
  const kept = recordable(record);
  return { ...kept, at: iso(kept.at), digest: digest(kept).toString('hex') };
}

/** Keeps the chain from forking: to be run before, in the same transaction. */
export const lockAudit = 'select from pgrepl.audit_head for update';

/** The parts of a statement that appends to the log: common table expressions, by name. */
export interface AppendAudit {
  /** The new records, numbered from 1. */
  readonly fresh: string;
  /** Recursive: the hash of each, from the head on. */
  readonly chain: string;
  readonly insert: string;
  readonly moveHead: string;
}

/**
 * Appends the records in `parameter` that are not on the log yet, each chained to the one before:
 * `hash = sha256(previous hash || digest of the record)`. One statement's parts, which all see the
 * log as it was when the head had been locked. The first two have to be called `audit_fresh` and
 * `audit_chain`; nothing is appended unless `provided` holds.
 */
export function appendAudit(parameter: `$${number}`, provided = 'true'): AppendAudit {
  return {
    fresh: `
  select input.*, row_number() over (order by position) as n
    from rows from (jsonb_to_recordset(${parameter}) as (
           id uuid, at timestamptz, actor text, action text, cluster text, subject text,
           result text, detail jsonb, digest text))
         with ordinality as input (id, at, actor, action, cluster, subject, result, detail,
           digest, position)
   where not exists (select from pgrepl.audit known where known.id = input.id)
     and ${provided}`,
    chain: `
  select 0::bigint as n, head.seq, null::bytea as prev_hash, head.hash
    from pgrepl.audit_head head
  union all
  select fresh.n, chain.seq + 1, chain.hash, sha256(chain.hash || decode(fresh.digest, 'hex'))
    from audit_chain chain join audit_fresh fresh on fresh.n = chain.n + 1`,
    insert: `
  insert into pgrepl.audit (seq, id, at, actor, action, cluster, subject, result, detail,
         prev_hash, hash)
  select chain.seq, fresh.id, fresh.at, fresh.actor, fresh.action, fresh.cluster, fresh.subject,
         fresh.result, fresh.detail, chain.prev_hash, chain.hash
    from audit_chain chain join audit_fresh fresh on fresh.n = chain.n
   order by chain.seq`,
    moveHead: `
  update pgrepl.audit_head head set seq = chain.seq, hash = chain.hash
    from (select seq, hash from audit_chain where n > 0 order by n desc limit 1) chain`,
  };
}
