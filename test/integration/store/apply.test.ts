import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/index.js';
import { audit, entry, finding, incident, message, of, t0 } from './support/changes.js';
import {
  embeddedPlace,
  externalPlace,
  externalServer,
  open,
  type StorePlace,
} from './support/stores.js';

let external: Awaited<ReturnType<typeof externalServer>>;

beforeAll(async () => {
  external = await externalServer();
});

afterAll(async () => {
  await external.stop();
});

describe.each(['embedded', 'external'] as const)('a store that is %s', (kind) => {
  let place: StorePlace;
  let store: Store;

  beforeAll(async () => {
    place = kind === 'embedded' ? await embeddedPlace() : await externalPlace(external.node);
    store = await open(place.location);
  });

  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  it('gives back what it was given', async () => {
    const open = incident({
      acknowledgedBy: 'slack:T1/U2',
      acknowledgedAt: t0 + 5,
      acknowledgeReason: "it's mine",
      keys: ['a/b/c', 'with "quotes", {braces} and, commas'],
      mergedInto: randomUUID(),
      reopened: 2,
    });
    const notice = message();
    const thread = message({
      payload: {
        kind: 'thread',
        incidentId: open.id,
        reason: 'worsened',
        text: 'It got worse: <!channel> *bold* `code` & more.',
        broadcast: true,
      },
      attempts: 3,
      state: 'sending',
      notBefore: t0 + 60_000,
      lastError: 'HTTP 500',
    });
    const root = { subjectId: open.id, channel: 'C0ORDERS', ts: '1772334724.000100' };
    const memory = {
      cluster: 'orders',
      systemIdentifier: '7710220129169919370',
      contract: {
        source: 'learned' as const,
        since: t0,
        required: 1,
        eligible: 2,
        synchronousCommit: 'on',
        names: 'FIRST 1 (s1, s2)',
        overrides: ['app/batch=off'],
      },
      lastPrimary: 'pg1',
    };
    const { numbers } = await store.apply([
      of.incident(open),
      of.message(notice),
      of.message(thread),
      { kind: 'root', root },
      { kind: 'cluster', memory },
    ]);

    const number = numbers.get(open.id);
    expect(number).toBeGreaterThan(0);
    const state = await store.load(t0);
    expect(state.incidents).toContainEqual({ ...open, number });
    expect(state.outbox.slice(-2)).toEqual([notice, thread]);
    expect(state.roots).toContainEqual(root);
    expect(state.clusters).toContainEqual(memory);
  });

  it('numbers incidents in the order of the batch, without gaps, once and for all', async () => {
    const all = Array.from({ length: 25 }, (_, i) => incident({ openedAt: t0 - i }));
    const first = await store.apply(all.map(of.incident));
    const begin = Math.min(...first.numbers.values());
    expect(all.map(({ id }) => first.numbers.get(id))).toEqual(all.map((_, i) => begin + i));

    const changed = all.map((one) => ({ ...one, severity: 'warning' as const, number: 1 }));
    const again = await store.apply([...changed.slice(5), incident()].map(of.incident));
    expect(again.numbers.get(all[7]?.id ?? '')).toBe(begin + 7);
    expect(Math.max(...again.numbers.values())).toBe(begin + 25);
    expect(await store.findIncidentByNumber(begin + 7)).toMatchObject({
      id: all[7]?.id,
      severity: 'warning',
      number: begin + 7,
    });
    expect(await store.findIncidentByNumber(begin + 26)).toBeNull();
  });

  it('changes nothing when it is told the same twice', async () => {
    const one = incident();
    const batch = [
      of.incident(one),
      of.entry(entry({ incidentId: one.id })),
      of.message(message({ payload: { kind: 'root', incidentId: one.id, reason: 'opened' } })),
      of.audit(audit()),
    ];
    const first = await store.apply(batch);
    const tables = ['incidents', 'timeline_entries', 'outbox', 'root_messages', 'audit'];
    const content = (): Promise<unknown[]> =>
      Promise.all(tables.map((t) => place.sql(`select * from pgrepl.${t} order by 1`)));
    const before = await content();
    expect(await store.apply(batch)).toEqual(first);
    expect(await store.apply([...batch, ...batch])).toEqual(first);
    expect(await content()).toEqual(before);
  });

  it('keeps the last state said, within a batch and from batch to batch', async () => {
    const one = incident();
    await store.apply([
      of.incident(one),
      of.incident({ ...one, state: 'resolved', resolvedAt: t0 + 9, findings: [] }),
    ]);
    const number = (await store.apply([of.incident({ ...one, reopened: 1 })])).numbers.get(one.id);
    expect(await store.findIncidentByNumber(number ?? 0)).toEqual({ ...one, reopened: 1, number });
  });

  it('never brings a message back that was sent or dropped', async () => {
    const sent = message();
    const dropped = message();
    await store.apply([of.message(sent), of.message(dropped)]);
    await store.apply([
      of.message({ ...sent, state: 'sent', attempts: 1, sentTs: '1.2' }),
      of.message({ ...dropped, state: 'dropped', lastError: 'channel_not_found' }),
    ]);
    await store.apply([of.message(sent), of.message({ ...dropped, state: 'sending' })]);
    const ids = (await store.load(t0)).outbox.map(({ id }) => id);
    expect(ids).not.toContain(sent.id);
    expect(ids).not.toContain(dropped.id);
  });

  it('keeps the order in which messages came up', async () => {
    const earlier = (await store.load(t0)).outbox.map(({ id }) => id);
    const messages = Array.from({ length: 10 }, (_, i) => message({ createdAt: t0 - i }));
    await store.apply(messages.slice(0, 6).map(of.message));
    await store.apply(messages.slice(6).map(of.message));
    await store.apply([...messages].reverse().map((m) => of.message({ ...m, attempts: 1 })));
    const outbox = (await store.load(t0)).outbox.map(({ id }) => id);
    expect(outbox).toEqual([...earlier, ...messages.map(({ id }) => id)]);
  });

  it('loads what is open, what was resolved lately, and what a message still speaks of', async () => {
    const resolved = (at: number): ReturnType<typeof incident> =>
      incident({ state: 'resolved', resolvedAt: at, cluster: 'loading' });
    const before = resolved(t0 - 1);
    const lately = resolved(t0);
    const spokenOf = resolved(t0 - 99_999);
    const payload = { kind: 'root', incidentId: spokenOf.id, reason: 'resolved' } as const;
    const root = { subjectId: spokenOf.id, channel: 'C', ts: '1.1' };
    await store.apply([
      of.incident(before),
      of.incident(lately),
      of.incident(spokenOf),
      of.message(message({ payload })),
      { kind: 'root', root },
      { kind: 'root', root: { ...root, subjectId: before.id } },
    ]);
    const { incidents, roots } = await store.load(t0);
    const ids = incidents.filter(({ cluster }) => cluster === 'loading').map(({ id }) => id);
    expect(ids).toEqual([lately.id, spokenOf.id]);
    expect(roots).toContainEqual(root);
    expect(roots.map(({ subjectId }) => subjectId)).not.toContain(before.id);
  });

  it('is all or nothing: one value that does not fit undoes its whole batch', async () => {
    const good = incident();
    const bad = of.entry(entry({ id: 'no-uuid' }));
    const failure: unknown = await store.apply([of.incident(good), bad]).catch((e: unknown) => e);
    expect(failure).toMatchObject({ name: 'StoreError', code: 'refused' });
    expect(store.isUnavailable(failure)).toBe(false);
    expect((await store.load(t0)).incidents.map(({ id }) => id)).not.toContain(good.id);
    expect(store.status()).toBe('up');
    await store.apply([of.incident(good)]);
  });

  it('refuses what no store could take, without asking the server', async () => {
    const cases = [
      of.incident(incident({ openedAt: Number.NaN })),
      of.audit(audit({ detail: { count: 7n } })),
    ];
    for (const change of cases) {
      await expect(store.apply([change])).rejects.toMatchObject({ code: 'refused' });
    }
  });

  it('takes any text there is', async () => {
    const odd = `nul \u0000, half \ud83d, whole 😀, \\u0000, "'{}\n\t, ${'long '.repeat(2_000)}`;
    const readable = odd.replace('\u0000', '\ufffd').replace('half \ud83d', 'half \ufffd');
    const one = incident({ cluster: odd, findings: [finding({ what: odd })], keys: [odd] });
    const line = entry({ incidentId: one.id, text: odd });
    const { numbers } = await store.apply([of.incident(one), of.entry(line)]);
    expect(await store.findIncidentByNumber(numbers.get(one.id) ?? 0)).toMatchObject({
      cluster: readable,
      keys: [readable],
      findings: [{ what: readable }],
    });
    expect(await store.listTimeline(one.id, { limit: 1 })).toEqual([{ ...line, text: readable }]);
  });

  it('applies concurrent batches one after the other, in the order of the calls', async () => {
    const one = incident({ reopened: 0 });
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        store.apply([of.incident({ ...one, reopened: i }), of.audit(audit({ detail: { i } }))]),
      ),
    );
    const [stored] = await store.listIncidents({ limit: 1 });
    expect(stored).toMatchObject({ id: one.id, reopened: 39 });
    const log = await store.listAudit({ limit: 40 });
    expect(log.map(({ record }) => record.detail['i'])).toEqual(
      Array.from({ length: 40 }, (_, i) => 39 - i),
    );
    expect(await store.verifyAudit()).toMatchObject({ ok: true });
  });

  it('lists incidents and timelines', async () => {
    const listed = Array.from({ length: 4 }, (_, i) =>
      incident({
        cluster: 'listing',
        openedAt: t0 + i,
        ...(i === 1 ? { state: 'resolved', resolvedAt: t0 + 9 } : {}),
      }),
    );
    await store.apply(listed.map(of.incident));
    const ids = async (filter: object): Promise<unknown[]> =>
      (await store.listIncidents({ cluster: 'listing', limit: 9, ...filter })).map(({ id }) => id);
    const [a, b, c, d] = listed.map(({ id }) => id);
    expect(await ids({})).toEqual([d, c, b, a]);
    expect(await ids({ state: 'open' })).toEqual([d, c, a]);
    expect(await ids({ since: t0 + 1, limit: 2 })).toEqual([d, c]);

    const lines = [3, 1, 2].map((i) => entry({ incidentId: a ?? '', at: t0 + i, text: `${i}` }));
    await store.apply(lines.map(of.entry));
    const texts = async (filter: { limit: number; since?: number }): Promise<string> =>
      (await store.listTimeline(a ?? '', filter)).map(({ text }) => text).join('');
    expect(await texts({ limit: 9 })).toBe('123');
    expect(await texts({ limit: 2 })).toBe('23');
    expect(await texts({ limit: 9, since: t0 + 3 })).toBe('3');
  });

  it('forgets messages that are done with, and nothing else', async () => {
    const old = { createdAt: t0 - 10_000 };
    const [sent, dropped, pending, young] = [
      message({ ...old, state: 'sent' }),
      message({ ...old, state: 'dropped' }),
      message(old),
      message({ state: 'sent' }),
    ] as const;
    await store.apply([sent, dropped, pending, young].map(of.message));
    expect(await store.prune(t0 - 1)).toBe(2);
    const rows = await place.sql<{ id: string }>('select id from pgrepl.outbox');
    const left = rows.map(({ id }) => id);
    expect(left).toContain(pending.id);
    expect(left).toContain(young.id);
    expect(left).not.toContain(sent.id);
    expect(left).not.toContain(dropped.id);
  });

  it('keeps secrets out of every table', async () => {
    const secret = 'hunter2zebra';
    const leaks = [
      `postgresql://repl:${secret}@pg1/postgres`,
      `password='${secret}'`,
      `xoxb-1-2-${secret}`,
      `PASSWORD '${secret}'`,
    ].join(' and ');
    const evidence = { conninfo: leaks, list: [leaks] };
    const one = incident({
      findings: [finding({ what: leaks, consequence: leaks, next: leaks, evidence })],
    });
    await store.apply([
      of.incident(one),
      of.entry(entry({ incidentId: one.id, text: leaks })),
      of.message(message({ payload: { kind: 'notice', text: leaks }, lastError: leaks })),
      of.audit(audit({ subject: leaks, detail: { leaks, nested: [{ password: secret }] } })),
    ]);
    const tables = await place.sql<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'pgrepl'`,
    );
    expect(tables.length).toBeGreaterThan(8);
    for (const { name } of tables) {
      const found = await place.sql(
        `select t::text from pgrepl.${name} t where t::text like '%${secret}%'`,
      );
      expect(found, name).toEqual([]);
    }
    expect(await store.verifyAudit()).toMatchObject({ ok: true });
  });
});
