import { beforeEach, describe, expect, it } from 'vitest';
import { covers } from '../incidents/silences/rules.js';
import { aFinding } from '../incidents/testing/findings.js';
import { testNow } from '../replication/testing/observations.js';
import { IncidentKeeper } from './incident-keeper.js';
import { Journal } from './journal/journal.js';
import { Silencer } from './silencer.js';
import { FakeStore } from './testing/fake-store.js';

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const hour = 3_600_000;
const s1 = aFinding('s1');
const actor = 'slack:T1/U1';

let now: number;
let store: FakeStore;
let journal: Journal;
let keeper: IncidentKeeper;
let silencer: Silencer;

function begin(): void {
  let ids = 0;
  journal = new Journal({ store, clock: { now: () => now }, log: silent, holdMs: 5, retryMs: 5 });
  const newId = (): string => `id-${now}-${(ids += 1)}`;
  const telling = { escalation: null, quietHours: null, flapWindowMs: 600_000 };
  keeper = new IncidentKeeper({
    ...telling,
    cluster: 'orders',
    channel: '#orders',
    journal,
    newId,
  });
  silencer = new Silencer({
    journal,
    keeper: (cluster) => (cluster === 'orders' ? keeper : undefined),
    clock: { now: () => now },
    newId,
  });
}

beforeEach(() => {
  now = testNow;
  store = new FakeStore();
  begin();
});

const silenceAll = {
  cluster: 'orders',
  scope: { kind: 'cluster' },
  startsAt: null,
  actor,
} as const;

const messages = (): readonly string[] =>
  [...journal.working.outbox.values()].map(({ payload }) => payload.kind);

describe('a silence', () => {
  it('holds at once while the store is away, and is recorded and numbered when that is back', async () => {
    store.isAway = true;
    const made = await silencer.silence({ ...silenceAll, durationMs: hour, reason: 'known' });
    expect(made.words).toMatch(/^The silence: everything of orders is silent until/);
    await keeper.take([s1], now, null);
    expect(keeper.open).toHaveLength(1);
    expect(messages()).toEqual([]);
    store.isAway = false;
    await expect.poll(() => silencer.standing()[0]?.number).toBe(1);
    expect(store.applied.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['silence', 'audit', 'incident', 'timeline']),
    );
  });

  it('marks what it covers on the timeline, also that it is over', async () => {
    await keeper.take([s1, aFinding('s2', { causes: ['node:s1'] })], now, null);
    const scope = { kind: 'node', node: 's2' } as const;
    await silencer.silence({ ...silenceAll, scope, durationMs: hour, reason: null });
    now += 60_000;
    await keeper.take([s1], now, null);
    const lines = store.applied.flatMap((change) =>
      change.kind === 'timeline' && change.entry.kind === 'finding-cleared'
        ? [change.entry.text]
        : [],
    );
    expect(lines).toEqual([expect.stringMatching(/^Over after .* \(silenced\)$/)]);
  });

  it('that ran out while pgrepl did not run is told by the next process, once', async () => {
    await silencer.silence({ ...silenceAll, durationMs: hour, reason: null });
    await keeper.take([s1], now, null);
    const [incident] = keeper.open;
    const [silence] = silencer.standing();
    if (incident === undefined || silence === undefined) throw new Error('nothing is there');
    now += 2 * hour;
    store.stored = { ...store.stored, incidents: [incident], silences: [silence] };
    begin();
    await journal.load(0);
    await keeper.look(now);
    await keeper.look(now + 1000);
    await keeper.take([s1], now + 2000, null);
    expect(messages()).toEqual(['root']);
    expect(journal.working.silences.get(silence.id)).toMatchObject({ endedAt: now, endedBy: null });
  });

  it('of an incident stays over what came from it when another one takes that in, and over no more', async () => {
    const s2 = aFinding('s2');
    await keeper.take([s1], now, null);
    now += 60_000;
    await keeper.take([s1, s2], now, null);
    const [first, second] = keeper.open;
    if (first === undefined || second === undefined) throw new Error('nothing is there');
    const scope = { kind: 'incident', incidentId: second.id, number: null } as const;
    await silencer.silence({ ...silenceAll, scope, durationMs: hour, reason: null });
    now += 60_000;
    const bridge = aFinding('s3', { causes: ['node:s1', 'node:s2'] });
    await keeper.take([s1, s2, bridge], now, null);
    expect(keeper.open.map(({ id }) => id)).toEqual([first.id]);
    const [silence] = silencer.standing();
    expect(silence?.scope).toEqual({
      ...scope,
      known: [s2.key],
      goesOn: { incidentId: first.id, keys: [s2.key] },
    });
    const recorded = store.applied.flatMap((change) =>
      change.kind === 'silence' ? [change.silence.scope] : [],
    );
    expect(recorded.at(-1)).toEqual(silence?.scope);
    const isSilent = [s1, s2, bridge].map((each) =>
      silence === undefined ? null : covers(silence, each, first.id),
    );
    expect(isSilent).toEqual([false, true, false]);
  });

  it('is refused where it makes no sense, in words that say what would', async () => {
    const words = async (changes: object): Promise<string> =>
      (await silencer.silence({ ...silenceAll, durationMs: hour, reason: null, ...changes })).words;
    expect(await words({ cluster: 'billing' })).toContain('does not watch a cluster named billing');
    expect(await words({ durationMs: 1000 })).toContain('lasts from 1 min to 30 d');
    expect(await words({ startsAt: now - 2 * hour })).toContain('would be over already');
    expect(await words({ startsAt: now + 2400 * hour })).toContain('planned up to 90 d ahead');
    expect((await silencer.end({ number: 7 }, actor)).words).toContain('SIL-7 does not stand');
    expect(silencer.standing()).toEqual([]);
  });

  it('that is planned is called off without a word', async () => {
    await silencer.silence({ ...silenceAll, startsAt: now + hour, durationMs: hour, reason: null });
    await keeper.take([s1], now, null);
    expect(messages()).toEqual(['root']);
    const [planned] = silencer.standing();
    const off = await silencer.end({ id: planned?.id ?? '' }, actor);
    expect(off.words).toMatch(/ is called off before it began: .* of orders goes on being told\.$/);
    expect(silencer.standing()).toEqual([]);
    expect(messages()).toEqual(['root']);
  });
});
