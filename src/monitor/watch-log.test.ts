import { describe, expect, it } from 'vitest';
import { testNow } from '../replication/testing/observations.js';
import { aFinding, anIncident } from '../wording/testing/incidents.js';
import { Journal } from './journal/journal.js';
import { FakeStore } from './testing/fake-store.js';
import { WatchLog } from './watch-log.js';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const since = testNow - 100_000;
const incident = anIncident({ openedAt: since, changedAt: since });

async function aLog(stored: Partial<FakeStore['stored']> = {}): Promise<{
  readonly store: FakeStore;
  readonly journal: Journal;
  readonly watch: WatchLog;
  readonly texts: () => readonly string[];
}> {
  const store = new FakeStore();
  store.stored = { ...store.stored, ...stored };
  const clock = { now: () => testNow };
  const journal = new Journal({ store, clock, log: quiet, holdMs: 10, retryMs: 5 });
  await journal.load(0);
  let made = 0;
  const newId = (): string => {
    made += 1;
    return String(made);
  };
  return {
    store,
    journal,
    watch: new WatchLog({ cluster: 'orders', journal, newId }),
    texts: () =>
      store.applied.flatMap((change) => (change.kind === 'timeline' ? [change.entry.text] : [])),
  };
}

describe('what a process left open', () => {
  it('is told of how long nobody watched', async () => {
    const watched = [{ cluster: 'orders', at: testNow - 60_000 }];
    const { watch, texts } = await aLog({ incidents: [incident], watched });
    await watch.looks(testNow, 2_000);
    await watch.looks(testNow + 2_000, 2_000);
    expect(texts()).toEqual([
      expect.stringMatching(/^pgrepl did not watch from about .*\(1 min\)/),
    ]);
  });

  it('was watched at least when it last changed', async () => {
    const changed = { ...incident, changedAt: testNow - 30_000 };
    const watched = [{ cluster: 'orders', at: testNow - 60_000 }];
    const { watch, texts } = await aLog({ incidents: [changed], watched });
    await watch.looks(testNow, 2_000);
    expect(texts()).toEqual([expect.stringContaining('(30 s)')]);
  });

  it('is told of nothing where it is over, or of another cluster', async () => {
    const over = { ...incident, state: 'resolved' as const, resolvedAt: testNow - 70_000 };
    const other = { ...incident, id: 'other', cluster: 'billing' };
    const { watch, texts } = await aLog({ incidents: [over, other] });
    await watch.looks(testNow, 2_000);
    expect(texts()).toEqual([]);
  });
});

describe('what the first look of a process shows', () => {
  it('may have begun while no process watched', async () => {
    const { watch, journal, texts } = await aLog({
      watched: [{ cluster: 'orders', at: testNow - 60_000 }],
    });
    await watch.looks(testNow, 2_000);
    const findings = [aFinding({ since: testNow })];
    await journal.record([
      { kind: 'incident', incident: anIncident({ openedAt: testNow + 4_000, findings }) },
    ]);
    for (const at of [testNow, testNow + 2_000]) await watch.saw([], at);
    expect(texts()).toEqual([
      expect.stringMatching(/^pgrepl did not watch from about .*\(1 min\)/),
    ]);
  });

  it('is news where no earlier process is known', async () => {
    const { watch, journal, texts } = await aLog();
    await watch.looks(testNow, 2_000);
    await journal.record([{ kind: 'incident', incident: anIncident({ openedAt: testNow }) }]);
    await watch.saw([], testNow);
    expect(texts()).toEqual([]);
  });
});

describe('a process that watches', () => {
  it('says so at intervals, and at its end', async () => {
    const { watch, store, journal } = await aLog();
    const marks = (): readonly number[] =>
      store.applied.flatMap((change) => (change.kind === 'watched' ? [change.watched.at] : []));
    const lookAt = async (at: number): Promise<void> => {
      await watch.looks(at, 30_000);
      await watch.saw([], at);
    };
    for (const at of [0, 10_000, 60_000]) await lookAt(at);
    expect(marks()).toEqual([0, 60_000]);
    await journal.record([{ kind: 'incident', incident }]);
    for (const at of [64_000, 65_000, 68_000]) await lookAt(at);
    await watch.ends();
    expect(marks()).toEqual([0, 60_000, 65_000, 68_000]);
  });

  it('goes on saying so by a clock that was put back', async () => {
    const { watch, journal } = await aLog();
    for (const at of [3_600_000, 0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]) {
      await watch.looks(testNow + at, 2_000);
      await watch.saw([], testNow + at);
    }
    expect(journal.watchedSpans('orders')).toEqual([
      { cluster: 'orders', from: testNow + 3_600_000, at: testNow + 3_600_000 },
      { cluster: 'orders', from: testNow, at: testNow + 60_000 },
    ]);
  });

  it('says since when it does without a break, and keeps what was before one', async () => {
    const { watch, store, journal } = await aLog({
      watchedSpans: [{ cluster: 'orders', from: 1_000, at: 2_000 }],
    });
    const other = { cluster: 'billing', from: 1, at: 2 };
    await journal.record([{ kind: 'watched', watched: other }]);
    for (const at of [0, 15_000, 30_000, 60_000]) {
      await watch.looks(testNow + at, 2_000);
      await watch.saw([], testNow + at);
    }
    await watch.ends();
    const [first = 0, second = 0] = [0, 60_000].map((at) => testNow + at);
    const spans = [
      { cluster: 'orders', from: first, at: testNow + 30_000 },
      { cluster: 'orders', from: second, at: second },
    ];
    // What is older than a day is of no more use.
    expect(journal.watchedSpans('orders')).toEqual(spans);
    expect(journal.watchedSpans('billing')).toEqual([other]);
    const last = new Map(
      store.applied.flatMap((change) =>
        change.kind === 'watched' ? [[change.watched.from, change.watched]] : [],
      ),
    );
    expect([...last.values()]).toEqual([other, ...spans]);
  });

  it('says where it was held up itself', async () => {
    const { watch, journal, texts } = await aLog();
    await watch.looks(testNow, 2_000);
    await journal.record([{ kind: 'incident', incident }]);
    await watch.looks(testNow + 19_000, 2_000);
    await watch.looks(testNow + 40_000, 2_000);
    await watch.looks(testNow + 80_000, 30_000);
    expect(texts()).toEqual([expect.stringMatching(/did not watch from \d.*\(21 s\)/)]);
  });

  it('says of what the first look afterwards shows, once, that it may have begun unseen', async () => {
    const { watch, journal, texts } = await aLog();
    const opens = async (id: string, at: number): Promise<void> => {
      const findings = [aFinding({ since: at })];
      await journal.record([
        { kind: 'incident', incident: anIncident({ id, openedAt: at, findings }) },
      ]);
    };
    await watch.looks(testNow, 2_000);
    await watch.looks(testNow + 40_000, 2_000);
    await opens('at the first look', testNow + 40_000);
    await watch.saw([], testNow + 40_000);
    await watch.looks(testNow + 42_000, 2_000);
    await opens('later', testNow + 42_000);
    await watch.saw([], testNow + 42_000);
    expect(texts()).toEqual([expect.stringMatching(/did not watch from \d.*\(40 s\)/)]);
  });

  it('puts changes of roles on what is open', async () => {
    const { watch, journal, texts } = await aLog();
    await journal.record([{ kind: 'incident', incident }]);
    const at = testNow;
    await watch.saw(
      [
        { kind: 'role', node: 's1', from: 'standby', to: 'primary', at },
        { kind: 'role', node: 'pg1', from: 'primary', to: 'standby', at },
        { kind: 'timeline', node: 's1', from: 3, to: 4, at },
      ],
      at,
    );
    expect(texts()).toEqual([
      's1 was promoted: it was a standby and is a primary now.',
      'pg1 was a primary and is a standby now.',
      's1 went from timeline 3 to timeline 4.',
    ]);
  });

  it('puts them on what the same look has ended, and on nothing that was over before', async () => {
    const { watch, journal, texts } = await aLog();
    const ends = (resolvedAt: number): Promise<void> =>
      journal.record([
        { kind: 'incident', incident: { ...incident, state: 'resolved', resolvedAt } },
      ]);
    const change = {
      kind: 'role',
      node: 's1',
      from: 'standby',
      to: 'primary',
      at: testNow,
    } as const;
    await ends(testNow);
    await watch.saw([change], testNow + 2_000);
    expect(texts()).toEqual([]);
    await ends(testNow + 2_000);
    await watch.saw([change], testNow + 2_000);
    expect(texts()).toEqual(['s1 was promoted: it was a standby and is a primary now.']);
  });
});
