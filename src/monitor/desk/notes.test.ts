import { describe, expect, it, vi } from 'vitest';
import type { TimelineEntry } from '../../incidents/model.js';
import { anIncident } from '../../wording/testing/incidents.js';
import { Journal } from '../journal/journal.js';
import { FakeStore } from '../testing/fake-store.js';
import { IncidentDesk } from './incident-desk.js';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const message = { channel: 'C1', ts: '1.1', author: 'slack:T/U1' };

/** A desk over a store that can be away, and what it put on timelines. */
async function aDesk(): Promise<{
  readonly desk: IncidentDesk;
  readonly store: FakeStore;
  readonly entries: () => readonly TimelineEntry[];
  readonly said: string[];
  readonly journal: Journal;
}> {
  const store = new FakeStore();
  const clock = { now: () => 5_000 };
  const journal = new Journal({ store, clock, log: quiet, holdMs: 10, retryMs: 5 });
  await journal.record([
    { kind: 'incident', incident: anIncident() },
    { kind: 'root', root: { subjectId: anIncident().id, channel: 'C9', ts: '9.9' } },
  ]);
  const entries = (): readonly TimelineEntry[] =>
    store.applied.flatMap((change) => (change.kind === 'timeline' ? [change.entry] : []));
  const answer = <T>(value: T): Promise<T> =>
    store.isAway ? Promise.reject(new Error('away')) : Promise.resolve(value);
  let made = 0;
  const said: string[] = [];
  const desk = new IncidentDesk({
    journal,
    store: {
      findIncidentByNumber: () => answer(null),
      findIncidentAt: () => answer(null),
      notedMessages: () => answer([]),
      notesOf: ({ channel, ts }) =>
        answer(
          entries().filter((each) => each.message?.channel === channel && each.message.ts === ts),
        ),
    },
    show: () => Promise.resolve(),
    say: (words) => said.push(words),
    clock,
    log: quiet,
    newId: () => {
      made += 1;
      return `id ${made}`;
    },
  });
  return { desk, store, entries, said, journal };
}

const note = (text: string) => ({
  incident: { id: anIncident().id },
  actor: 'slack:T/U2',
  text,
  message,
  at: 1_000,
});

describe('a note', () => {
  it('keeps its time and its author, follows its message once, and ends with it', async () => {
    const { desk, entries } = await aDesk();
    await desk.note(note('first'));
    await desk.messageChanged(message, 'second');
    await desk.messageChanged(message, 'second');
    await desk.messageChanged({ channel: 'C2', ts: '1.1' }, 'elsewhere');
    await desk.messageChanged(message, null);
    await desk.messageChanged(message, null);
    expect(entries().map(({ kind, text, at, source }) => [kind, text, at, source])).toEqual([
      ['note', 'first', 1_000, 'slack:T/U2'],
      ['note-edited', 'second', 5_000, 'slack:T/U1'],
      ['note-deleted', '', 5_000, 'slack:T/U1'],
    ]);
  });

  it('follows an edit that came while the store was away, with the last words', async () => {
    vi.useFakeTimers();
    try {
      const { desk, store, entries } = await aDesk();
      await desk.note(note('first'));
      store.isAway = true;
      await desk.messageChanged(message, 'second');
      await desk.messageChanged(message, 'third');
      store.isAway = false;
      await vi.advanceTimersByTimeAsync(60_000);
      expect(entries().map(({ text }) => text)).toEqual(['first', 'third']);
      desk.stop();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('an incident that another one took in', () => {
  it('goes on as that one, for whoever takes it or adds to it', async () => {
    const { desk, entries, journal } = await aDesk();
    const taken = anIncident({
      id: 'taken',
      number: 9,
      state: 'resolved',
      resolvedAt: 4_000,
      mergedInto: anIncident().id,
    });
    await journal.record([{ kind: 'incident', incident: taken }]);
    const incident = { number: 9 };
    const added = await desk.note({ ...note('a word'), incident });
    expect(added).toMatchObject({
      kind: 'done',
      words: 'INC-9 goes on as INC-7. Added to the timeline of INC-7.',
    });
    expect(entries().at(-1)?.incidentId).toBe(anIncident().id);
    const actor = 'slack:T/U1';
    const took = await desk.acknowledge({ incident, actor, reason: null });
    expect(took).toMatchObject({ kind: 'done', incident: { number: 7, acknowledgedBy: actor } });
    expect(await desk.present(incident)).toMatchObject({
      incident: { number: 7 },
      lead: 'INC-9 goes on as INC-7. ',
    });
    expect(took.words).toMatch(/^INC-9 goes on as INC-7\. INC-7 of orders is yours now/);
  });
});

describe('a first message', () => {
  it('that is deleted is told of, and stands on the timeline', async () => {
    const { desk, entries, said } = await aDesk();
    await desk.messageChanged({ channel: 'C9', ts: '9.9' }, 'only edited');
    await desk.messageChanged({ channel: 'C9', ts: '9.9' }, null);
    // Slack tells it again where it missed the acknowledgement, and where a tombstone remains.
    await desk.messageChanged({ channel: 'C9', ts: '9.9' }, null);
    expect(said).toEqual([
      expect.stringContaining('The first message of INC-7 of orders was deleted'),
    ]);
    expect(entries()).toMatchObject([{ kind: 'posted' }]);
  });
});
