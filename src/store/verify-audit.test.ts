import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../incidents/record.js';
import { chainHash, digest, genesisHash, recordable } from './audit-chain.js';
import type { AuditEntry } from './operations/list-audit.js';
import { verifyAudit, type AuditVerdict } from './verify-audit.js';

const record = (n: number): AuditRecord => ({
  id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  at: 1_700_000_000_000 + n,
  actor: 'pgrepl',
  action: 'contract.accept',
  cluster: 'orders',
  subject: null,
  result: 'done',
  detail: { n },
});

function chain(length: number): AuditEntry[] {
  let previous: Buffer = genesisHash;
  return Array.from({ length }, (_, index) => {
    const entry = recordable(record(index + 1));
    const hash = chainHash(previous, digest(entry));
    const result = {
      seq: index + 1,
      record: entry,
      prevHash: previous.toString('hex'),
      hash: hash.toString('hex'),
    };
    previous = hash;
    return result;
  });
}

/** Reads a log in pages of three. */
function verify(log: readonly AuditEntry[], head = log.at(-1)): Promise<AuditVerdict> {
  return verifyAudit({
    head: () =>
      Promise.resolve({ seq: head?.seq ?? 0, hash: head?.hash ?? genesisHash.toString('hex') }),
    page: (after) =>
      Promise.resolve(
        log
          .filter(({ seq }) => seq > after)
          .slice(0, 3)
          .map((entry) => ({ ...entry, read: () => entry.record })),
      ),
  });
}

describe('verifyAudit', () => {
  it('accepts a whole log, and an empty one', async () => {
    const log = chain(10);
    expect(await verify(log)).toEqual({ ok: true, records: 10, head: log[9]?.hash });
    expect(await verify([])).toMatchObject({ ok: true, records: 0 });
  });

  it('finds a record whose content was changed', async () => {
    const log = chain(10).map((entry) =>
      entry.seq === 5 ? { ...entry, record: { ...entry.record, actor: 'nobody' } } : entry,
    );
    expect(await verify(log)).toEqual({
      ok: false,
      brokenAt: 5,
      why: 'its content does not fit its hash',
    });
  });

  it('finds a record that was taken out', async () => {
    const log = chain(10).filter(({ seq }) => seq !== 4);
    expect(await verify(log)).toMatchObject({ ok: false, brokenAt: 4 });
  });

  it('finds a record that was replaced with a hash of its own', async () => {
    const log = chain(10);
    const forged = log.map((entry) => {
      if (entry.seq !== 6) return entry;
      const altered = { ...entry.record, detail: { n: 66 } };
      const hash = chainHash(Buffer.from(entry.prevHash, 'hex'), digest(altered));
      return { ...entry, record: altered, hash: hash.toString('hex') };
    });
    expect(await verify(forged)).toMatchObject({ ok: false, brokenAt: 7 });
  });

  it('finds an end that was cut off', async () => {
    const log = chain(10);
    expect(await verify(log.slice(0, 8), log[9])).toMatchObject({ ok: false, brokenAt: 9 });
  });

  it('finds a last record that is not the one the head knows', async () => {
    const log = chain(10);
    const last = log[9];
    if (last === undefined) throw new Error('no record');
    expect(await verify(log, { ...last, hash: '00'.repeat(32) })).toMatchObject({
      ok: false,
      brokenAt: 10,
    });
  });
});
