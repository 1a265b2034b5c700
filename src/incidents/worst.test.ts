import { describe, expect, it } from 'vitest';
import type { Finding } from '../replication/findings/model.js';
import { testNow } from '../replication/testing/observations.js';
import { callWords } from '../wording/attention-words.js';
import { aFinding } from './testing/findings.js';
import { flapWindowMs, Reducer } from './testing/reducer.js';
import { severityAtWorst, tellingFinding, toldAt } from './worst.js';

const down = aFinding('s1');
const hang = (waitedS: number, atMs = 0): Finding =>
  aFinding('pg1', {
    kind: 'commits-hang',
    subject: null,
    key: 'orders/commits-hang',
    severity: 'critical',
    since: testNow + atMs,
    causes: ['sync', 'node:s1'],
    what: `Commits hang on pg1, the longest for ${waitedS} s.`,
  });

describe('the worst of an incident', () => {
  it('is what it is told by once it is over, not the trifle that cleared last', () => {
    const reducer = new Reducer();
    reducer.step([down], 0);
    reducer.step([down, hang(1, 4000)], 4000);
    reducer.step([down, hang(40, 4000)], 44_000);
    const [eased] = reducer.step([down], 50_000).changes;
    expect(eased?.incident.severity).toBe('warning');
    expect(eased && severityAtWorst(eased.incident)).toBe('critical');
    expect(eased && tellingFinding(eased.incident)?.what).toBe(down.what);
    const [over] = reducer.step([], 60_000).changes;
    expect(over && tellingFinding(over.incident)?.what).toBe(hang(40).what);
    // The times of day in those words are of when they were made.
    expect(over && toldAt(over.incident)).toBe(testNow + 44_000);
  });

  it('is no less after a return, nor in what takes it in', () => {
    const reducer = new Reducer();
    reducer.step([down, hang(1)], 0);
    reducer.step([], 2000);
    const [back] = reducer.step([down], 4000).changes;
    expect(back?.incident).toMatchObject({ reopened: 1, worst: { kind: 'commits-hang' } });

    const two = new Reducer();
    const other = aFinding('s2');
    two.step([other], 0);
    two.step([other, hang(1, 1000)], 1000);
    two.step([other], 2000);
    const bridge = aFinding('s3', { causes: ['node:s1', 'node:s2'] });
    const merged = two.step([other, hang(1, 3000), bridge], 3000).changes[0]?.incident;
    expect(merged?.worst?.kind).toBe('commits-hang');
    expect(merged?.stretchAt).toBe(testNow);
  });

  it('counts as nothing where an older record has none', () => {
    const reducer = new Reducer();
    reducer.step([down], 0);
    const [old] = reducer.incidents;
    if (old === undefined) throw new Error('none is open');
    const bare = { ...old, state: 'resolved', worst: null, worstAt: null } as const;
    expect(tellingFinding(bare)).toBe(down);
    expect(severityAtWorst(bare)).toBe('warning');
    expect(toldAt(bare)).toBe(bare.changedAt);
  });
});

describe('an incident that an older version left open', () => {
  it('goes on from what stood last: nothing else is known of it', () => {
    const reducer = new Reducer();
    reducer.step([hang(40), { ...down, since: testNow + 9000 }], 9000);
    reducer.incidents = reducer.incidents.map((incident) => ({
      ...incident,
      worst: null,
      worstAt: null,
      stretchAt: null,
    }));
    const eased = reducer.step([{ ...down, since: testNow + 9000 }], 50_000).changes[0]?.incident;
    expect(eased).toMatchObject({ severity: 'warning', stretchAt: testNow });
    expect(eased && severityAtWorst(eased)).toBe('critical');
    const over = reducer.step([], 60_000).changes[0]?.incident;
    expect(over && tellingFinding(over)?.what).toBe(hang(40).what);
    expect(over && toldAt(over)).toBe(testNow + 9000);
  });
});

describe('a stretch of trouble', () => {
  it('lasts from its beginning, though what began it cleared first', () => {
    const reducer = new Reducer();
    reducer.step([down], 0);
    reducer.step([down, hang(1, 14_000)], 14_000);
    reducer.step([hang(2, 14_000)], 16_000);
    const over = reducer.step([], 18_000).changes[0];
    expect(over?.events[0]?.text).toBe('Resolved after 18 s.');
  });

  it('is no coming and going where one critical finding followed another', () => {
    const reducer = new Reducer();
    reducer.step([hang(1)], 0);
    const lost = aFinding('pg1', {
      kind: 'primary-unreachable',
      key: 'orders/primary-unreachable/pg1',
      severity: 'critical',
      since: testNow + 60_000,
      causes: ['node:pg1', 'node:s1'],
    });
    reducer.step([hang(60), lost], 60_000);
    const change = reducer.step([lost], 120_000).changes[0];
    expect(change && callWords(change.incident, 1, 3, testNow + 120_000)).toMatch(
      /^Critical for 2 min, /,
    );
  });

  it('begins anew with each return', () => {
    const reducer = new Reducer();
    reducer.step([down], 0);
    reducer.step([], 60_000);
    reducer.step([{ ...down, since: testNow + 100_000 }], 100_000);
    const over = reducer.step([], 107_000).changes[0];
    expect(over?.events[0]?.text).toBe('Resolved after 7 s.');
    expect(over?.incident.stretchAt).toBe(testNow + 100_000);
    expect(flapWindowMs).toBeGreaterThan(107_000);
  });
});
