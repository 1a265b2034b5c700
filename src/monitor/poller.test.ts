import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Poller } from './poller.js';
import { FakeProbe } from './testing/fake-probe.js';

let poller: Poller;
let pg1: FakeProbe;
let s1: FakeProbe;
let s2: FakeProbe;
/** The answers that were taken in before each evaluation. */
let judged: string[][];
let taken: string[];
let suspicious: (node: string) => boolean;
let failures: string[];

beforeEach(() => {
  vi.useFakeTimers();
  judged = [];
  taken = [];
  failures = [];
  suspicious = () => false;
  const probes = ['pg1', 's1', 's2'].map((name) => new FakeProbe(name));
  [pg1, s1, s2] = probes as [FakeProbe, FakeProbe, FakeProbe];
  poller = new Poller({
    probes: new Map(probes.map((probe) => [probe.name, probe])),
    take: ({ node, result }, confirmed) => {
      if (!confirmed && result.kind === 'no-state' && suspicious(node)) return 'suspicious';
      taken.push(result.kind === 'state' ? node : `${node} silent`);
      return 'taken';
    },
    settled: () => {
      judged.push(taken);
      taken = [];
    },
    failed: (node) => failures.push(node),
    settleMs: 25,
    patienceMs: 250,
    confirmMs: 50,
  });
});

afterEach(() => {
  poller.close();
  vi.useRealTimers();
});

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

/** A round in which all answer. */
async function well(): Promise<void> {
  poller.poll();
  for (const probe of [pg1, s1, s2]) probe.answer();
  await pass(0);
  judged = [];
}

describe('the answers of a round', () => {
  it('are judged together, as soon as all are there', async () => {
    poller.poll();
    s1.answer();
    await pass(20);
    pg1.answer();
    await pass(100);
    expect(judged).toEqual([]);
    s2.answer();
    await pass(0);
    expect(judged).toEqual([['s1', 'pg1', 's2']]);
  });

  it('are not judged beside what a node said before, if that will answer in a moment', async () => {
    await well();
    poller.poll();
    s1.refuse();
    s2.answer();
    await pass(200);
    expect(judged).toEqual([]);
    pg1.answer();
    await pass(0);
    expect(judged).toEqual([['s1 silent', 's2', 'pg1']]);
  });

  it('wait once for a node that hangs, and then hardly at all', async () => {
    await well();
    poller.poll();
    pg1.answer();
    s1.answer();
    await pass(250);
    expect(judged).toEqual([['pg1', 's1']]);
    poller.poll();
    pg1.answer();
    s1.answer();
    await pass(25);
    expect(judged).toHaveLength(2);
    s2.refuse();
    await pass(0);
    expect(judged.at(-1)).toEqual(['s2 silent']);
    poller.poll();
    pg1.answer();
    s1.answer();
    await pass(25);
    expect(judged.at(-1)).toEqual(['pg1', 's1']);
    expect(s2.asked).toBe(3);
  });

  it('include a second look at a suspect', async () => {
    await well();
    suspicious = (node) => node === 's1';
    poller.poll();
    for (const probe of [pg1, s2]) probe.answer();
    s1.refuse();
    await pass(49);
    expect(judged).toEqual([]);
    await pass(1);
    s1.refuse();
    for (const probe of [pg1, s2]) probe.answer();
    await pass(0);
    expect(judged).toEqual([['pg1', 's2', 's1 silent', 'pg1', 's2']]);
  });
});

describe('a connection that ends', () => {
  it('has the whole cluster asked at once', async () => {
    await well();
    s1.lose();
    expect([pg1.asked, s1.asked, s2.asked]).toEqual([2, 2, 2]);
  });

  it('has nodes asked anew whose answers may be from before', async () => {
    await well();
    poller.poll();
    s1.answer();
    await pass(0);
    s1.lose();
    pg1.answer();
    await pass(0);
    expect(pg1.isAsked).toBe(true);
    s1.refuse();
    s2.answer();
    await pass(0);
    s2.answer();
    expect(judged).toEqual([]);
    pg1.answer();
    await pass(0);
    expect(judged).toHaveLength(1);
  });

  it('does not have a node polled without end that drops every connection', async () => {
    await well();
    for (let ms = 0; ms < 10_000; ms += 10) {
      s1.lose();
      for (const probe of [pg1, s1, s2]) probe.answer();
      await pass(10);
    }
    expect(s1.asked).toBeLessThan(30);
    expect(s1.asked).toBeGreaterThan(20);
    await pass(60_000);
    for (const probe of [pg1, s1, s2]) probe.answer();
    await pass(0);
    const before = s1.asked;
    s1.lose();
    expect(s1.asked).toBe(before + 1);
  });
});

describe('whatever happens', () => {
  it('a node is asked again after an error that should not be', async () => {
    poller.poll();
    s1.throws(new Error('a bug'));
    pg1.answer();
    s2.answer();
    await pass(0);
    expect(failures).toEqual(['s1']);
    expect(judged).toHaveLength(1);
    poller.poll();
    expect(s1.asked).toBe(2);
  });

  it('nothing is judged and nobody asked any more once it is closed', async () => {
    await well();
    poller.poll();
    pg1.answer();
    await pass(0);
    poller.close();
    s1.answer();
    s2.answer();
    s1.lose();
    poller.poll();
    await pass(60_000);
    expect(judged).toEqual([]);
    expect(s1.asked).toBe(2);
    expect(s1.closed).toBe(true);
  });
});

describe('a fresh look', () => {
  const lookAfresh = (): { readonly isOver: () => boolean } => {
    let over = false;
    void poller.fresh().then(() => {
      over = true;
    });
    return { isOver: () => over };
  };

  it('is over when all have answered and that was judged', async () => {
    await well();
    const look = lookAfresh();
    pg1.answer();
    s1.answer();
    await pass(0);
    expect(look.isOver()).toBe(false);
    s2.answer();
    await pass(0);
    expect(judged).toHaveLength(1);
    expect(look.isOver()).toBe(true);
  });

  it('does not take the answer to an earlier question for one of its own', async () => {
    await well();
    poller.poll();
    const look = lookAfresh();
    for (const probe of [pg1, s1, s2]) probe.answer();
    await pass(0);
    expect(look.isOver()).toBe(false);
    for (const probe of [pg1, s1, s2]) probe.answer();
    await pass(0);
    expect(look.isOver()).toBe(true);
  });

  it('does not wait longer than ever for a node that hangs', async () => {
    await well();
    const look = lookAfresh();
    pg1.answer();
    s1.answer();
    await pass(249);
    expect(look.isOver()).toBe(false);
    await pass(1);
    expect(look.isOver()).toBe(true);
  });

  it('is over when the watching ends', async () => {
    const look = lookAfresh();
    poller.close();
    await pass(0);
    expect(look.isOver()).toBe(true);
  });
});
