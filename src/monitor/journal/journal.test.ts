import { describe, expect, it, vi } from 'vitest';
import type { Incident, OutboxItem, TimelineEntry } from '../../incidents/model.js';
import type { StoreChange } from '../../incidents/record.js';
import { FakeStore } from '../testing/fake-store.js';
import { Journal } from './journal.js';
import { Outbox } from './outbox.js';

const incident = (id: string, over: Partial<Incident> = {}): Incident => ({
  id,
  number: null,
  cluster: 'orders',
  state: 'open',
  severity: 'warning',
  openedAt: 1,
  changedAt: 1,
  resolvedAt: null,
  reopened: 0,
  findings: [],
  keys: [],
  mergedInto: null,
  acknowledgedBy: null,
  acknowledgeReason: null,
  acknowledgedSeverity: null,
  acknowledgedAt: null,
  criticalSince: null,
  escalations: 0,
  escalatedAt: null,
  worst: null,
  worstAt: null,
  stretchAt: null,
  ...over,
});

const item = (id: string, over: Partial<OutboxItem> = {}): OutboxItem => ({
  id,
  channel: '#orders',
  createdAt: 1,
  payload: { kind: 'root', incidentId: 'a', reason: 'opened' },
  state: 'pending',
  attempts: 0,
  notBefore: 1,
  sentTs: null,
  lastError: null,
  ...over,
});

const entry = (id: string): TimelineEntry => ({
  id,
  incidentId: 'a',
  at: 1,
  kind: 'note',
  text: id,
  findingKey: null,
  source: 'pgrepl',
  message: null,
});

const message = (id: string, over: Partial<OutboxItem> = {}): StoreChange => ({
  kind: 'outbox',
  item: item(id, over),
});

function setUp(holdMs = 60_000): { store: FakeStore; journal: Journal; errors: string[] } {
  const store = new FakeStore();
  const errors: string[] = [];
  const say = (): void => undefined;
  const log = {
    debug: say,
    info: say,
    warn: say,
    error: (_: object, text: string) => errors.push(text),
  };
  const journal = new Journal({ store, clock: { now: () => 1000 }, log, holdMs, retryMs: 5 });
  return { store, journal, errors };
}

describe('the journal', () => {
  it('knows at once what it is told, and gives a message free only when it is on record', async () => {
    const { store, journal } = setUp();
    const release = store.hold();
    const recorded = journal.record([{ kind: 'incident', incident: incident('a') }, message('m')]);
    const outbox = new Outbox(journal);
    expect(journal.incidents('orders')).toHaveLength(1);
    expect(outbox.due(1000)).toEqual([]);
    release();
    await recorded;
    expect(outbox.due(1000).map(({ id }) => id)).toEqual(['m']);
    expect(journal.incidents('orders')[0]?.number).toBe(1);
  });

  it('carries what comes up during a write with the next one, together', async () => {
    const { store, journal } = setUp();
    const release = store.hold();
    const all = ['a', 'b', 'c'].map((id) =>
      journal.record([{ kind: 'timeline', entry: entry(id) }]),
    );
    release();
    await Promise.all(all);
    expect(store.batches.map((batch) => batch.length)).toEqual([1, 2]);
  });

  it('lets messages go ahead while the store is away, and records everything when it is back', async () => {
    const { store, journal, errors } = setUp();
    store.isAway = true;
    await journal.record([{ kind: 'incident', incident: incident('a') }, message('m')]);
    expect(journal.downSince).toBe(1000);
    expect(new Outbox(journal).due(1000)).toHaveLength(1);
    expect(journal.incidents('orders')[0]?.number).toBeNull();
    await journal.record([{ kind: 'timeline', entry: entry('t1') }]);
    await journal.record([
      { kind: 'timeline', entry: entry('t2') },
      message('m', { state: 'sent' }),
    ]);
    expect(journal.unrecorded).toBe(4);
    store.isAway = false;
    await vi.waitFor(() => {
      expect(journal.unrecorded).toBe(0);
    });
    expect(journal.downSince).toBeNull();
    expect(store.applied.map(({ kind }) => kind)).toEqual([
      'incident',
      'outbox',
      'timeline',
      'timeline',
    ]);
    expect(store.applied[1]).toMatchObject({ item: { state: 'sent' } });
    expect(journal.incidents('orders')[0]?.number).toBe(1);
    expect(errors).toHaveLength(1);
  });

  it('does not make an alert wait for a store that hangs', async () => {
    const { store, journal } = setUp(10);
    const release = store.hold();
    await journal.record([message('m')]);
    expect(new Outbox(journal).due(1000)).toHaveLength(1);
    expect(store.applied).toEqual([]);
    release();
    await vi.waitFor(() => {
      expect(store.applied).toHaveLength(1);
    });
  });

  it('keeps the sound changes of a batch that the store refuses for what one of them says', async () => {
    const { store, journal, errors } = setUp();
    store.refuses = (change) => change.kind === 'timeline' && change.entry.id === 'bad';
    await journal.record([
      { kind: 'timeline', entry: entry('good') },
      { kind: 'timeline', entry: entry('bad') },
      message('m'),
    ]);
    expect(store.applied).toHaveLength(2);
    expect(journal.unrecorded).toBe(0);
    expect(errors).toEqual(['the store refuses this change']);
  });

  it('takes in what an earlier process left, but nothing older than what it knows itself', async () => {
    const { store, journal } = setUp();
    store.stored = {
      incidents: [incident('a', { number: 7 }), incident('b', { number: 8 })],
      roots: [{ subjectId: 'a', channel: 'C1', ts: '1.1' }],
      outbox: [item('old', { state: 'sending' })],
      clusters: [],
      watched: [],
      watchedSpans: [],
      silences: [],
    };
    await journal.record([{ kind: 'incident', incident: incident('a', { severity: 'critical' }) }]);
    await journal.load(0);
    expect(journal.working.incidents.get('a')?.severity).toBe('critical');
    expect(journal.working.incidents.get('b')?.number).toBe(8);
    const outbox = new Outbox(journal);
    expect(outbox.due(1000)).toEqual([]);
    expect(outbox.ambiguous().map(({ id }) => id)).toEqual(['old']);
    await outbox.retry(['old'], 5, 'may have arrived');
    expect(outbox.ambiguous()).toEqual([]);
    expect(outbox.due(1000).map(({ id }) => id)).toEqual(['old']);
  });

  it('says at the end what the store never took', async () => {
    const { store, journal } = setUp();
    store.isAway = true;
    await journal.record([message('m')]);
    expect(await journal.close(1)).toBe(1);
  });

  it('forgets what is over, unless a message still speaks of it', async () => {
    const { journal } = setUp();
    const over = { state: 'resolved', resolvedAt: 10 } as const;
    await journal.record([
      { kind: 'incident', incident: incident('a', over) },
      { kind: 'incident', incident: incident('b', over) },
      message('m'),
    ]);
    journal.forget(20);
    expect(journal.incidents('orders').map(({ id }) => id)).toEqual(['a']);
    await new Outbox(journal).sent(['m'], { subjectId: 'a', channel: 'C1', ts: '1.2' });
    journal.forget(20);
    expect(journal.incidents('orders')).toEqual([]);
  });

  it('takes everything again after an outage in which it held something that the store refuses', async () => {
    const { store, journal } = setUp();
    store.refuses = (change) => change.kind === 'timeline' && change.entry.id === 'bad';
    store.isAway = true;
    await journal.record([{ kind: 'timeline', entry: entry('bad') }, message('m')]);
    store.isAway = false;
    await vi.waitFor(() => {
      expect(journal.downSince).toBeNull();
    });
    await journal.record([message('n')]);
    expect(journal.unrecorded).toBe(0);
  });

  it('does what follows from a change for everybody, even if somebody fails at it', async () => {
    const { journal, errors } = setUp();
    const told: string[] = [];
    journal.onChange(() => {
      throw new Error('a bug');
    });
    journal.onChange(() => told.push('told'));
    await journal.record([message('m')]);
    expect(told).not.toEqual([]);
    expect(errors).toContain('what follows from a change failed');
    expect(journal.unrecorded).toBe(0);
  });
});

describe('a store that is away at the start', () => {
  const stored = {
    incidents: [incident('old', { number: 3 })],
    roots: [{ subjectId: 'old', channel: 'C1', ts: '1.1' }],
    outbox: [item('in-doubt', { state: 'sending' }), item('waiting')],
    clusters: [],
    watched: [],
    watchedSpans: [],
    silences: [],
  } as const;

  it('is read before anything is written to it, and what it knew is told', async () => {
    const { store, journal } = setUp();
    store.stored = stored;
    store.isAway = true;
    await journal.load(0);
    expect(journal.downSince).toBe(1000);
    await journal.record([{ kind: 'incident', incident: incident('new') }, message('m')]);
    const outbox = new Outbox(journal);
    expect(outbox.due(1000).map(({ id }) => id)).toEqual(['m']);
    const told: (readonly string[])[] = [];
    journal.onLoadedLate(({ incidents }) => {
      expect(store.batches).toEqual([]);
      told.push(incidents.map(({ id }) => id));
    });
    store.isAway = false;
    await vi.waitFor(() => {
      expect(journal.unrecorded).toBe(0);
    });
    expect(told).toEqual([['old']]);
    expect(journal.downSince).toBeNull();
    expect(journal.incidents('orders').map(({ id }) => id)).toEqual(['new', 'old']);
    expect(outbox.root('old')).not.toBeNull();
  });

  it('hands over what it left in doubt, before what came up since', async () => {
    const { store, journal } = setUp();
    store.stored = stored;
    store.isAway = true;
    await journal.load(0);
    const outbox = new Outbox(journal);
    await journal.record([message('m')]);
    expect(outbox.ambiguous()).toEqual([]);
    store.isAway = false;
    await vi.waitFor(() => {
      expect(outbox.ambiguous().map(({ id }) => id)).toEqual(['in-doubt']);
    });
    await outbox.retry(['in-doubt'], 5, 'may have arrived');
    expect(outbox.ambiguous()).toEqual([]);
    expect(outbox.due(1000).map(({ id }) => id)).toEqual(['in-doubt', 'waiting', 'm']);
  });

  it('does not bring back what was sent meanwhile', async () => {
    const { store, journal } = setUp();
    store.isAway = true;
    await journal.load(0);
    const outbox = new Outbox(journal);
    await journal.record([message('m')]);
    await outbox.sending(['m']);
    await outbox.sent(['m']);
    store.isAway = false;
    await vi.waitFor(() => {
      expect(journal.unrecorded).toBe(0);
    });
    expect(outbox.due(1000)).toEqual([]);
    expect(outbox.ambiguous()).toEqual([]);
    expect(store.applied).toMatchObject([{ item: { id: 'm', state: 'sent' } }]);
  });

  it('keeps pgrepl from starting if it is there and can not be read', async () => {
    const { store, journal } = setUp();
    store.unreadable = true;
    await expect(journal.load(0)).rejects.toThrow('unreadable');
  });
});
