import { describe, expect, it } from 'vitest';
import { audit, entry, finding, incident, message, of, t0 } from './support/changes.js';
import { operationsAt, places } from './support/operations-at.js';

describe.each(places)('what a store that is %s holds', (kind) => {
  const at = operationsAt(kind);

  it('loads what is open, what was resolved lately, and what a message still speaks of', async () => {
    const resolved = (when: number): ReturnType<typeof incident> =>
      incident({ state: 'resolved', resolvedAt: when, cluster: 'loading' });
    const before = resolved(t0 - 1);
    const lately = resolved(t0);
    const spokenOf = resolved(t0 - 99_999);
    const payload = { kind: 'root', incidentId: spokenOf.id, reason: 'resolved' } as const;
    const root = { subjectId: spokenOf.id, channel: 'C', ts: '1.1' };
    await at.store.apply([
      of.incident(before),
      of.incident(lately),
      of.incident(spokenOf),
      of.message(message({ payload })),
      { kind: 'root', root },
      { kind: 'root', root: { ...root, subjectId: before.id } },
    ]);
    const { incidents, roots } = await at.store.load(t0);
    const ids = incidents.filter(({ cluster }) => cluster === 'loading').map(({ id }) => id);
    expect(ids).toEqual([lately.id, spokenOf.id]);
    expect(roots).toContainEqual(root);
    expect(roots.map(({ subjectId }) => subjectId)).not.toContain(before.id);
  });

  it('lists incidents and timelines', async () => {
    const listed = Array.from({ length: 4 }, (_, i) =>
      incident({
        cluster: 'listing',
        openedAt: t0 + i,
        ...(i === 1 ? { state: 'resolved', resolvedAt: t0 + 9 } : {}),
      }),
    );
    await at.store.apply(listed.map(of.incident));
    const ids = async (filter: object): Promise<unknown[]> =>
      (await at.store.listIncidents({ cluster: 'listing', limit: 9, ...filter })).map(
        ({ id }) => id,
      );
    const [a, b, c, d] = listed.map(({ id }) => id);
    expect(await ids({})).toEqual([d, c, b, a]);
    expect(await ids({ state: 'open' })).toEqual([d, c, a]);
    // b was opened after a, and is the only one that is over.
    expect(await ids({ openSince: t0 + 9 })).toEqual([d, c, b, a]);
    expect(await ids({ openSince: t0 + 10 })).toEqual([d, c, a]);
    expect(await ids({ openSince: t0 + 10, limit: 2 })).toEqual([d, c]);

    const lines = [3, 1, 2].map((i) => entry({ incidentId: a ?? '', at: t0 + i, text: `${i}` }));
    await at.store.apply(lines.map(of.entry));
    const texts = async (filter: { limit: number; since?: number }): Promise<string> =>
      (await at.store.listTimeline(a ?? '', filter)).map(({ text }) => text).join('');
    expect(await texts({ limit: 9 })).toBe('123');
    expect(await texts({ limit: 2 })).toBe('23');
    expect(await texts({ limit: 9, since: t0 + 3 })).toBe('3');
  });

  it('lists once which roles changed since then, on however many timelines that stands', async () => {
    const [one, other] = [incident({ cluster: 'roles' }), incident({ cluster: 'roles' })];
    const ended = incident({ cluster: 'else', state: 'resolved', resolvedAt: t0 + 99_000 });
    const before = incident({ cluster: 'roles', state: 'resolved', resolvedAt: t0 + 9_000 });
    const line = (
      { id }: { readonly id: string },
      seconds: number,
      text: string,
      kind: 'role-changed' | 'acknowledged' = 'role-changed',
    ): ReturnType<typeof of.entry> =>
      of.entry(entry({ incidentId: id, at: t0 + seconds * 1_000, text, kind }));
    await at.store.apply([
      ...[one, other, ended, before].map(of.incident),
      line(one, 50, 's1 was promoted.'),
      line(one, 50, 's1 went on.'),
      line(other, 50, 's1 was promoted.'),
      line(ended, 60, 'b1 was promoted.'),
      line(one, 70, 'Acknowledged.', 'acknowledged'),
      line(one, 9, 'long ago'),
      line(before, 9, 'long ago'),
    ]);
    const listed = async (limit: number): Promise<unknown> =>
      (await at.store.listRoleChanges(t0 + 10_000, limit)).filter(({ cluster }) =>
        ['roles', 'else'].includes(cluster),
      );
    const newest = { cluster: 'else', at: t0 + 60_000, text: 'b1 was promoted.' };
    expect(await listed(9)).toEqual([
      newest,
      { cluster: 'roles', at: t0 + 50_000, text: 's1 went on.' },
      { cluster: 'roles', at: t0 + 50_000, text: 's1 was promoted.' },
    ]);
    expect(await listed(1)).toEqual([newest]);
  });

  it('tells with an incident what people did to those that it took in', async () => {
    const survivor = incident({ cluster: 'merging' });
    const taken = (into: string): ReturnType<typeof incident> =>
      incident({ cluster: 'merging', state: 'resolved', resolvedAt: t0, mergedInto: into });
    const second = taken(survivor.id);
    const first = taken(second.id);
    await at.store.apply([survivor, second, first].map(of.incident));
    const listed = await at.store.listIncidents({ cluster: 'merging', limit: 3 });
    const numberOf = (id: string): number => listed.find((each) => each.id === id)?.number ?? 0;
    const message = { channel: 'C', ts: '7.7', author: 'slack:T/U' };
    await at.store.apply(
      [
        entry({ incidentId: first.id, at: t0 + 1, kind: 'note', text: 'said', message }),
        entry({ incidentId: first.id, at: t0 + 2, kind: 'opened', text: 'what it had found' }),
        entry({ incidentId: second.id, at: t0 + 3, kind: 'acknowledged', text: 'Acknowledged.' }),
        entry({ incidentId: survivor.id, at: t0 + 4, kind: 'merged', text: 'Takes in others.' }),
      ].map(of.entry),
    );
    const told = await at.store.timeline(numberOf(survivor.id));
    expect(told?.entries.map(({ text }) => text)).toEqual([
      'said',
      `Acknowledged. (on INC-${numberOf(second.id)})`,
      'Takes in others.',
    ]);
    expect(told?.entries[0]?.message).toEqual(message);
    const own = await at.store.timeline(numberOf(first.id));
    expect(own?.entries.map(({ kind }) => kind)).toEqual(['note', 'opened']);
  });

  it('finds the incident of a thread also where its first message stood before', async () => {
    const found = incident({ cluster: 'moving' });
    const at1 = { channel: 'C1', ts: '1.000001' };
    const at2 = { channel: 'C2', ts: '2.000001' };
    const root = (place: typeof at1) =>
      ({ kind: 'root', root: { subjectId: found.id, ...place } }) as const;
    await at.store.apply([of.incident(found), root(at1)]);
    // Saying the same place again leaves none.
    await at.store.apply([root(at1)]);
    expect(await at.place.sql('select from pgrepl.former_roots')).toEqual([]);
    await at.store.apply([root(at2)]);
    for (const place of [at1, at2]) {
      expect(await at.store.findIncidentAt(place)).toMatchObject({ id: found.id });
    }
    expect(await at.store.findRoot(found.id)).toMatchObject(at2);
    expect(await at.store.findIncidentAt({ channel: 'C1', ts: '2.000001' })).toBeNull();
  });

  it('tells which messages of notes are worth another look', async () => {
    const ended = (resolvedAt: number): ReturnType<typeof incident> =>
      incident({ cluster: 'noted', state: 'resolved', resolvedAt });
    const open = incident({ cluster: 'noted' });
    const [long, lately] = [ended(t0 - 10), ended(t0)];
    const noteOn = ({ id }: { readonly id: string }, ts: string, kind: 'note' | 'note-deleted') =>
      entry({ incidentId: id, kind, message: { channel: 'C-noted', ts, author: 'slack:T/U' } });
    const gone = [noteOn(open, '4.4', 'note'), noteOn(open, '4.4', 'note-deleted')];
    await at.store.apply([
      ...[open, long, lately].map(of.incident),
      ...[noteOn(open, '1.1', 'note'), noteOn(long, '2.2', 'note'), noteOn(lately, '3.3', 'note')]
        .concat(gone)
        .map(of.entry),
    ]);
    const places = async (limit: number): Promise<readonly string[]> =>
      (await at.store.notedMessages(t0, limit))
        .filter(({ channel }) => channel === 'C-noted')
        .map(({ ts }) => ts);
    expect(await places(50)).toEqual(['1.1', '3.3']);
  });

  it('forgets messages that are done with, and nothing else', async () => {
    const old = { createdAt: t0 - 10_000 };
    const [sent, dropped, pending, young] = [
      message({ ...old, state: 'sent' }),
      message({ ...old, state: 'dropped' }),
      message(old),
      message({ state: 'sent' }),
    ] as const;
    await at.store.apply([sent, dropped, pending, young].map(of.message));
    expect(await at.store.prune(t0 - 1)).toBe(2);
    const rows = await at.place.sql<{ id: string }>('select id from pgrepl.outbox');
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
    await at.store.apply([
      of.incident(one),
      of.entry(entry({ incidentId: one.id, text: leaks })),
      of.message(message({ payload: { kind: 'notice', text: leaks }, lastError: leaks })),
      of.audit(audit({ subject: leaks, detail: { leaks, nested: [{ password: secret }] } })),
    ]);
    const tables = await at.place.sql<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'pgrepl'`,
    );
    expect(tables.length).toBeGreaterThan(8);
    for (const { name } of tables) {
      const found = await at.place.sql(
        `select t::text from pgrepl.${name} t where t::text like '%${secret}%'`,
      );
      expect(found, name).toEqual([]);
    }
    expect(await at.store.verifyAudit()).toMatchObject({ ok: true });
  });
});
