import { describe, expect, it } from 'vitest';
import { testNow } from '../../replication/testing/observations.js';
import { aPrimaryView, aStandbyView, aTopology } from '../../replication/testing/topologies.js';
import { toTerminal } from '../../wording/sections.js';
import { aSnapshot } from '../../wording/testing/incidents.js';
import { ask } from './ask.js';
import type { Known } from './asked.js';
import { parseWords } from './request.js';

const nodes = [aPrimaryView('pg1'), aStandbyView('s1', 'pg1'), aStandbyView('s2', 'pg1')];
const known: Known = {
  fleet: {
    clusters: [
      aSnapshot({ topology: aTopology({ nodes }) }),
      aSnapshot({ cluster: 'billing', topology: null }),
      aSnapshot({ cluster: 'stock', topology: aTopology({ nodes: [aPrimaryView('st1')] }) }),
    ],
    self: [],
  },
  silences: [],
  pages: new Map(),
  now: testNow,
  command: '/pgrepl',
};

function wanted(text: string): unknown {
  const asked = ask(text, known);
  return asked.kind === 'operation' ? asked.wanted : asked;
}

function told(text: string): string {
  const asked = ask(text, known);
  return asked.kind === 'answer' ? toTerminal(asked.answer.sections) : asked.kind;
}

describe('a wanted operation', () => {
  it.each([
    ['switchover orders s1', { kind: 'switchover', target: 's1', reason: null }],
    ['SWITCHOVER  Orders   S1', { kind: 'switchover', target: 's1', reason: null }],
    ['switchover `orders` "s1"', { kind: 'switchover', target: 's1', reason: null }],
    [
      'switchover orders s1 kernel update on "pg1"',
      { kind: 'switchover', target: 's1', reason: 'kernel update on "pg1"' },
    ],
    ['promote orders', { kind: 'promote', target: null, reason: null }],
    ['promote orders s2', { kind: 'promote', target: 's2', reason: null }],
    ['promote orders s2 pg1 burns', { kind: 'promote', target: 's2', reason: 'pg1 burns' }],
    ['promote orders pg1 is gone', { kind: 'promote', target: 'pg1', reason: 'is gone' }],
    ['promote orders it burns', { kind: 'promote', target: null, reason: 'it burns' }],
    [
      'promote orders &lt;!channel&gt; *now* `x` &amp; y',
      { kind: 'promote', target: null, reason: '<!channel> *now* `x` & y' },
    ],
  ])('is read from %s', (text, expected) => {
    expect(wanted(text)).toEqual({ cluster: 'orders', note: null, ...expected });
  });

  it('has an endless reason cut, and says so', () => {
    expect(wanted(`switchover orders s1 ${'why '.repeat(1_250)}`)).toMatchObject({
      reason: expect.stringMatching(/^why why .*…$/) as string,
      note: 'Your reason was cut to its first 500 characters.',
    });
    expect(wanted(`promote orders ${'é'.repeat(500)}`)).toMatchObject({ note: null });
  });

  it.each([
    ['switchover', 'Say which cluster: `/pgrepl switchover <cluster> <node> [reason]`.'],
    ['switchover ordres s1', /no cluster named ordres.*\n`orders`\n`stock`\n`billing`/s],
    ['switchover orders', /Say which node of orders.*`pg1`/s],
    ['switchover orders s3', /orders has no node named s3\..*\n`s1`\n`s2`/s],
    ['switchover orders st1', /st1 is a node of stock, not of orders\./],
    ['switchover orders <!channel>', /no node named <!channel>\./],
    ['promote orders s3', /orders has no node named s3\..*`s1`/s],
    ['promote orders s3 pg1 burns', /orders has no node named s3\./],
    ['promote billing', /has not looked at billing yet/],
    [
      'swichover orders s1',
      /Did you mean `\/pgrepl switchover <cluster> <node> \[reason\]`\? It asks/,
    ],
  ])('is not made of %s', (text, answer) => {
    expect(told(text)).toMatch(answer);
  });
});

describe('parseWords', () => {
  it('keeps what follows the names whole', () => {
    expect(parseWords('promote  a b\n"c  d" ')).toEqual({
      names: ['a', 'b'],
      behindFirst: 'b "c d"',
      behindBoth: '"c d"',
    });
    expect(parseWords('promote')).toEqual({ names: ['', ''], behindFirst: '', behindBoth: '' });
  });
});

describe('operations and audit', () => {
  const records = (operations: [] | null) => ({
    operations: () => Promise.resolve(operations),
    audit: () => Promise.resolve(operations),
    incidents: () => Promise.resolve(null),
    roleChanges: () => Promise.resolve(null),
    timeline: () => Promise.resolve(null),
    root: () => Promise.resolve(null),
    doctor: { examine: () => Promise.resolve(null), last: () => null },
    lagChart: () => Promise.reject(new Error('no picture is asked for here')),
    lastDay: () => Promise.reject(new Error('no digest is asked for here')),
  });

  it('are read from the store, for one cluster or all', async () => {
    const asked = ask('operations Orders', known);
    if (asked.kind !== 'read') throw new Error(asked.kind);
    expect(await asked.read(records([]))).toMatchObject({
      summary: 'Operations of orders, the newest first.',
      request: 'operations orders',
      shareable: true,
    });
    const all = ask('audit', known);
    if (all.kind !== 'read') throw new Error(all.kind);
    expect(await all.read(records([]))).toMatchObject({ request: 'audit', shareable: false });
    expect((await all.read(records(null))).summary).toContain('the store gives no answer');
    expect(told('audit nowhere')).toContain('There is no cluster named nowhere.');
  });
});
