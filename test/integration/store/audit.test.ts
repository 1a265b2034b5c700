import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAudit, resolveStore, type AuditEntry, type Store } from '../../../src/store/index.js';
import { audit, of, t0 } from './support/changes.js';
import { externalPlace, externalServer, open, quiet, type StorePlace } from './support/stores.js';

let external: Awaited<ReturnType<typeof externalServer>>;
let place: StorePlace;
let store: Store;

beforeAll(async () => {
  external = await externalServer();
});

afterAll(async () => {
  await external.stop();
});

beforeEach(async () => {
  place = await externalPlace(external.node);
  store = await open(place.location);
  await store.apply(Array.from({ length: 30 }, (_, i) => of.audit(audit({ detail: { i } }))));
  return () => store.close();
});

async function exported(): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of store.exportAudit()) entries.push(entry);
  return entries;
}

describe('the audit log', () => {
  it('gives back what was recorded, chained and in order', async () => {
    const record = audit({
      id: 'AB5B8DBC-8A5A-4CF0-B6FD-7BA0A2C8D6E1',
      at: t0 + 0.75,
      subject: 'pg1',
      detail: {
        b: [1, -0, 1.5, 1e21, 1e-7, 2 ** 53],
        a: { text: 'ü 😀 \u2028', nothing: null, no: false },
        __proto__: 'x',
        skipped: undefined,
      },
    });
    await store.apply([of.audit(record)]);
    const entries = await exported();
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 31 }, (_, i) => i + 1));
    expect(entries.at(-1)?.record).toEqual({
      ...record,
      id: record.id.toLowerCase(),
      at: t0,
      detail: {
        b: [1, 0, 1.5, 1e21, 1e-7, 2 ** 53],
        a: { text: 'ü 😀 \u2028', nothing: null, no: false },
      },
    });
    const head = entries.at(-1)?.hash;
    expect(await store.verifyAudit()).toEqual({ ok: true, records: 31, head });
    expect(await store.listAudit({ limit: 2 })).toEqual([entries[30], entries[29]]);
    expect(await store.listAudit({ limit: 2, beforeSeq: 3 })).toEqual([entries[1], entries[0]]);
    expect(await store.listAudit({ limit: 2, cluster: 'nothing' })).toEqual([]);
  });

  it('can be read beside its owner', async () => {
    const seen = await readAudit(resolveStore(place.location, quiet), async (log) => {
      const seqs: number[] = [];
      for await (const { seq } of log.entries()) seqs.push(seq);
      return { seqs, verdict: await log.verify() };
    });
    expect(seen.seqs).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(seen.verdict).toMatchObject({ ok: true, records: 30 });
    expect(store.status()).toBe('up');
    const elsewhere = await externalPlace(external.node);
    await expect(
      readAudit(resolveStore(elsewhere.location, quiet), (log) => log.verify()),
    ).rejects.toMatchObject({ code: 'schema' });
  });

  it('reads more than a page', async () => {
    await store.apply(Array.from({ length: 2_500 }, () => of.audit(audit())));
    expect(await store.verifyAudit()).toMatchObject({ ok: true, records: 2_530 });
    expect(await exported()).toHaveLength(2_530);
  });

  it('records what has been said already once, wherever in a batch it is said again', async () => {
    const [first] = await store.listAudit({ limit: 1 });
    const known = first?.record ?? audit();
    const fresh = audit();
    await store.apply([audit(), known, fresh, fresh].map(of.audit));
    await store.apply([known, fresh, audit()].map(of.audit));
    expect(await store.verifyAudit()).toMatchObject({ ok: true, records: 33 });
  });

  it.each([
    'update pgrepl.audit set actor = $$nobody$$',
    'update pgrepl.audit set actor = $$nobody$$ where false',
    'delete from pgrepl.audit',
    'truncate pgrepl.audit',
    'truncate pgrepl.audit cascade',
    'insert into pgrepl.audit select * from pgrepl.audit on conflict (seq) do update set actor = $$nobody$$',
    'delete from pgrepl.audit_head',
    'truncate pgrepl.audit_head',
    'update pgrepl.audit_head set seq = 0',
    "update pgrepl.audit_head set hash = decode(repeat('00', 32), 'hex')",
  ])('is not to be changed by anyone: %s', async (statement) => {
    for (const prelude of ['', 'set session_replication_role = replica; ']) {
      // As a superuser; the owner of the tables can do less.
      await expect(place.sql(prelude + statement)).rejects.toMatchObject({ code: '42501' });
    }
    expect(await store.verifyAudit()).toMatchObject({ ok: true, records: 30 });
  });

  it.each([
    ['changed', "update pgrepl.audit set detail = '{}' where seq = 12", 12],
    ['changed in time', "update pgrepl.audit set at = at + interval '1 ms' where seq = 1", 1],
    ['given to another', 'update pgrepl.audit set cluster = null where seq = 30', 30],
    ['unreadable', "update pgrepl.audit set result = 'perhaps' where seq = 9", 9],
    ['taken out', 'delete from pgrepl.audit where seq = 20', 20],
    ['cut off at the end', 'delete from pgrepl.audit where seq > 25', 26],
    ['taken away altogether', 'delete from pgrepl.audit', 1],
  ])('shows a record that was %s past the triggers', async (_, statement, brokenAt) => {
    await place.sql('alter table pgrepl.audit disable trigger audit_is_append_only');
    await place.sql(statement);
    await place.sql('alter table pgrepl.audit enable always trigger audit_is_append_only');
    expect(await store.verifyAudit()).toMatchObject({ ok: false, brokenAt });
  });

  it('shows a record that was put at the end past pgrepl', async () => {
    await place.sql(
      `insert into pgrepl.audit (seq, id, at, actor, action, result, detail, prev_hash, hash)
       select 31, '00000000-0000-4000-8000-000000000000', now(), 'nobody', 'x', 'done', '{}',
              decode(repeat('00', 32), 'hex'), sha256('x')`,
    );
    expect(await store.verifyAudit()).toMatchObject({ ok: false, brokenAt: 31 });
  });
});
