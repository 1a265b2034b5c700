import { createHash } from 'node:crypto';
import type { AuditRecord } from '../incidents/record.js';
import { canonicalJson, toJsonbText } from './json.js';
import { redactJson, redactText } from './redact.js';

/** What stands before the first record. */
export const genesisHash: Buffer = Buffer.alloc(32);

/**
 * The record as it goes on the log: without secrets, plain JSON all the way down, its time in
 * whole milliseconds. What is read back is equal to it, so its digest can be made again.
 */
export function recordable(record: AuditRecord): AuditRecord {
  const detail = plainObject(redactJson(JSON.parse(toJsonbText(record.detail))));
  return {
    id: record.id.toLowerCase(),
    at: new Date(record.at).getTime(),
    actor: storable(record.actor),
    action: storable(record.action),
    cluster: record.cluster === null ? null : storable(record.cluster),
    subject: record.subject === null ? null : storable(record.subject),
    result: record.result,
    detail,
  };
}

/** SHA-256 over the record's canonical JSON (all of its fields, and no others). */
export function digest(record: AuditRecord): Buffer {
  const { id, at, actor, action, cluster, subject, result, detail } = record;
  const text = canonicalJson({ id, at, actor, action, cluster, subject, result, detail });
  return createHash('sha256').update(text, 'utf8').digest();
}

/** The hash of a record that follows one with the hash `previous`: SHA-256 over both, as bytes. */
export function chainHash(previous: Buffer, recordDigest: Buffer): Buffer {
  return createHash('sha256').update(previous).update(recordDigest).digest();
}

function storable(text: string): string {
  return String(JSON.parse(toJsonbText(redactText(text))));
}

function plainObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
