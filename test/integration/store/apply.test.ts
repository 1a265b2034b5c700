import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { audit, entry, finding, incident, message, of, t0 } from './support/changes.js';
import { operationsAt, places } from './support/operations-at.js';

describe.each(places)('a store that is %s', (kind) => {
  const at = operationsAt(kind);

  it('gives back what it was given', async () => {
    const open = incident({
      acknowledgedBy: 'slack:T1/U2',
      acknowledgedAt: t0 + 5,
      acknowledgeReason: "it's mine",
      acknowledgedSeverity: 'warning',
      keys: ['a/b/c', 'with "quotes", {braces} and, commas'],
      mergedInto: randomUUID(),
      reopened: 2,
      worst: finding({ kind: 'commits-hang', key: 'orders/commits-hang' }),
      worstAt: t0 + 2,
      stretchAt: t0 + 1,
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
        meanwhile: '',
        overrides: ['app/batch=off'],
      },
      lastPrimary: 'pg1',
    };
    const { numbers } = await at.store.apply([
      of.incident(open),
      of.message(notice),
      of.message(thread),
      { kind: 'root', root },
      { kind: 'cluster', memory },
    ]);

    const number = numbers.get(open.id);
    expect(number).toBeGreaterThan(0);
    const state = await at.store.load(t0);
    expect(state.incidents).toContainEqual({ ...open, number });
    expect(state.outbox.slice(-2)).toEqual([notice, thread]);
    expect(state.roots).toContainEqual(root);
    expect(state.clusters).toContainEqual(memory);
  });

  it('numbers incidents in the order of the batch, without gaps, once and for all', async () => {
    const all = Array.from({ length: 25 }, (_, i) => incident({ openedAt: t0 - i }));
    const first = await at.store.apply(all.map(of.incident));
    const begin = Math.min(...first.numbers.values());
    expect(all.map(({ id }) => first.numbers.get(id))).toEqual(all.map((_, i) => begin + i));

    const changed = all.map((one) => ({ ...one, severity: 'warning' as const, number: 1 }));
    const again = await at.store.apply([...changed.slice(5), incident()].map(of.incident));
    expect(again.numbers.get(all[7]?.id ?? '')).toBe(begin + 7);
    expect(Math.max(...again.numbers.values())).toBe(begin + 25);
    expect(await at.store.findIncidentByNumber(begin + 7)).toMatchObject({
      id: all[7]?.id,
      severity: 'warning',
      number: begin + 7,
    });
    expect(await at.store.findIncidentByNumber(begin + 26)).toBeNull();
  });

  it('changes nothing when it is told the same twice', async () => {
    const one = incident();
    const batch = [
      of.incident(one),
      of.entry(entry({ incidentId: one.id })),
      of.message(message({ payload: { kind: 'root', incidentId: one.id, reason: 'opened' } })),
      of.audit(audit()),
    ];
    const first = await at.store.apply(batch);
    const tables = ['incidents', 'timeline_entries', 'outbox', 'root_messages', 'audit'];
    const content = (): Promise<unknown[]> =>
      Promise.all(tables.map((t) => at.place.sql(`select * from pgrepl.${t} order by 1`)));
    const before = await content();
    expect(await at.store.apply(batch)).toEqual(first);
    expect(await at.store.apply([...batch, ...batch])).toEqual(first);
    expect(await content()).toEqual(before);
  });

  it('keeps the last state said, within a batch and from batch to batch', async () => {
    const one = incident();
    await at.store.apply([
      of.incident(one),
      of.incident({ ...one, state: 'resolved', resolvedAt: t0 + 9, findings: [] }),
    ]);
    const number = (await at.store.apply([of.incident({ ...one, reopened: 1 })])).numbers.get(
      one.id,
    );
    expect(await at.store.findIncidentByNumber(number ?? 0)).toEqual({
      ...one,
      reopened: 1,
      number,
    });
  });

  it('never brings a message back that was sent or dropped', async () => {
    const sent = message();
    const dropped = message();
    await at.store.apply([of.message(sent), of.message(dropped)]);
    await at.store.apply([
      of.message({ ...sent, state: 'sent', attempts: 1, sentTs: '1.2' }),
      of.message({ ...dropped, state: 'dropped', lastError: 'channel_not_found' }),
    ]);
    await at.store.apply([of.message(sent), of.message({ ...dropped, state: 'sending' })]);
    const ids = (await at.store.load(t0)).outbox.map(({ id }) => id);
    expect(ids).not.toContain(sent.id);
    expect(ids).not.toContain(dropped.id);
  });

  it('keeps the order in which messages came up', async () => {
    const earlier = (await at.store.load(t0)).outbox.map(({ id }) => id);
    const messages = Array.from({ length: 10 }, (_, i) => message({ createdAt: t0 - i }));
    await at.store.apply(messages.slice(0, 6).map(of.message));
    await at.store.apply(messages.slice(6).map(of.message));
    await at.store.apply([...messages].reverse().map((m) => of.message({ ...m, attempts: 1 })));
    const outbox = (await at.store.load(t0)).outbox.map(({ id }) => id);
    expect(outbox).toEqual([...earlier, ...messages.map(({ id }) => id)]);
  });

  it('is all or nothing: one value that does not fit undoes its whole batch', async () => {
    const good = incident();
    const bad = of.entry(entry({ id: 'no-uuid' }));
    const failure: unknown = await at.store
      .apply([of.incident(good), bad])
      .catch((e: unknown) => e);
    expect(failure).toMatchObject({ name: 'StoreError', code: 'refused' });
    expect(at.store.isUnavailable(failure)).toBe(false);
    expect((await at.store.load(t0)).incidents.map(({ id }) => id)).not.toContain(good.id);
    expect(at.store.status()).toBe('up');
    await at.store.apply([of.incident(good)]);
  });

  it('refuses what no store could take, without asking the server', async () => {
    const cases = [
      of.incident(incident({ openedAt: Number.NaN })),
      of.audit(audit({ detail: { count: 7n } })),
    ];
    for (const change of cases) {
      await expect(at.store.apply([change])).rejects.toMatchObject({ code: 'refused' });
    }
  });

  it('takes any text there is', async () => {
    const odd = `nul \u0000, half \ud83d, whole 😀, \\u0000, "'{}\n\t, ${'long '.repeat(2_000)}`;
    const readable = odd.replace('\u0000', '\ufffd').replace('half \ud83d', 'half \ufffd');
    const one = incident({ cluster: odd, findings: [finding({ what: odd })], keys: [odd] });
    const line = entry({ incidentId: one.id, text: odd });
    const { numbers } = await at.store.apply([of.incident(one), of.entry(line)]);
    expect(await at.store.findIncidentByNumber(numbers.get(one.id) ?? 0)).toMatchObject({
      cluster: readable,
      keys: [readable],
      findings: [{ what: readable }],
    });
    expect(await at.store.listTimeline(one.id, { limit: 1 })).toEqual([
      { ...line, text: readable },
    ]);
  });

  it('applies concurrent batches one after the other, in the order of the calls', async () => {
    const one = incident({ reopened: 0 });
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        at.store.apply([of.incident({ ...one, reopened: i }), of.audit(audit({ detail: { i } }))]),
      ),
    );
    const [stored] = await at.store.listIncidents({ limit: 1 });
    expect(stored).toMatchObject({ id: one.id, reopened: 39 });
    const log = await at.store.listAudit({ limit: 40 });
    expect(log.map(({ record }) => record.detail['i'])).toEqual(
      Array.from({ length: 40 }, (_, i) => 39 - i),
    );
    expect(await at.store.verifyAudit()).toMatchObject({ ok: true });
  });
});
