import { describe, expect, it } from 'vitest';
import { testNow } from '../../replication/testing/observations.js';
import { aPrimaryView, aStandbyView, aTopology } from '../../replication/testing/topologies.js';
import { anIncident, aSnapshot } from '../../wording/testing/incidents.js';
import { ask } from './ask.js';
import { typedDuration } from './duration.js';
import type { Known } from './asked.js';

const nodes = [aPrimaryView('pg1'), aStandbyView('s1', 'pg1')];
const known: Known = {
  fleet: {
    clusters: [
      aSnapshot({ topology: aTopology({ nodes }), incidents: [anIncident()] }),
      aSnapshot({
        cluster: 'billing',
        topology: aTopology({ cluster: 'billing', nodes: [aPrimaryView('pg1')] }),
      }),
    ],
    self: [],
  },
  silences: [],
  pages: new Map(),
  now: testNow,
  command: '/pgrepl',
};

describe('a duration as people type it', () => {
  it.each([
    ['30m', 30],
    ['30min', 30],
    ['1h30m', 90],
    ['1.5h', 90],
    ['2D', 2880],
    ['1w', 10_080],
  ])('%s', (text, minutes) => {
    expect(typedDuration(text)).toBe(minutes * 60_000);
  });

  it.each(['', 'soon', '30', '2 h', '1h30', '-1h', '1y', 'constructor', '1constructor'])(
    'is not "%s"',
    (text) => {
      expect(typedDuration(text)).toBeUndefined();
    },
  );
});

describe('what is to be silenced', () => {
  const wanted = (text: string): unknown => {
    const asked = ask(`silence ${text}`, known);
    if (asked.kind === 'deed' && asked.deed.kind === 'silence') {
      return { ...asked.deed.target, ...asked.deed.wanted };
    }
    return asked.kind === 'answer' ? asked.answer.summary : asked.kind;
  };

  it('is a cluster, a node or an open incident, with a reason', () => {
    const minutes = { startsAt: null, from: null, durationMs: 1_800_000 };
    expect(wanted('orders 30m')).toEqual({
      kind: 'known',
      cluster: 'orders',
      scope: { kind: 'cluster' },
      reason: null,
      ...minutes,
    });
    expect(wanted('S1 30m new disks in the rack')).toMatchObject({
      cluster: 'orders',
      scope: { kind: 'node', node: 's1' },
      reason: 'new disks in the rack',
    });
    expect(wanted('billing/pg1 30m')).toMatchObject({ cluster: 'billing', scope: { node: 'pg1' } });
    // What it goes on as is found out when it is done.
    expect(wanted('inc-7 30m')).toMatchObject({ kind: 'incident', number: 7 });
  });

  it('may lie ahead, and says "in" in a reason where that is meant', () => {
    expect(wanted('orders 2h in 1h racks')).toMatchObject({
      startsAt: testNow + 3_600_000,
      reason: 'racks',
    });
    expect(wanted('orders 2h in the night')).toMatchObject({
      startsAt: null,
      reason: 'in the night',
    });
  });

  it('may begin at a time by the clocks of who asks, today, tomorrow or on a day', () => {
    const from = { date: null, minute: 22 * 60 };
    expect(wanted('orders 2h from 22:00')).toMatchObject({ startsAt: null, from, reason: null });
    expect(wanted('orders 2h from 9:05 new racks')).toMatchObject({
      from: { minute: 545 },
      reason: 'new racks',
    });
    const dated = { date: '2026-12-01', minute: 22 * 60 };
    expect(wanted('s1 2h FROM 2026-12-01 22:00 racks')).toMatchObject({
      from: dated,
      reason: 'racks',
    });
    expect(wanted('INC-7 2h from 2026-12-01T22:00')).toMatchObject({ from: dated });
    expect(wanted('orders 2h from the rack')).toMatchObject({
      from: null,
      reason: 'from the rack',
    });
    for (const typed of [
      '25:00',
      '22:60',
      '22',
      '22h',
      '22:00h',
      '2026-02-30 22:00',
      '2026-12-01',
    ]) {
      expect(wanted(`orders 2h from ${typed} racks`)).toMatch(/ is no time: write /);
    }
  });

  it('begins at no time of other clocks: what makes one of it is no reason', () => {
    for (const typed of ['10:00 pm', '10:00 P.M.', '22:00 UTC', '2026-12-01 22:00 CET']) {
      expect(wanted(`orders 2h from ${typed} racks`)).toContain(`${typed} is no time: write `);
    }
    expect(wanted('orders 2h from 22:00 amended racks')).toMatchObject({
      from: { minute: 1_320 },
      reason: 'amended racks',
    });
  });

  it('is asked back for where it is not clear', () => {
    expect(wanted('pg1 2h')).toContain('Several clusters have a node named pg1');
    expect(wanted('s9 2h')).toContain('no cluster, node or incident named s9');
    expect(wanted('nowhere/s1 2h')).toContain('no cluster named nowhere');
    expect(wanted('orders')).toContain('Say for how long');
  });
});
